package dev.crosscheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.File;
import java.io.IOException;
import org.junit.jupiter.api.RepeatedTest;

class SubprocessTest {
    /** What a process wrote just before its end is still in the pipe when what it started is killed. */
    @RepeatedTest(5)
    void allOutputIsReadThoughItsTreeIsKilled() throws IOException, InterruptedException {
        assumeFalse(File.separatorChar == '\\', "skipped: there is no sh");
        Subprocess.Ended ended = Subprocess.of("sh", "-c", "head -c 60000 /dev/zero; sleep 30 >&2 &")
                .toItsEnd(new Subprocess.Limits(60, 2048));
        assertEquals(0, ended.code());
        assertEquals(60_000, ended.output().length());
    }
}
