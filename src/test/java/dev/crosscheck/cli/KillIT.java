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
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Processes that train are killed at random moments, without a chance to tidy up. After each kill the run is looked at, brought to its
 * end once from a copy, and goes on in another process, which is killed in its turn.
 *
 * <p>{@code -Dcrosscheck.kills=N} says how many, {@code -Dcrosscheck.kills.seed=N} other moments.
 */
class KillIT {
    private static final int KILLS = Integer.getInteger("crosscheck.kills", Soak.times(2, 1000));
    private static final long SEED = Long.getLong("crosscheck.kills.seed", 20);

    /** Then a run is left to end: later sessions have less and less to do. */
    private static final int KILLS_OF_ONE_RUN = Soak.times(2, 5);

    /** Far more than a run takes on any machine. */
    private static final long HANGS_SECONDS = 600;

    /** By hand mostly, which starts soonest; a checkpoint at every step makes it likely that a kill comes while one is written. */
    private static final List<String> SETUPS = List.of(
            "--trainer by-hand --checkpoint-every 1step",
            "--trainer dl4j --checkpoint-every 1step",
            "--trainer by-hand --checkpoint-every 7steps",
            "--trainer by-hand --checkpoint-every 1epoch");

    private final Random random = new Random(SEED);
    private final Map<String, Reference> references = new HashMap<>();
    private final List<String> wrong = new ArrayList<>();

    @TempDir(factory = InMemory.class, cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    private Path data;
    private int kills;
    private int resumed;
    private int anew;
    private int ends;
    private int folders;

    /** A kill loses nothing that was written, on a disk or not; in memory more of the time is spent in the program. */
    static final class InMemory implements TempDirFactory {
        private static final Path MEMORY = Path.of("/dev/shm");

        /** A few dozen times what two runs and a copy take. */
        private static final long ENOUGH = 32 << 20;

        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext extension)
                throws IOException {
            return Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() > ENOUGH
                    ? Files.createTempDirectory(MEMORY, "junit")
                    : Files.createTempDirectory("junit");
        }
    }

    /** A run never killed. */
    private record Reference(Map<String, String> end, long nanos) {}

    @BeforeEach
    void writeData() {
        data = IdxBytes.subset(folder.resolve("data"), 600, 100);
    }

    @AfterEach
    void printCounts() {
        System.out.printf(
                Locale.ROOT,
                "%d kills (seed %d): %d resumed, %d begun anew since no checkpoint was kept yet; %d ends compared, %d"
                        + " found wrong%n",
                kills,
                SEED,
                resumed,
                anew,
                ends,
                wrong.size());
    }

    @Test
    void aRunKilledAtAnyMomentEndsAsOneNeverKilled() throws IOException, InterruptedException {
        for (int chain = 0; kills < KILLS; chain++) {
            String setup = SETUPS.get(chain % SETUPS.size());
            Reference reference = reference(setup);
            killAgainAndAgain(setup, reference);
        }
        assertEquals(List.of(), wrong);
        assertTrue(resumed > KILLS / 4, "kills must hit runs that have begun, not only their start");
    }

    private List<String> options(String setup, Path out) {
        String line =
                "train --no-check --hidden 8 --batch 8 --epochs 4 --validation 104 --with schedule:cosine --device cpu --threads 1 "
                        + setup;
        List<String> options = new ArrayList<>(List.of(line.split(" ")));
        options.addAll(List.of("--data", data.toString(), "--out", out.toString()));
        return options;
    }

    /** Where no checkpoint is kept, a run cannot go on, and begins anew in another folder. */
    private List<String> next(String setup, RunFiles run) {
        return run.hasCheckpoint()
                ? List.of("train", "--resume", run.folder().toString())
                : options(setup, newFolder());
    }

    private Path newFolder() {
        return folder.resolve("run" + folders++);
    }

    /** Those that differ in nothing but how often they keep a checkpoint end the same. */
    private Reference reference(String setup) throws IOException, InterruptedException {
        String trainer = setup.replaceFirst(" --checkpoint-every .*", "");
        Reference known = references.get(trainer);
        if (known == null) {
            Path run = newFolder();
            long start = System.nanoTime();
            Process process = start(options(setup, run));
            assertTrue(process.waitFor(HANGS_SECONDS, TimeUnit.SECONDS));
            assertEquals(0, process.exitValue(), Files.readString(log()));
            known = new Reference(new RunFiles(run).end(), System.nanoTime() - start);
            references.put(trainer, known);
        }
        return known;
    }

