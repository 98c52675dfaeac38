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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Runs whose file system is full. Needs the right to mount a small one in memory, as root in a container often has not; without it the test
 * is skipped.
 */
@EnabledOnOs(OS.LINUX)
@Tag("ci")
class FullDiskIT extends Processes {
    /** Room for what a run of these leaves, several times. */
    private static final String SIZE = "4m";

    private static final String NO_SPACE = "No space left on device";

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

    /** How much is left decides which write is the first to fail. */
    @Test
    void aRunGoesOnOnceThereIsSpaceAgain() throws Exception {
        RunFiles never = new RunFiles(disk.resolve("never"));
        assertEquals(0, end(start(train(never.folder()))), said());
        Map<String, String> expected = never.end();
        never.delete();
        int resumed = 0;
        for (int kib : Soak.oneOf(2, List.of(4, 100, 200, 300, 500))) {
            fill(kib * 1024L);
            RunFiles run = new RunFiles(disk.resolve("run"));
            assertEquals(1, end(start(train(run.folder()))), said());
            assertLeft(run);
            Files.delete(disk.resolve("filler"));
            if (run.hasCheckpoint()) {
                assertEquals("", ok("train -q --resume " + run.folder()).err());
                assertEquals(List.of(), run.damages());
                assertEquals(expected, run.end());
                resumed++;
            }
            run.delete();
        }
        assertTrue(resumed > 0, "a disk must be full of more than the start");
    }

    private void assertLeft(RunFiles run) throws IOException {
        String said = said();
        assertEquals(List.of(), run.damages(), said);
        assertEquals(List.of(), run.unfinished(), said);
        assertFalse(said.contains("\tat "), said);
        assertTrue(said.contains(NO_SPACE), said);
        assertTrue(run.hasCheckpoint() || !said.contains("--resume"), said);
        boolean first = !run.hasCheckpoint() && said.contains("a checkpoint cannot be written");
        assertTrue(!first || said.contains("free some space") && said.contains("with a new folder as --out"), said);
        String status = run.status();
        assertTrue(status.isEmpty() || status.equals("FAILED"), status + ", and it said: " + said);
    }
}
