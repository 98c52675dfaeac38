package dev.crosscheck.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The digest that tells builds apart. */
class ProgramDigestTest {
    private static final List<String> CLASSES = List.of("A.class", "run/B.class", "zoo/C.class");

    @TempDir
    private Path folder;

    private void write(Path code, String content) throws IOException {
        for (String name : CLASSES) {
            Path file = code.resolve("dev/crosscheck").resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, content + name);
        }
        Files.writeString(code.resolve("dev/crosscheck/page.css"), content);
    }

    private Path jar(Path code) throws IOException {
        Path jar = folder.resolve("code.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            // In another order than by name.
            for (String name : List.of("zoo/C.class", "A.class", "run/B.class", "page.css")) {
                out.putNextEntry(new JarEntry("dev/crosscheck/" + name));
                out.write(Files.readAllBytes(code.resolve("dev/crosscheck").resolve(name)));
            }
        }
        return jar;
    }

    /** From a jar or a folder; other files do not count. */
    @Test
    void followsFromTheClassesAndTheirNames() throws IOException {
        Path code = folder.resolve("classes");
        write(code, "one");
        String before = ProgramDigest.of(code);
        assertEquals(before, ProgramDigest.of(jar(code)));
        Files.writeString(code.resolve("dev/crosscheck/page.css"), "another");
        assertEquals(before, ProgramDigest.of(code));
        Files.move(code.resolve("dev/crosscheck/A.class"), code.resolve("dev/crosscheck/D.class"));
        assertNotEquals(before, ProgramDigest.of(code));
        write(code, "two");
        assertNotEquals(before, ProgramDigest.of(code));
    }
}
