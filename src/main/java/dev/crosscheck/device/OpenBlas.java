package dev.crosscheck.device;

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

/** ND4J's OpenBLAS. */
public final class OpenBlas {
    /** Environment variables that override OpenBLAS's own choice of kernels and block sizes. */
    private static final List<String> VARIABLES = List.of("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE");

    private OpenBlas() {}

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

    /** @return the processor that its kernel is for, such as {@code SkylakeX}; loads it if necessary; empty if it cannot be asked */
    public static Optional<String> kernel() {
        try {
            Path folder = Path.of(Loader.load(openblas_nolapack.class)).getParent();
            try (Stream<Path> files = Files.list(folder)) {
                Path library = files.filter(
                                file -> file.getFileName().toString().startsWith("libopenblas"))
                        .findFirst()
                        .orElseThrow();
                return Optional.of(CudaDriver.library(library.toString())
                        .getFunction("openblas_get_corename")
                        .invokeString(new Object[0], false));
            }
        } catch (IOException | LinkageError | RuntimeException e) {
            return Optional.empty();
        }
    }
}
