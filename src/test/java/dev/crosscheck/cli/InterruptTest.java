package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.data.IdxBytes;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A process of its own is asked to end in the middle of training. */
class InterruptTest {
    @TempDir
    private Path folder;

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Process.destroy is not a signal there")
    void whatWasFinishedIsSaved() throws IOException, InterruptedException {
        Path data = IdxBytes.subset(folder.resolve("data"), 6500, 100);
        Path out = folder.resolve("run");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.crosscheck.Main",
                        "train",
                        "--data",
                        data.toString(),
                        "--epochs",
                        "100000",
                        "--hidden",
                        "16",
                        "--out",
                        out.toString()))
                .redirectErrorStream(true)
                .start();
        try (BufferedReader lines = process.inputReader()) {
            String line = lines.readLine();
            while (line != null && !line.startsWith("Test Epoch: 2")) {
                line = lines.readLine();
            }
            assertNotNull(line, "it ended before it was asked to");
            // The handle's destroy, unlike the process's, leaves the streams open to read the end.
            process.toHandle().destroy();
            List<String> rest = lines.lines().toList();
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
            assertTrue(rest.stream().anyMatch(text -> text.startsWith("Interrupted after ")), rest::toString);
            assertEquals(143, process.exitValue(), "128 and SIGTERM's number");
        } finally {
            process.destroyForcibly();
        }
        JsonNode run = new ObjectMapper().readTree(out.resolve("run.json").toFile());
        assertEquals("INTERRUPTED", run.path("status").asText());
        assertTrue(run.path("epochs").size() >= 2);
        assertTrue(TrainAndEvaluateTest.files(out).contains("model.zip"));
        Cli checked = Cli.run(
                "evaluate",
                out.toString(),
                "--data",
                data.toString(),
                "--out",
                folder.resolve("e").toString());
        assertEquals(0, checked.code(), checked.err());
    }
}
