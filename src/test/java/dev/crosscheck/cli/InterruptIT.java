package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A process of its own is asked to end in the middle of training by DL4J. */
class InterruptIT extends CommandLines {
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "ending a process is not a signal there")
    void finishedEpochsAreSavedWhenAskedToEnd() throws IOException, InterruptedException {
        String train = "train --no-check --epochs 100000 --hidden 16 --data {runs}/mnist --out DIR/run";
        Process process = Launcher.shortProcess(List.of(words(train)))
                .redirectErrorStream(true)
                .start();
        try (BufferedReader lines = process.inputReader()) {
            String line = lines.readLine();
            while (line != null && !line.contains("Test Epoch: 1 ")) {
                line = lines.readLine();
            }
            assertNotNull(line, "it ended before it was asked to");
            // The handle's destroy, unlike the process's own, leaves the streams open to read the end.
            process.toHandle().destroy();
            List<String> rest = lines.lines().toList();
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
            assertTrue(rest.stream().anyMatch(text -> text.contains("Interrupted after ")), rest::toString);
            String goOn = "Go on with: crosscheck train --resume " + folder.resolve("run");
            assertTrue(rest.stream().anyMatch(text -> text.contains(goOn)), rest::toString);
            assertEquals(143, process.exitValue(), "128 and the signal's number");
        } finally {
            process.destroyForcibly();
        }
        Path out = folder.resolve("run");
        JsonNode run = json("run/run.json");
        assertEquals("INTERRUPTED", run.path("status").asText());
        assertTrue(!run.path("epochs").isEmpty());
        assertTrue(files(out).contains("model.safetensors"));
        ok("evaluate DIR/run --out DIR/e");
        int oneMore = run.path("epochs").size() + 1;
        assertEquals("", ok("train -q --resume DIR/run --epochs " + oneMore).err());
        JsonNode end = json("run/run.json");
        assertEquals("COMPLETED", end.path("status").asText());
        assertEquals(oneMore, end.path("epochs").size());
    }

    /** Else the folder would not be empty, and the next export into it refused. */
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "ending a process is not a signal there")
    void anExportThatIsAskedToEndLeavesNothing() throws IOException, InterruptedException {
        Path out = folder.resolve("export");
        Process process = Launcher.shortProcess(List.of(words("export {runs}/digits --data data/mnist --out " + out)))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said.txt").toFile())
                .start();
        try {
            while (process.isAlive() && !Files.exists(out.resolve(".unchecked").resolve("model.onnx"))) {
                process.waitFor(10, TimeUnit.MILLISECONDS);
            }
            process.destroy();
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
            assertEquals(143, process.exitValue(), "128 and the signal's number");
            assertEquals(Set.of(), files(out));
        } finally {
            process.destroyForcibly();
        }
    }
}
