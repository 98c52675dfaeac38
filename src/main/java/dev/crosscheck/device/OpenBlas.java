package dev.crosscheck.device;

import com.sun.jna.NativeLibrary;
import dev.crosscheck.cuda.CudaDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * What ND4J's OpenBLAS reports about itself.
 *
 * @param version its version, for instance {@code 0.3.31}
 * @param kernel the processor that its kernel is for, for instance {@code SkylakeX}
 * @param threads how many it uses
 */
public record OpenBlas(String version, String kernel, int threads) {
    private static final Object[] NONE = {};

    /** Environment variables that override OpenBLAS's own choice of kernels and block sizes. */
    public static final List<String> VARIABLES = List.of("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE");

    /**
     * @param environment variables and their values
     * @return a line for each of OpenBLAS's variables that is set
     */
    public static List<String> set(Map<String, String> environment) {
        return VARIABLES.stream()
                .filter(environment::containsKey)
                .map(name ->
                        name + "=" + environment.get(name) + ": OpenBLAS computes for that, not for this processor")
                .toList();
    }

    /** @return the OpenBLAS of this process, which is loaded if necessary; empty if it cannot be queried */
    public static Optional<OpenBlas> loaded() {
        try {
            Path folder = Path.of(Loader.load(openblas_nolapack.class)).getParent();
            try (Stream<Path> files = Files.list(folder)) {
                Path library = files.filter(
                                file -> file.getFileName().toString().startsWith("libopenblas"))
                        .findFirst()
                        .orElseThrow();
                return Optional.of(ask(CudaDriver.library(library.toString())));
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
