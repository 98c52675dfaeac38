package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Command lines in processes of their own, one at a time, which are ended in this way or that. */
abstract class Processes extends CommandLines {
    /** Far more than any of them takes on any machine. */
    private static final long HANGS_SECONDS = 600;

    /** Starts one. Without the Vector API, which is slow in processes that do not optimize. */
    final Process start(String line) throws IOException {
        return Launcher.shortProcess(words(line))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile())
                .start();
    }

    /** @return what it has said, with wrapped sentences on one line each */
    final String said() throws IOException {
        return Files.readString(folder.resolve("said")).replaceAll("\\R {2}(?=\\S)", " ");
    }

    /** Waits until something has happened, or the process has ended. */
    static void await(Process process, Callable<Boolean> happened) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(HANGS_SECONDS);
        while (System.nanoTime() < end && !happened.call() && process.isAlive()) {
            process.waitFor(1, TimeUnit.MILLISECONDS);
        }
    }

    /** Waits until a process has ended; returns its exit code. */
    static int end(Process process) throws InterruptedException {
        assertTrue(process.waitFor(HANGS_SECONDS, TimeUnit.SECONDS));
        return process.exitValue();
    }
}
