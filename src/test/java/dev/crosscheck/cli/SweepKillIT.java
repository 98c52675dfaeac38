package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.Soak;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.OS;

/** A sweep that is killed, asked to end, or loses a trial's process: what was finished stays, and the end is the same to the byte. */
class SweepKillIT extends Processes {
    private static final int TRIALS = 8;

    /** Without the check of the network, which takes longer than the training here. */
    private static final String OPTIONS =
            "--slim --grid hidden=8,16 --seeds 4 --epochs 24 --validation 100 --device cpu --trainer by-hand --no-check"
                    + " --data {runs}/mnist --out DIR/";

    /** Waits until something has happened to a sweep, which must live then. */
    private void awaitAlive(Process process, Callable<Boolean> happened) throws Exception {
        await(process, happened);
        assertTrue(process.isAlive(), said());
    }

    /** When the record of each finished trial was written. */
    private Map<String, Long> finished() throws IOException {
        Map<String, Long> finished = new HashMap<>();
        Path trials = folder.resolve("sweep/trials");
        for (String trial : Files.isDirectory(trials) ? files(trials) : List.<String>of()) {
            Path record = trials.resolve(trial).resolve("run.json");
            if (Files.exists(record) && Files.readString(record).contains("\"COMPLETED\"")) {
                finished.put(trial, record.toFile().lastModified());
            }
        }
        return finished;
    }

    private static void assertGone(List<ProcessHandle> trials) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (trials.stream().anyMatch(ProcessHandle::isAlive) && System.nanoTime() < end) {
            Thread.sleep(10);
        }
        assertTrue(trials.stream().noneMatch(ProcessHandle::isAlive), "trials outlive their sweep");
    }

    private void assertKept(Map<String, Long> trials) throws IOException {
        Map<String, Long> now = finished();
        trials.forEach((trial, written) -> assertEquals(written, now.get(trial), trial + " was run again"));
    }

    /**
     * All that can happen to a sweep, one after the other: a second process, a trial's process that is killed, being asked to end, and being killed
     * itself. None of it changes a number, and none makes a finished trial run again.
     */
    @Test
    @Tag(Soak.TAG)
    void aDisturbedSweepEndsAsAnUndisturbedOne() throws Exception {
        Path out = folder.resolve("sweep");
        ok("sweep -q --jobs 1 " + OPTIONS + "never");
        Process process = start("sweep --jobs 2 " + OPTIONS + "sweep");
        awaitAlive(process, () -> !finished().isEmpty());
        String second = ended(1, "sweep --resume DIR/sweep").err();
        assertTrue(second.startsWith(out + ": another process works on this sweep.\n"), second);
        loseATrial(process);
        askToEnd(process);
        Map<String, Long> kept = finished();
        Process resumed = start("sweep --jobs 2 --resume DIR/sweep");
        awaitAlive(resumed, () -> finished().size() > kept.size());
        List<ProcessHandle> trials = resumed.descendants().toList();
        resumed.destroyForcibly().waitFor();
        assertGone(trials);
        assertKept(kept);
        kept.putAll(finished());
        assertTrue(kept.size() < TRIALS, "killed too late");
        ok("sweep -q --resume DIR/sweep");
        assertEquals(RunFiles.ofSweep(folder.resolve("never")), RunFiles.ofSweep(out));
        assertKept(kept);
    }

    /** Kills a process that has just begun a trial. */
    private void loseATrial(Process process) throws Exception {
        List<ProcessHandle> before = process.descendants().toList();
        awaitAlive(process, () -> !before.containsAll(process.descendants().toList()));
        List<ProcessHandle> begun = new ArrayList<>(process.descendants().toList());
        begun.removeAll(before);
        begun.forEach(ProcessHandle::destroyForcibly);
        awaitAlive(process, () -> said().contains("exit code 137"));
    }

    private void askToEnd(Process process) throws IOException, InterruptedException {
        List<ProcessHandle> last = process.descendants().toList();
        process.toHandle().destroy();
        int code = end(process);
        assertGone(last);
        if (!OS.WINDOWS.isCurrentOs()) { // where ending a process is not a signal
            String said = said();
            assertEquals(143, code, said);
            String goOn = " of 8 trials done. Go on with: crosscheck sweep --resume " + folder.resolve("sweep");
            assertTrue(said.contains(goOn), said);
            assertTrue(said.contains("failed: its process ended with exit code 137"), said);
            assertFalse(said.replace("ended with exit code 137", "").contains("ended with exit code"), said);
            assertTrue(Files.readString(folder.resolve("sweep/sweep.html")).contains("Stopped with "));
        }
    }
}
