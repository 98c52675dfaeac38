package dev.crosscheck.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class RunFolderIT {
    @TempDir
    private Path folder;

    @Test
    void aWriteThatFailsLeavesTheOldFileAndNothingElse() throws IOException {
        RunFolder run = RunFolder.at(folder.resolve("run"));
        run.writeText("a.txt", "old");
        assertThrows(
                CrosscheckException.class,
                () -> AtomicFile.write(run.path().resolve("a.txt"), out -> {
                    out.write("half".getBytes(StandardCharsets.UTF_8));
                    throw new IOException("disk full");
                }));
        assertEquals("old", Files.readString(run.path().resolve("a.txt")));
        try (Stream<Path> files = Files.list(run.path())) {
            assertEquals(List.of(run.path().resolve("a.txt")), files.toList());
        }
    }

    /** Opening a pipe to write to it waits for a reader. */
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no pipes in folders")
    void aFolderWhoseLockIsAPipeIsRefused() throws IOException, InterruptedException {
        Path lock = folder.resolve(FolderLock.NAME);
        assertEquals(0, new ProcessBuilder("mkfifo", lock.toString()).start().waitFor());
        CrosscheckException refused = assertThrows(CrosscheckException.class, () -> RunFolder.at(folder));
        assertEquals("--out " + folder + ": expected a new or empty folder, found files in it.", refused.getMessage());
        Files.delete(lock);
        assertEquals(folder, RunFolder.at(Files.createFile(lock).getParent()).path());
    }

    /** @return a program that runs in the folder */
    private Process started(Class<?> program) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = System.getProperty("java.class.path");
        return new ProcessBuilder(java, "-cp", classPath, program.getName())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
    }

    @Test
    void processesThatStartTogetherGetAFolderEach() throws IOException, InterruptedException {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            processes.add(started(Creator.class));
        }
        for (Process process : processes) {
            assertTrue(process.inputReader().lines().anyMatch(Creator.READY::equals));
        }
        for (Process process : processes) {
            process.getOutputStream().close();
        }
        for (Process process : processes) {
            String output = process.inputReader().lines().collect(Collectors.joining("\n"));
            assertEquals(0, process.waitFor(), output);
        }
        try (Stream<Path> made = Files.list(folder.resolve("runs"))) {
            assertEquals(3 * Creator.FOLDERS, made.count());
        }
    }

    /** A process that makes folders in {@code runs} of its working directory once its input ends. */
    static final class Creator {
        static final String READY = "ready";
        static final int FOLDERS = 40;

        public static void main(String[] args) throws IOException {
            System.out.println(READY);
            System.in.read();
            for (int i = 0; i < FOLDERS; i++) {
                RunFolder.create("train");
            }
        }
    }

    /** A process that takes the lock of its working directory if it can, and says so by its exit code. */
    static final class Taker {
        static final int TAKEN = 7;

        public static void main(String[] args) throws IOException {
            System.exit(FolderLock.take(Path.of("").toAbsolutePath()).isPresent() ? TAKEN : 0);
        }
    }

    @Test
    void oneHasALockAndTryingAgainDoesNotGiveItAway() throws IOException, InterruptedException {
        FolderLock lock = FolderLock.take(folder).orElseThrow();
        try (lock) {
            assertTrue(FolderLock.take(folder.resolve(".")).isEmpty());
            assertEquals(0, started(Taker.class).waitFor(), "the refused attempt in this process changed nothing");
        }
        assertEquals(Taker.TAKEN, started(Taker.class).waitFor(), "it was given back");
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
