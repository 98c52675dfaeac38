package dev.crosscheck.device;

import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
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
