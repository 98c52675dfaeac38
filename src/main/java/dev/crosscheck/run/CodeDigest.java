package dev.crosscheck.run;

import dev.crosscheck.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Distinguishes builds of this program that have the same version. */
public final class CodeDigest {
    private static final String CLASSES = "dev/crosscheck";

    private CodeDigest() {}

    /** Loaded by the first who needs it: all classes are read, which takes a third of a second. */
    private static final class Own {
        static final Background<String> DIGEST = Background.start(
                "code digest",
                () -> of(JavaCommand.path(
                        CodeDigest.class.getProtectionDomain().getCodeSource().getLocation())));
    }

    /** Begins to compute {@link #current}. */
    public static void startAhead() {
        Objects.requireNonNull(Own.DIGEST);
    }

    /** @return SHA-256 of this program's classes and their names; the same for a jar and a folder */
    public static String current() {
        return Own.DIGEST.result();
    }

    /** @param code a jar, or a folder of classes */
    static String of(Path code) {
        try {
            if (Files.isDirectory(code)) {
                return ofTree(code);
            }
            try (FileSystem jar = FileSystems.newFileSystem(code)) {
                return ofTree(jar.getPath("/"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String ofTree(Path root) throws IOException {
        MessageDigest digest = Digest.sha256();
        try (Stream<Path> files = Files.walk(root.resolve(CLASSES))) {
            List<Path> classes = files.filter(file -> file.toString().endsWith(".class"))
                    .sorted((a, b) -> name(root, a).compareTo(name(root, b)))
                    .toList();
            for (Path file : classes) {
                digest.update(name(root, file).getBytes(StandardCharsets.UTF_8));
                digest.update(Files.readAllBytes(file));
            }
        }
        return Digest.hex(digest);
    }

    private static String name(Path root, Path file) {
        return root.relativize(file).toString().replace('\\', '/');
    }
}
