package dev.crosscheck.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {
    private static final int TAKEN = 7;

    @TempDir
    private Path folder;

    /** A process that takes a folder's lock if it can and says so by its exit code. */
    static final class Other {
        public static void main(String[] args) throws IOException {
            System.exit(FolderLock.take(Path.of(args[0])).isPresent() ? TAKEN : 0);
        }
    }

    private boolean anotherProcessTakesIt() throws IOException, InterruptedException {
        return new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Other.class.getName(),
                                folder.toString())
                        .inheritIO()
                        .start()
                        .waitFor()
                == TAKEN;
    }

    @Test
    void oneHasItAndTryingAgainDoesNotGiveItAway() throws IOException, InterruptedException {
        FolderLock lock = FolderLock.take(folder).orElseThrow();
        try (lock) {
            assertTrue(FolderLock.take(folder.resolve(".")).isEmpty());
            assertTrue(!anotherProcessTakesIt(), "the refused attempt in this process changed nothing");
        }
        assertTrue(anotherProcessTakesIt(), "it was given back");
        FolderLock.take(folder).orElseThrow().close();
    }

    @Test
    void aFolderWithALockAloneIsEmptyAndNothingElseIs() throws IOException {
        FolderLock.take(folder).orElseThrow().close();
        assertEquals(folder, RunFolder.at(folder).path());
        Files.writeString(folder.resolve("mine"), "keep");
        assertThrows(CrosscheckException.class, () -> RunFolder.at(folder));
        assertThrows(IOException.class, () -> FolderLock.take(folder.resolve("none")));
    }
}
