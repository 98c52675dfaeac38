package dev.crosscheck.run;

import dev.crosscheck.files.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/** Distinguishes builds of this program that have the same version. */
public final class ProgramDigest {
    private static final String CLASSES = "dev/crosscheck";

    private ProgramDigest() {}

    /** Loaded by the first who needs it: all classes are read, which takes a third of a second. */
    private static final class Own {
        static final Background<String> DIGEST = Background.start(
                "code digest",
                () -> of(JavaCommand.path(ProgramDigest.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation())));
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
        MessageDigest digest = Digest.sha256();
        try (ZipFile jar = Files.isDirectory(code) ? null : new ZipFile(code.toFile())) {
            Map<String, Content> classes = jar == null ? inFolder(code) : inJar(jar);
            for (Map.Entry<String, Content> each : classes.entrySet()) {
                digest.update(each.getKey().getBytes(StandardCharsets.UTF_8));
                digest.update(each.getValue().read());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Digest.hex(digest);
    }

    private interface Content {
        byte[] read() throws IOException;
    }

    private static Map<String, Content> inFolder(Path code) throws IOException {
        try (Stream<Path> files = Files.walk(code.resolve(CLASSES))) {
            Map<String, Content> classes = new TreeMap<>();
            files.filter(file -> file.toString().endsWith(".class"))
                    .forEach(file -> classes.put(
                            code.relativize(file).toString().replace('\\', '/'), () -> Files.readAllBytes(file)));
            return classes;
        }
    }

    private static Map<String, Content> inJar(ZipFile jar) {
        Map<String, Content> classes = new TreeMap<>();
        jar.stream()
                .filter(entry ->
                        entry.getName().startsWith(CLASSES) && entry.getName().endsWith(".class"))
                .forEach(entry -> classes.put(
                        entry.getName(), () -> jar.getInputStream(entry).readAllBytes()));
        return classes;
    }
}
