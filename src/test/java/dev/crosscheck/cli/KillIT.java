package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.OS;

/**
 * Processes that train are killed at random moments, without a chance to tidy up. After each kill the run is looked at, brought to its
 * end once from a copy, and goes on in another process, which is killed in its turn. A sweep is asked to end, and killed: what was finished
 * stays, and the end is the same to the byte.
 *
 * <p>{@code -Dcrosscheck.kills=N} says how many, {@code -Dcrosscheck.kills.seed=N} other moments.
 */
@Tag("ci")
class KillIT extends Processes {
    private static final int KILLS = Integer.getInteger("crosscheck.kills", Soak.times(2, 1000));
    private static final long SEED = Long.getLong("crosscheck.kills.seed", 20);

    /** Then a run is left to end: later sessions have less and less to do. */
    private static final int KILLS_OF_ONE_RUN = Soak.times(2, 5);

    /** By hand mostly, which starts soonest; a checkpoint at every step makes it likely that a kill comes while one is written. */
    private static final List<String> SETUPS = List.of(
            "--trainer by-hand --checkpoint-every 1step",
            "--trainer dl4j --checkpoint-every 1step",
            "--trainer by-hand --checkpoint-every 7steps",
            "--trainer by-hand --checkpoint-every 1epoch");

    private final Random random = new Random(SEED);
    private final Map<String, Reference> references = new HashMap<>();
    private final List<String> wrong = new ArrayList<>();
    private int kills;
    private int resumed;
    private int folders;

    /** A run never killed. */
    private record Reference(Map<String, String> end, long nanos) {}

    @Test
    void aRunKilledAtAnyMomentEndsAsOneNeverKilled() throws Exception {
        IdxBytes.subset(folder.resolve("data"), 600, 100);
        for (int chain = 0; kills < KILLS; chain++) {
            String setup = SETUPS.get(chain % SETUPS.size());
            killAgainAndAgain(setup, reference(setup));
        }
        assertEquals(List.of(), wrong, "seed " + SEED);
        assertTrue(resumed > KILLS / 4, "kills must hit runs that have begun, not only their start");
    }

    private String begin(String setup, RunFiles run) {
        return "train --no-check --hidden 8 --batch 20 --epochs 4 --validation 104 --with schedule:cosine --device cpu --threads 1 "
                + setup + " --data DIR/data --out " + run.folder();
    }

    private RunFiles newRun() {
        return new RunFiles(folder.resolve("run" + folders++));
    }

    /** Those that differ in nothing but how often they keep a checkpoint end the same. */
    private Reference reference(String setup) throws Exception {
        String trainer = setup.replaceFirst(" --checkpoint-every .*", "");
        if (!references.containsKey(trainer)) {
            RunFiles run = newRun();
            long start = System.nanoTime();
            assertEquals(0, end(start(begin(setup, run))), said());
            references.put(trainer, new Reference(run.end(), System.nanoTime() - start));
        }
        return references.get(trainer);
    }

    /** Starts a run and kills it until it ends by itself, which it is left to do after some kills. */
    private void killAgainAndAgain(String setup, Reference reference) throws Exception {
        RunFiles run = newRun();
        String line = begin(setup, run);
        for (int left = KILLS_OF_ONE_RUN; ; left--) {
            Process process = start(line);
            if (left == 0 || kills == KILLS || !killed(process, run, reference.nanos())) {
                assertEquals(0, end(process), said());
                compare(reference, run);
                return;
            }
            lookAndEnd(reference, run);
            // Where no checkpoint is kept, a run cannot go on, and begins anew in another folder.
            run = run.hasCheckpoint() ? run : newRun();
            line = run.hasCheckpoint() ? "train --resume " + run.folder() : begin(setup, run);
        }
    }

    /** Kills a process at any moment, or a little after its next checkpoint; returns false if it ended before. */
    private boolean killed(Process process, RunFiles run, long nanos) throws Exception {
        long moment = (long) (1.05 * nanos * random.nextDouble());
        if (random.nextInt(3) == 0) {
            List<Path> before = run.checkpoints();
            await(process, () -> !before.containsAll(run.checkpoints()));
            moment = TimeUnit.MICROSECONDS.toNanos(random.nextInt(60_000));
        }
        if (process.waitFor(moment, TimeUnit.NANOSECONDS)) {
            return false;
        }
        process.destroyForcibly().waitFor();
        // A process that had just ended by itself was not killed.
        kills += process.exitValue() == 0 ? 0 : 1;
        return process.exitValue() != 0;
    }

