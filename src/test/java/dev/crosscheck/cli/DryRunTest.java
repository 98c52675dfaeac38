package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Figures of a dry run. What it says, and refuses, is in the transcripts. */
class DryRunTest extends CommandLines {
    private static String use(JsonNode table, String column) {
        for (JsonNode use : table.path("columnUse")) {
            if (use.path("column").asText().equals(column)) {
                return use.path("words").asText();
            }
        }
        throw new AssertionError(column + " in " + table);
    }

    @Test
    void jsonHasItAll() throws IOException {
        String line = "train --dry-run --data " + PENGUINS
                + " --target body_mass_g --drop year,island --validation 20% --json -";
        JsonNode json = JSON.readTree(ok(line).out());
        JsonNode table = json.path("table");
        assertEquals("target, a number", use(table, "body_mass_g"));
        assertEquals(6, table.path("columns").size());
        assertEquals(8, table.path("columnUse").size());
        assertEquals(3, table.path("choices").size(), "those that all candidates share");
        assertEquals("mse or huber", table.at("/choices/2/value").asText());
        assertTrue(json.at("/config/setup").asText().matches("\\d+-256-256-256-1 relu mse.*"), json.toString());
        JsonNode candidates = json.at("/config/source/candidates");
        assertEquals(3, candidates.path("entries").size());
        assertTrue(candidates.path("verdict").isNull(), json.toString());
        assertEquals("cpu", json.at("/device/device").asText().toLowerCase(Locale.ROOT));
    }

    @Test
    void optionsCorrectWhatWasFound() throws IOException {
        String rows = "1|\u00fcber|x|0\n2|unter|-|1\n3|unter|-|0\n4|\u00fcber|y|1\n5|unter|y|0\n6|unter|y|1\n";
        Files.write(folder.resolve("latin.csv"), rows.getBytes(StandardCharsets.ISO_8859_1));
        Cli result = ok(
                "train --dry-run --validation 20% --data DIR/latin.csv --target column4 --task regression --no-header"
                        + " --encoding iso-8859-1 --delimiter | --missing - --categorical column1 --json -");
        JsonNode table = JSON.readTree(result.out()).path("table");
        assertEquals("target, a number", use(table, "column4"));
        assertTrue(use(table, "column1").contains("categories"), table.toString());
        assertTrue(table.at("/columns/1/values").asText().contains("\u00fcber 2"), table.toString());
        assertEquals(2, table.at("/columns/2/missing").asInt());
    }
}
