package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crosscheck.Soak;
import dev.crosscheck.data.IdxBytes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Runs whose file system is full at a random moment. Needs the right to mount a small one in memory, as root in a container often has
 * not; without it the tests are skipped.
 *
 * <p>{@code -Dcrosscheck.fills=N} says how often, {@code -Dcrosscheck.fills.seed=N} other moments.
 */
@EnabledOnOs(OS.LINUX)
@Tag("ci")
class FullDiskIT extends Processes {
    private static final int FILLS = Integer.getInteger("crosscheck.fills", Soak.times(2, 100));
    private static final long SEED = Long.getLong("crosscheck.fills.seed", 4);

    /** Room for what a run of these leaves, several times. */
    private static final String SIZE = "4m";

    private static final String NO_SPACE = "No space left on device";

    private final Random random = new Random(SEED);

    private Path disk;
    private boolean mounted;

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        disk = Files.createDirectory(folder.resolve("disk"));
        String said = output("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "tmpfs", disk.toString());
        assumeTrue(said.isEmpty(), "a file system in memory cannot be mounted here: " + said);
        mounted = true;
        IdxBytes.subset(folder.resolve("data"), 600, 100);
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        if (mounted) {
            assertEquals("", output("umount", "--lazy", disk.toString()));
        }
    }

    /** What a command printed; empty where it succeeded. */
    private static String output(String... command) throws IOException, InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? "" : "it said " + said.strip();
        } catch (IOException e) {
            return e.toString();
        }
    }

    private String train(Path out) {
        return "train --no-check --hidden 8 --batch 8 --epochs 3 --validation 104 --with schedule:cosine --device cpu --threads 1"
                + " --trainer by-hand --checkpoint-every 1step --data DIR/data --out " + out;
    }

    /** Takes all the space but some. */
    private void fill(long left) throws IOException {
        byte[] block = new byte[1024];
        try (OutputStream out = Files.newOutputStream(disk.resolve("filler"))) {
            while (Files.getFileStore(disk).getUsableSpace() > left) {
                out.write(block);
            }
        } catch (IOException e) {
            assertTrue(e.getMessage().contains(NO_SPACE), e.toString());
        }
    }

    @Test
    void aRunGoesOnOnceThereIsSpaceAgain() throws Exception {
        RunFiles never = new RunFiles(disk.resolve("never"));
        long start = System.nanoTime();
        assertEquals(0, run(train(never.folder()), () -> false), said());
        long nanos = System.nanoTime() - start;
        Map<String, String> expected = never.end();
        never.delete();
        for (int i = 0; i < FILLS; i++) {
            RunFiles run = new RunFiles(disk.resolve("run" + i));
            long moment = System.nanoTime() + (long) (nanos * random.nextDouble());
            assertLeft(run, run(train(run.folder()), () -> System.nanoTime() >= moment) == 0);
            Files.deleteIfExists(disk.resolve("filler"));
            if (run.hasCheckpoint()) {
                assertEquals("", ok("train -q --resume " + run.folder()).err());
                assertEquals(List.of(), run.damages());
                assertEquals(expected, run.end());
            }
            if (Files.exists(run.folder())) {
                run.delete();
            }
        }
    }

    private void assertLeft(RunFiles run, boolean completed) throws IOException {
        String said = said();
        assertEquals(List.of(), run.damages(), said);
        assertEquals(List.of(), run.unfinished(), said);
        assertFalse(said.contains("\tat "), said);
        if (!completed) {
            assertTrue(said.contains(NO_SPACE), said);
            assertTrue(run.hasCheckpoint() || !said.contains("--resume"), said);
            String status = run.status();
            assertTrue(status.isEmpty() || status.equals("FAILED"), status + ", and it said: " + said);
        }
    }

    /** Starts a process, fills its disk at a moment, and waits for its end; returns its exit code. */
    private int run(String line, Callable<Boolean> moment) throws Exception {
        Process process = start(line);
        await(process, moment);
        if (process.isAlive()) {
            // Stopped meanwhile: otherwise what the run frees to record its failure could be filled, too.
            signal(process, "-STOP");
            fill(0);
            signal(process, "-CONT");
        }
        return end(process);
    }

    /** Does nothing to a process that has just ended. */
    private static void signal(Process process, String signal) throws IOException, InterruptedException {
        output("kill", signal, Long.toString(process.pid()));
    }

    /** How much is left decides which write is the first to fail. */
    @Test
    void theAdviceCanBeFollowed() throws Exception {
        for (int kib : Soak.oneOf(3, List.of(4, 16, 100, 200, 300))) {
            fill(kib * 1024L);
            RunFiles run = new RunFiles(disk.resolve("run"));
            assertEquals(1, run(train(run.folder()), () -> false));
            assertLeft(run, false);
            Files.deleteIfExists(disk.resolve("filler"));
            run.delete();
        }
    }

    /**
     * A sweep whose disk is full stops with a clear line; with space again it goes on, and gives the same table. Its trials take long enough
     * for the disk to be full before the last one.
     */
    @Test
    @Tag(Soak.TAG)
    void aSweepGoesOnOnceThereIsSpaceAgain() throws Exception {
        Path out = disk.resolve("sweep");
        Path never = folder.resolve("never");
        String line =
                "sweep --jobs 1 --no-check --slim --seeds 6 --hidden 8 --epochs 20 --device cpu --trainer by-hand --data DIR/data --out ";
        ok(line + never);
        assertEquals(1, run(line + out, () -> Files.exists(out.resolve("trials/setting1-seed1"))));
        String said = said();
        assertTrue(said.contains(NO_SPACE), said);
        assertTrue(said.contains("sweep --resume " + out), said);
        assertFalse(said.contains("\tat "), said);
        Files.delete(disk.resolve("filler"));
        ok("sweep -q --resume " + out);
        assertEquals(RunFiles.ofSweep(never), RunFiles.ofSweep(out));
    }
}
