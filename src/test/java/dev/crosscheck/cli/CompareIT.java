package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.data.IdxBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Figures of small runs and sweeps side by side. What is said is in the transcripts. */
class CompareIT extends CommandLines {
    private JsonNode compared(String runs) throws IOException {
        ok("compare -q --json DIR/compared.json " + runs);
        return json("compared.json");
    }

    @Test
    void aRunBesideItselfDiffersInNothing() throws IOException {
        JsonNode result = compared("{runs}/digits {runs}/digits");
        assertEquals(0, result.at("/sides/1/difference/summary/mean").asDouble(1));
    }

    @Test
    void theRateAndOtherDataAreToldOf() throws IOException {
        String options = "-q --trainer by-hand --epochs 2 --hidden 8 --validation 100 --with schedule:cosine --data ";
        train(options + "{runs}/mnist --lr 0.002 --out DIR/rate");
        Cli told = ok("compare {runs}/digits DIR/rate");
        assertTrue(told.out().contains("  lr: A 0.001; B 0.002"), told.out());
        train(options + IdxBytes.subset(folder.resolve("more"), 1010, 300) + " --out DIR/other");
        Cli other = ok("compare {runs}/digits DIR/other");
        String differ = "Their data differ: figures of different data say nothing of the settings.";
        assertTrue(other.err().contains(differ), other.err());
    }

    @Test
    void runsWithOtherSeedsHaveNoDifference() throws IOException {
        JsonNode result = compared("{runs}/digits {runs}/others");
        assertEquals("1", result.at("/differing/seeds/0").asText());
        assertTrue(result.at("/sides/1/difference").isNull());
    }

    @Test
    void settingsOfASweepAreComparedSeedBySeed() throws IOException {
        JsonNode other = compared("{runs}/sweep").at("/sides/1");
        assertEquals(2, other.at("/difference/summary/runs").asInt());
        assertEquals(
                json(RunFolders.SWEEP.folder(), "summary.json").at("/settings/1/difference"),
                other.path("difference"),
                "the sweep says the same");
    }

    @Test
    void unfitRunsAreRefused() throws IOException {
        Path other = RunFolders.OTHERS.copy(folder);
        Path record = other.resolve("run.json");
        Files.writeString(record, Files.readString(record).replace("\"COMPLETED\"", "\"INTERRUPTED\""));
        Cli early = ended(1, "compare DIR/others DIR/others");
        assertTrue(
                early.err()
                        .startsWith(other + ": expected a run that completed, found one whose status is INTERRUPTED."),
                early.err());
        Files.writeString(record, "{");
        Cli damaged = ended(1, "compare DIR/others DIR/others");
        assertTrue(damaged.err().startsWith(record + ": unreadable JSON"), damaged.err());
    }
}
