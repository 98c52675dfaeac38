package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A process of its own is asked to end in the middle of training by DL4J. */
@Tag("ci")
class InterruptIT extends Processes {
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "ending a process is not a signal there")
    void finishedEpochsAreSavedWhenAskedToEnd() throws Exception {
        Process process = start("train --no-check --epochs 100000 --hidden 16 --data {runs}/mnist --out DIR/run");
        await(process, () -> said().contains("Test Epoch: 1 "));
        process.destroy();
        assertEquals(143, end(process), "128 and the signal's number");
        String said = said();
        assertTrue(said.contains("Interrupted after "), said);
        assertTrue(said.contains("Go on with: crosscheck train --resume " + folder.resolve("run")), said);
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

    /** NetworkChoiceIT goes on with such a run. */
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "ending a process is not a signal there")
    void whileCandidatesAreTrainedThereIsNoModelYet() throws Exception {
        Process process = start("train --no-check --device cpu --threads 1 --data " + PENGUINS
                + " --target species --patience 200 --out DIR/run");
        await(process, () -> said().contains("Page: "));
        process.destroy();
        assertEquals(143, end(process), "128 and the signal's number");
        assertTrue(said().contains("Interrupted while candidates were trained: there is no model yet."), said());
        assertEquals("INTERRUPTED", json("run/run.json").path("status").asText());
        assertFalse(files(folder.resolve("run")).contains("model.safetensors"));
        String page = Files.readString(folder.resolve("run/run.html"));
        assertTrue(page.contains("Interrupted before a network was chosen."));
    }

    /** Else the folder would not be empty, and the next export into it refused. */
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "ending a process is not a signal there")
    void anExportThatIsAskedToEndLeavesNothing() throws Exception {
        Path out = folder.resolve("export");
        Process process = start("export {runs}/digits --data data/mnist --out DIR/export");
        await(process, () -> Files.exists(out.resolve(".unchecked").resolve("model.onnx")));
        process.destroy();
        assertEquals(143, end(process), "128 and the signal's number");
        assertEquals(Set.of(), files(out));
    }
}
