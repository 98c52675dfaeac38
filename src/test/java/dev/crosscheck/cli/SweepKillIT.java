package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.Soak;
import dev.crosscheck.data.IdxBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps that are killed, asked to end, or lose a trial's process: what was finished stays, and the end is the same to the byte. */
class SweepKillIT {
    /** Far more than a sweep of these takes on any machine. */
    private static final long HANGS_SECONDS = 600;

    private static final int TRIALS = 8;

    @TempDir
    private static Path common;

    private static String line;
    private static Map<String, String> undisturbed;

    @TempDir
    private Path folder;

    private Path out;

    /**
     * Without the check of the network, which takes longer than the training here, and without the Vector API, which is slow in processes
     * that do not optimize.
     */
    @BeforeAll
    static void sweepUndisturbed() throws IOException {
        line =
                "--jobs 2 --slim --grid hidden=8,16 --seeds 4 --epochs 24 --validation 100 --device cpu --trainer by-hand"
                        + " --no-check --data " + IdxBytes.subset(common.resolve("data"), 600, 100);
        String alone = line.replace("--jobs 2", "--jobs 1");
        Cli sweep = Cli.run(("sweep -q " + alone + " --out " + common.resolve("never")).split(" "));
        assertEquals(0, sweep.code(), sweep.err());
        undisturbed = SmallSweeps.result(common.resolve("never"));
    }

    @BeforeEach
    void namePaths() {
        out = folder.resolve("sweep");
    }

    private static Process start(Path log, String line) throws IOException {
        return Launcher.shortProcess(List.of(("sweep " + line).split(" ")))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private Path log() {
        return folder.resolve("log");
    }

    /** Waits until so many trials are finished; returns when each record was written. */
    private Map<Path, Long> await(Process process, int trials) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(HANGS_SECONDS);
        while (process.isAlive() && System.nanoTime() < end && finished().size() < trials) {
            Thread.sleep(10);
        }
        return finished();
    }

    private Map<Path, Long> finished() throws IOException {
        Map<Path, Long> finished = new HashMap<>();
        if (Files.isDirectory(out.resolve("trials"))) {
            try (Stream<Path> trials = Files.list(out.resolve("trials"))) {
                for (Path trial : trials.toList()) {
                    Path record = trial.resolve("run.json");
                    if (Files.exists(record) && Files.readString(record).contains("\"COMPLETED\"")) {
                        finished.put(record, Files.getLastModifiedTime(record).toMillis());
                    }
                }
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

    /**
     * All that can happen to a sweep, one after the other: a second process, a trial's process that is killed, being asked to end, and being killed
     * itself. None of it changes a number, and none makes a finished trial run again.
     */
    @Test
    @Tag(Soak.TAG)
    void aDisturbedSweepEndsAsAnUndisturbedOne() throws IOException, InterruptedException {
        Process process = start(log(), line + " --out " + out);
        await(process, 1);
        assertSecondIsRefused();
        loseATrial(process);
        askToEnd(process);
        Map<Path, Long> kept = finished();
        process = start(log(), "--resume " + out);
        await(process, kept.size() + 1);
        List<ProcessHandle> trials = process.descendants().toList();
        assertTrue(process.isAlive(), Files.readString(log()));
        process.destroyForcibly().waitFor();
        assertGone(trials);
        assertKept(kept);
        kept.putAll(finished());
        assertTrue(kept.size() < TRIALS, "killed too late");
        Cli end = Cli.run("sweep", "-q", "--resume", out.toString());
        assertEquals(0, end.code(), end.err());
        assertEquals(undisturbed, SmallSweeps.result(out));
        assertKept(kept);
    }

    private static void assertKept(Map<Path, Long> trials) {
        trials.forEach((trial, written) -> assertEquals(written, read(trial), trial + " was run again"));
    }

    private static Long read(Path record) {
        return record.toFile().lastModified();
    }

    private void assertSecondIsRefused() {
        Cli second = Cli.run("sweep", "--resume", out.toString());
        assertEquals(1, second.code());
        assertEquals(
                out + ": another process works on this sweep.",
                second.err().lines().findFirst().orElseThrow());
    }

    /** Kills a process that has just begun a trial. */
    private void loseATrial(Process process) throws IOException, InterruptedException {
        List<ProcessHandle> before = process.descendants().toList();
        awaitAnother(process, before);
        List<ProcessHandle> begun = new ArrayList<>(process.descendants().toList());
        begun.removeAll(before);
        begun.forEach(ProcessHandle::destroyForcibly);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(HANGS_SECONDS);
        while (process.isAlive()
                && System.nanoTime() < end
                && !Files.readString(log()).contains("exit code 137")) {
            Thread.sleep(10);
        }
        assertTrue(process.isAlive(), Files.readString(log()));
    }

    private void askToEnd(Process process) throws IOException, InterruptedException {
        List<ProcessHandle> last = process.descendants().toList();
        process.toHandle().destroy();
        assertTrue(process.waitFor(HANGS_SECONDS, TimeUnit.SECONDS));
        assertGone(last);
        if (!OS.WINDOWS.isCurrentOs()) { // where ending a process is not a signal
            assertSaysHowToGoOn(process.exitValue());
        }
    }

    /** Waits until a process is there that was not among these. */
    private static void awaitAnother(Process process, List<ProcessHandle> trials) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(HANGS_SECONDS);
        while (process.isAlive()
                && System.nanoTime() < end
                && trials.containsAll(process.descendants().toList())) {
            Thread.sleep(10);
        }
    }

    private void assertSaysHowToGoOn(int code) throws IOException {
        String said = Files.readString(log()).replaceAll("\\R {2}(?=\\S)", " ");
        assertEquals(143, code, said);
        assertTrue(said.contains(" of 8 trials done. Go on with: crosscheck sweep --resume " + out), said);
        assertTrue(said.contains("failed: its process ended with exit code 137"), said);
        assertFalse(said.replace("ended with exit code 137", "").contains("ended with exit code"), said);
        assertTrue(Files.readString(out.resolve("sweep.html")).contains("Stopped with "));
    }
}