    /** Looks at what the kill has left and brings a copy of it to its end, as far as there is anything to go on from. */
    private void lookAndEnd(Reference reference, RunFiles killed) throws IOException {
        if (!Files.exists(killed.folder())) {
            return;
        }
        wrong.addAll(killed.damages());
        RunFiles copy = killed.copyTo(newRun().folder());
        boolean ran = copy.status().equals("RUNNING");
        Cli end = run("train --resume " + copy.folder());
        if (ran != end.err().contains(": the run stopped without notice; ")) {
            wrong.add(copy.folder() + " ran: " + ran + ", and this was said: " + end.err());
        }
        if (!killed.hasCheckpoint()) {
            if (end.code() != 1 || ran && !copy.status().equals("KILLED")) {
                wrong.add(copy.folder() + " is " + copy.status() + " after " + end.code() + ": " + end.err());
            }
            return;
        }
        resumed++;
        if (end.code() != 0 || end.err().contains("expected SHA-256")) {
            wrong.add(copy.folder() + " cannot be resumed: " + end.err());
        } else {
            compare(reference, copy);
        }
    }

    /** Compares an end, and deletes what is as it should be. */
    private void compare(Reference reference, RunFiles run) throws IOException {
        List<String> found = new ArrayList<>(run.damages());
        run.unfinished().forEach(file -> found.add(file + " was left"));
        Map<String, String> end = run.end();
        reference.end().forEach((name, value) -> {
            if (!value.equals(end.get(name))) {
                found.add(run.folder() + ", " + name + ": expected " + value + ", found " + end.get(name));
            }
        });
        wrong.addAll(found);
        if (found.isEmpty()) {
            run.delete();
        }
    }

    /** When the record of each finished trial of a sweep was written. */
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

    /** Waits until more trials are finished, ends the sweep, and waits for the ends of its trials' processes. */
    private Map<String, Long> ended(Process sweep, Consumer<Process> by) throws Exception {
        int before = finished().size();
        await(sweep, () -> finished().size() > before);
        assertTrue(sweep.isAlive(), said());
        List<ProcessHandle> trials = sweep.descendants().toList();
        by.accept(sweep);
        end(sweep);
        for (ProcessHandle trial : trials) {
            trial.onExit().get(60, TimeUnit.SECONDS);
        }
        return finished();
    }

    private void assertKept(Map<String, Long> trials) throws IOException {
        Map<String, Long> now = finished();
        trials.forEach((trial, written) -> assertEquals(written, now.get(trial), trial + " was run again"));
    }

    /** Asked to end, and killed. Neither changes a number, outlives the sweep or makes a finished trial run again. */
    @Test
    @Tag(Soak.TAG)
    void aDisturbedSweepEndsAsAnUndisturbedOne() throws Exception {
        String options =
                "--slim --grid hidden=8,16 --seeds 4 --epochs 24 --validation 100 --device cpu --trainer by-hand"
                        + " --no-check --data {runs}/mnist --out DIR/";
        ok("sweep -q --jobs 1 " + options + "never");
        Process process = start("sweep --jobs 2 " + options + "sweep");
        await(process, () -> !finished().isEmpty());
        String second = ended(1, "sweep --resume DIR/sweep").err();
        assertTrue(second.contains("/sweep: another process works on this sweep.\n"), second);
        Map<String, Long> kept = ended(process, Process::destroy);
        if (!OS.WINDOWS.isCurrentOs()) { // where ending a process is not a signal
            assertEquals(143, process.exitValue(), said());
            assertTrue(said().contains(" of 8 trials done. Go on with: crosscheck sweep --resume "), said());
        }
        Map<String, Long> more = ended(start("sweep --jobs 2 --resume DIR/sweep"), Process::destroyForcibly);
        assertKept(kept);
        assertTrue(more.size() < 8, "killed too late");
        ok("sweep -q --resume DIR/sweep");
        Path never = folder.resolve("never");
        assertEquals(RunFiles.ofSweep(never), RunFiles.ofSweep(folder.resolve("sweep")));
        assertKept(more);
    }
}
