package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.data.IdxBytes;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A process of its own is asked to end in the middle of training. */
class InterruptIT {
    @TempDir
    private Path folder;

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "ending a process is not a signal there")
    void whatWasFinishedIsSavedWhenAskedToEnd() throws IOException, InterruptedException {
        // The handle's destroy, unlike the process's own, leaves the streams open to read the end.
        Path few = IdxBytes.subset(folder.resolve("data"), 6500, 100);
        assertSaved(few, command(few), process -> process.toHandle().destroy(), 143);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whatWasFinishedIsSavedOnCtrlCInATerminal() throws IOException, InterruptedException {
        assumeTrue(Files.exists(Path.of("/usr/bin/script")), "script(1) makes the terminal");
        // A whole epoch lasts long enough for the bar to be on the screen when Ctrl-C comes.
        Path all = Path.of("data", "mnist");
        String line = "env --default-signal=INT TERM=xterm " + String.join(" ", command(all));
        assertSaved(all, List.of("script", "-qfec", line, "/dev/null"), InterruptIT::pressCtrlC, 130);
    }

    private static void pressCtrlC(Process process) throws IOException {
        try {
            Thread.sleep(700);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.getOutputStream().write(3);
        process.getOutputStream().flush();
    }

    /** How a process is interrupted. */
    private interface Interruption {
        void apply(Process process) throws IOException;
    }

    private List<String> command(Path data) {
        String line = "train --no-check --epochs 100000 --hidden 16 --data " + data + " --out " + folder.resolve("run");
        return Launcher.java(List.of(), List.of(line.split(" "))).command();
    }

    private void assertSaved(Path data, List<String> command, Interruption interruption, int exitCode)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader lines = process.inputReader()) {
            String line = lines.readLine();
            while (line != null && !line.contains("Test Epoch: 1 ")) {
                line = lines.readLine();
            }
            assertNotNull(line, "it ended before it was asked to");
            interruption.apply(process);
            List<String> rest = lines.lines().toList();
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
            assertTrue(rest.stream().anyMatch(text -> text.contains("Interrupted after ")), rest::toString);
            String goOn = "Go on with: crosscheck train --resume " + folder.resolve("run");
            assertTrue(rest.stream().anyMatch(text -> text.contains(goOn)), rest::toString);
            assertEquals(exitCode, process.exitValue(), "128 and the signal's number");
        } finally {
            process.destroyForcibly();
        }
        Path out = folder.resolve("run");
        JsonNode run = new ObjectMapper().readTree(out.resolve("run.json").toFile());
        assertEquals("INTERRUPTED", run.path("status").asText());
        assertTrue(!run.path("epochs").isEmpty());
        assertTrue(TrainAndEvaluateIT.files(out).contains("model.safetensors"));
        Cli checked = Cli.run(
                "evaluate",
                out.toString(),
                "--data",
                data.toString(),
                "--out",
                folder.resolve("e").toString());
        assertEquals(0, checked.code(), checked.err());
        String oneMore = Integer.toString(run.path("epochs").size() + 1);
        Cli resumed = Cli.run("train", "-q", "--resume", out.toString(), "--epochs", oneMore);
        assertEquals(0, resumed.code(), resumed.err());
        assertEquals("", resumed.err());
        JsonNode end = new ObjectMapper().readTree(out.resolve("run.json").toFile());
        assertEquals("COMPLETED", end.path("status").asText());
        assertEquals(oneMore, Integer.toString(end.path("epochs").size()));
    }
}
