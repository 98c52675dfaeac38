package dev.crosscheck.device;

import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * What the OpenBLAS that ND4J uses reports about itself.
 *
 * @param version its version, for instance {@code 0.3.31}
 * @param kernel the processor that its kernel is for, for instance {@code SkylakeX}
 * @param threads how many it uses
 */
public record OpenBlas(String version, String kernel, int threads) {
    private static final Object[] NONE = {};

    private static final Map<String, String> VARIABLES = new TreeMap<>(Map.of(
            "OPENBLAS_CORETYPE", "OpenBLAS computes with the kernels of that processor, not of this one",
            "OPENBLAS_L2_SIZE",
                    "OpenBLAS takes this for the size of the L2 cache, by which it cuts matrices into blocks"));

    /** @return the variables of the environment by which OpenBLAS chooses its kernels and their blocks, in place of what it finds */
    public static Set<String> variables() {
        return VARIABLES.keySet();
    }

    /**
     * @param environment variables and their values
     * @return of those that OpenBLAS goes by each that is set, and what it does
     */
    public static List<String> set(Map<String, String> environment) {
        return VARIABLES.entrySet().stream()
                .filter(variable -> environment.containsKey(variable.getKey()))
                .map(variable ->
                        variable.getKey() + "=" + environment.get(variable.getKey()) + ": " + variable.getValue())
                .toList();
    }

    /** @return the one in this process, loaded if it was not yet; empty if it cannot be asked */
    public static Optional<OpenBlas> loaded() {
        try {
            Path folder = Path.of(Loader.load(openblas_nolapack.class)).getParent();
            try (Stream<Path> files = Files.list(folder)) {
                Path library = files.filter(
                                file -> file.getFileName().toString().startsWith("libopenblas"))
                        .findFirst()
                        .orElseThrow();
                return Optional.of(ask(NativeLibrary.getInstance(library.toString())));
            }
        } catch (IOException | LinkageError | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static OpenBlas ask(NativeLibrary library) {
        String config = library.getFunction("openblas_get_config").invokeString(NONE, false);
        return new OpenBlas(
                config.strip().split("\\s+")[1],
                library.getFunction("openblas_get_corename").invokeString(NONE, false),
                library.getFunction("openblas_get_num_threads").invokeInt(NONE));
    }
}
