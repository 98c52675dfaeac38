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
    @Test
    void settingsOfASweepAreComparedSeedBySeed() throws IOException {
        ok("compare -q --json DIR/compared.json {runs}/sweep");
        JsonNode other = json("compared.json").at("/sides/1");
        assertEquals(2, other.at("/difference/summary/runs").asInt());
        assertEquals(
                json(RunFolders.SWEEP.folder(), "summary.json").at("/settings/1/difference"),
                other.path("difference"),
                "the sweep says the same");
        ok("compare -q --json DIR/same.json {runs}/digits {runs}/digits");
        assertEquals(0, json("same.json").at("/sides/1/difference/summary/mean").asDouble(1));
    }

    @Test
    void theRateAndOtherDataAreToldOf() {
        train("-q --trainer by-hand --epochs 2 --hidden 8 --validation 100 --with schedule:cosine --lr 0.002 --data "
                + IdxBytes.subset(folder.resolve("more"), 1010, 300) + " --out DIR/other");
        Cli told = ok("compare {runs}/digits DIR/other");
        assertTrue(told.out().contains("  lr: A 0.001; B 0.002"), told.out());
        String differ = "Their data differ: figures of different data say nothing of the settings.";
        assertTrue(told.err().contains(differ), told.err());
    }

    @Test
    void unfitRunsAreRefused() throws IOException {
        Path other = RunFolders.OTHERS.copy(folder);
        Path record = other.resolve("run.json");
        Files.writeString(record, Files.readString(record).replace("\"COMPLETED\"", "\"INTERRUPTED\""));
        String early = ended(1, "compare DIR/others DIR/others").err();
        String status = other + ": expected a run that completed, found one whose status is INTERRUPTED.";
        assertTrue(early.startsWith(status), early);
        Files.writeString(record, "{");
        String damaged = ended(1, "compare DIR/others DIR/others").err();
        assertTrue(damaged.startsWith(record + ": unreadable JSON"), damaged);
    }
}
