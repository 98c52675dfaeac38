package dev.crosscheck.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.crosscheck.CrosscheckException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
    @TempDir
    private Path folder;

    @Test
    void aWriteThatFailsLeavesTheOldFileAndNothingElse() throws IOException {
        RunFolder run = RunFolder.at(folder.resolve("run"));
        run.write("a.txt", file -> Files.writeString(file, "old"));
        assertThrows(
                CrosscheckException.class,
                () -> run.write("a.txt", file -> {
                    Files.writeString(file, "half");
                    throw new IOException("disk full");
                }));
        assertEquals("old", Files.readString(run.path().resolve("a.txt")));
        try (Stream<Path> files = Files.list(run.path())) {
            assertEquals(List.of(run.path().resolve("a.txt")), files.toList());
        }
    }

    @Test
    void digestsAreSha256() throws IOException {
        Path file = Files.writeString(folder.resolve("abc"), "abc");
        // The example of FIPS 180-2.
        assertEquals("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", Digest.sha256(file));
    }
}
