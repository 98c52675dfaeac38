package dev.crosscheck.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.File;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class SubprocessTest {
    /** Many at once, so that a process has often ended before its output is read. */
    @Test
    void allOutputIsReadThoughItsTreeIsKilled() throws Exception {
        assumeFalse(File.separatorChar == '\\', "skipped: there is no sh");
        Callable<Subprocess.Ended> run =
                () -> Subprocess.of("sh", "-c", "head -c 60000 /dev/zero").toItsEnd(new Subprocess.Limits(60, 2048));
        ExecutorService threads = Executors.newFixedThreadPool(64);
        try {
            for (Future<Subprocess.Ended> ended : threads.invokeAll(Collections.nCopies(256, run))) {
                assertEquals(0, ended.get().code());
                assertEquals(60_000, ended.get().output().length());
            }
        } finally {
            threads.shutdown();
        }
    }
}