    private Path log() {
        return folder.resolve("log");
    }

    private Process start(List<String> arguments) throws IOException {
        return Launcher.shortProcess(arguments)
                .redirectErrorStream(true)
                .redirectOutput(log().toFile())
                .start();
    }

    /** Starts a run and kills it until it ends by itself, which it is left to do after some kills. */
    private void killAgainAndAgain(String setup, Reference reference) throws IOException, InterruptedException {
        RunFiles run = new RunFiles(newFolder());
        List<String> arguments = options(setup, run.folder());
        for (int left = KILLS_OF_ONE_RUN; ; left--) {
            Process process = start(arguments);
            if (left == 0 || kills == KILLS || !killed(process, run, reference.nanos())) {
                assertTrue(process.waitFor(HANGS_SECONDS, TimeUnit.SECONDS));
                assertEquals(0, process.exitValue(), Files.readString(log()));
                compare(reference, run);
                return;
            }
            lookAndEnd(setup, reference, run);
            arguments = next(setup, run);
            if (!run.hasCheckpoint()) {
                run = new RunFiles(Path.of(arguments.get(arguments.size() - 1)));
            }
        }
    }

    /** Kills a process at any moment, or a little after its next checkpoint; returns false if it ended before. */
    private boolean killed(Process process, RunFiles run, long nanos) throws InterruptedException {
        long moment;
        if (random.nextInt(3) == 0) {
            List<Path> before = run.checkpoints();
            while (process.isAlive() && before.containsAll(run.checkpoints())) {
                Thread.sleep(1);
            }
            moment = TimeUnit.MICROSECONDS.toNanos(random.nextInt(60_000));
        } else {
            moment = (long) (1.05 * nanos * random.nextDouble());
        }
        if (process.waitFor(moment, TimeUnit.NANOSECONDS)) {
            return false;
        }
        process.destroyForcibly().waitFor();
        // A process that had just ended by itself was not killed.
        if (process.exitValue() == 0) {
            return false;
        }
        kills++;
        if (kills % 50 == 0) {
            System.out.println(kills + " kills, " + wrong.size() + " found wrong");
        }
        return true;
    }

    /** Looks at what the kill has left and brings a copy of it to its end, as far as there is anything to go on from. */
    private void lookAndEnd(String setup, Reference reference, RunFiles killed) throws IOException {
        if (!Files.exists(killed.folder())) {
            anew++;
            return;
        }
        wrong.addAll(killed.damages());
        RunFiles copy = killed.copyTo(newFolder());
        boolean ran = copy.status().equals("RUNNING");
        Cli end = Cli.run("train", "--resume", copy.folder().toString());
        if (ran != end.err().contains(": the run stopped without notice; ")) {
            wrong.add(copy.folder() + " ran: " + ran + ", and this was said: " + end.err());
        }
        if (killed.hasCheckpoint()) {
            resumed++;
            if (end.code() != 0 || end.err().contains("expected SHA-256")) {
                wrong.add(copy.folder() + " cannot be resumed: " + end.err());
            } else {
                compare(reference, copy);
            }
        } else {
            anew++;
            if (end.code() != ExitCode.FAILURE || ran && !copy.status().equals("KILLED")) {
                wrong.add(copy.folder() + " is " + copy.status() + " after " + end.code() + ": " + end.err());
            }
        }
    }

    /** Compares an end, and deletes what is as it should be. */
    private void compare(Reference reference, RunFiles run) throws IOException {
        int before = wrong.size();
        ends++;
        Map<String, String> end = run.end();
        wrong.addAll(run.damages());
        run.unfinished().forEach(file -> wrong.add(file + " was left"));
        reference.end().forEach((name, value) -> {
            if (!value.equals(end.get(name))) {
                wrong.add(run.folder() + ", " + name + ": expected " + value + ", found " + end.get(name));
            }
        });
        if (wrong.size() == before) {
            run.delete();
        }
    }
}
