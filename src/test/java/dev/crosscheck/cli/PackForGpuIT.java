package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/pack-for-gpu}: a folder that runs where there is neither Java nor this project. */
@DisabledOnOs(OS.WINDOWS)
@Tag("ci")
class PackForGpuIT {
    private static final long MOST_BYTES = 64L << 20;

    @TempDir
    private Path folder;

    /** Runs a command without the environment of this process. */
    private int run(Path in, Path out, String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(in.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().keySet().retainAll(List.of("PATH"));
        return builder.start().waitFor();
    }

    @Test
    void aFolderOfItsOwnIsSmallAndRuns() throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"));
        assumeTrue(Files.isExecutable(java.resolve("bin/jlink")), "no JDK");
        assumeTrue(Runtime.version().feature() < 25, "the Java of 25 is too large, and the script says so");
        assumeTrue(Files.isRegularFile(Path.of("target", "crosscheck.jar")), "the jar has not been packaged");
        Path pack = folder.resolve("gpu");
        Path said = folder.resolve("said.txt");
        String call = "JAVA_HOME='" + java + "' bin/pack-for-gpu '" + pack + "'";
        assertEquals(0, run(Path.of("").toAbsolutePath(), said, "sh", "-c", call), () -> text(said));
        assertTrue(size(pack) <= MOST_BYTES, () -> text(said));
        String glibc = Files.readString(pack.resolve("glibc")).strip();
        assertTrue(text(said).contains("The pack needs glibc " + glibc + " or newer"), () -> text(said));
        assertEquals(1, run(Path.of("").toAbsolutePath(), said, "sh", "-c", call), "it is there already");

        assertEquals(2, run(pack, said, "./report", "tpu"));
        assertEquals(0, run(pack, said, "./report", "--check"), () -> text(said));
        Path ptx = pack.resolve("digits.ptx");
        String whole = Files.readString(ptx);
        Files.writeString(ptx, whole.replace("1024;", "1025;"));
        assertEquals(1, run(pack, said, "./report", "--check"), () -> text(said));
        assertTrue(text(said).contains("digits.ptx: FAILED"), () -> text(said));
        assertFalse(Files.exists(pack.resolve("result")), "nothing runs then");
        Files.writeString(ptx, whole);
        Path json = folder.resolve("doctor.json");
        String doctor = "JAVA_HOME=$PWD/java ./crosscheck doctor --device auto --json " + json;
        assertEquals(0, run(pack, said, "sh", "-c", doctor), () -> text(said));
        JsonNode found = new ObjectMapper().readTree(json.toFile());
        assertEquals(3, found.path("What can run").size());
        assertEquals("none", found.at("/Machine/ND4J natives").asText());
        String data = SmallDigits.write(folder.resolve("data"), 100, 10);
        String train = "JAVA_HOME=$PWD/java ./crosscheck train --data " + data
                + " --trainer by-hand --hidden 8 --epochs 1 --out t";
        assertEquals(0, run(pack, said, "sh", "-c", train), () -> text(said));
        assertTrue(text(said).contains("Not checked: the comparisons need ND4J's natives"), () -> text(said));
        assertTrue(
                Files.readString(pack.resolve("t/run.html")).contains("This chart cannot be drawn"),
                "without java.desktop");
        // As on a system whose C library is older than that of the Java.
        Path ofPack = pack.resolve("java/bin/java");
        Files.writeString(ofPack, "#!/bin/sh\necho \"version 'GLIBC_9.9' not found\" >&2\nexit 1\n");
        assertEquals(0, run(pack, said, "sh", "-c", "grep -v bin/java$ digests >less && mv less digests"));
        assertEquals(1, run(pack, said, "./report"));
        assertTrue(
                text(said)
                        .contains("The Java that is packed does not start: it needs glibc " + glibc
                                + " or newer, and this system has "),
                () -> text(said));
        assertTrue(text(said).contains("version 'GLIBC_9.9' not found"), () -> text(said));
        assertFalse(Files.exists(pack.resolve("result")), "nothing runs then");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
