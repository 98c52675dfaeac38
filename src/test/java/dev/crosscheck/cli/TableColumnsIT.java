package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.model.Model;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A raw file in windows-1252: of each column the same is said everywhere, and its words are learnt. */
class TableColumnsIT extends CommandLines {
    private static final int ROWS = 1000;

    private static final Map<String, IntFunction<Object>> COLUMNS = new LinkedHashMap<>();

    static {
        COLUMNS.put("size", row -> String.format(Locale.ROOT, "%.4f", noise(row)));
        COLUMNS.put("gaps", row -> row % 7 == 0 ? "" : String.format(Locale.ROOT, "%.4f", noise(row + 10_000)));
        COLUMNS.put("colour", row -> List.of("red", "green", "blue").get(row % 3));
        COLUMNS.put("shade", row -> row % 5 == 0 ? "NA" : "shade" + row % 4);
        COLUMNS.put("name", row -> "person" + row);
        COLUMNS.put("born", row -> 1 + row % 28 + "." + (1 + row % 12) + "." + (1950 + row % 60));
        COLUMNS.put("odd", row -> row == 15 ? "oops" : String.format(Locale.ROOT, "%.5f", noise(row + 20_000)));
        COLUMNS.put("comma", row -> "\"" + row + ",5\"");
        COLUMNS.put("price", row -> String.format(Locale.ROOT, "\"$%,.2f\"", 1000 * noise(row + 40_000) + 500));
        COLUMNS.put("counter", row -> row + 1);
        COLUMNS.put("dropped", row -> row % 4);
        COLUMNS.put("patient", row -> "p" + row % 300);
        COLUMNS.put("review", row -> "\"Place number " + row + " was très " + word(row) + ", we thought.\"");
        COLUMNS.put("kind", row -> noise(row + 30_000) < 0.5 ? "yes" : "no");
    }

    private static double noise(int row) {
        return new SplittableRandom(row).nextDouble();
    }

    /** The first three are those of rows of the class "yes". */
    private static String word(int row) {
        String word =
                List.of("great", "tasty", "friendly", "awful", "rude", "broken").get((int) (6 * noise(row + 30_000)));
        return row % 2 == 0 ? word : word.toUpperCase(Locale.ROOT);
    }

    private static String text(Map<String, IntFunction<Object>> columns) {
        return IntStream.range(0, ROWS)
                .mapToObj(row -> columns.values().stream()
                        .map(cell -> cell.apply(row).toString())
                        .collect(Collectors.joining(",", "", "\n")))
                .collect(Collectors.joining("", String.join(",", columns.keySet()) + "\n", ""));
    }

    @Test
    void theSameIsSaidOfEachColumnEverywhereAndTheWordsAreLearnt() throws IOException {
        Files.writeString(folder.resolve("made.csv"), text(COLUMNS), Charset.forName("windows-1252"));
        String options = "--data DIR/made.csv --target kind --drop dropped --split-by patient --validation none"
                + " --epochs 5 --hidden 16 ";
        Cli looked = ok("train --dry-run " + options + "--json DIR/dry-run.json");
        Cli trained = train(options + "--out DIR/run --json DIR/train.json");
        Cli inspected = ok("inspect DIR/run --json DIR/inspect.json");
        assertTrue(trained.sentences().contains("windows-1252, a guess: --encoding names another"), trained.out());

        JsonNode uses = json("dry-run.json").at("/table/columnUse");
        assertEquals(COLUMNS.size(), uses.size(), uses.toString());
        assertEquals(uses, json("train.json").at("/run/data/columnUse"));
        assertEquals(uses, json("run/run.json").at("/data/columnUse"));
        assertEquals(uses, json("inspect.json").path("columnUse"));
        String page = Files.readString(folder.resolve("run/run.html"));
        int sum = 0;
        for (JsonNode use : uses) {
            String column = use.path("column").asText();
            String words = use.path("words").asText();
            sum += use.path("inputs").asInt();
            assertTrue(page.contains("<td>" + column + "</td><td>" + words.replace("\"", "&quot;") + "</td>"), words);
            for (Cli said : List.of(looked, trained, inspected)) {
                assertTrue(said.out().contains("\n" + column + " "), said.out());
            }
        }
        assertEquals(Model.load(folder.resolve("run")).spec().inputs(), sum);
        assertTrue(looked.out().contains("\nInputs: " + sum + ", from 9 of 13 columns"), looked.out());

        Cli measured = ok("evaluate DIR/run DIR/made.csv --out DIR/measured --json DIR/measured.json");
        assertTrue(measured.err().contains("column \"odd\": odd cells as missing: \"oops\" 1 in "), measured.err());
        assertTrue(json("measured.json").at("/measures/accuracy").asDouble() > 0.95, measured.out());
        assertTrue(measured.sentences().contains("Confidence intervals count "), measured.out());
        assertTrue(trained.sentences().contains("Confidence intervals count "), trained.out());
        assertTrue(page.contains("<p>Confidence intervals count "));
        ok("export DIR/run --format onnx --out DIR/exported");
        assertTrue(Files.readString(folder.resolve("exported/model-card.md")).contains("; intervals count its "));

        Map<String, IntFunction<Object>> without = new LinkedHashMap<>(COLUMNS);
        without.remove("patient");
        Files.writeString(folder.resolve("alone.csv"), text(without), Charset.forName("windows-1252"));
        Cli alone = ok("evaluate DIR/run DIR/alone.csv --out DIR/alone");
        assertTrue(alone.err().contains("no column \"patient\", by which the model's rows were split"), alone.err());
        assertFalse(alone.out().contains("Confidence intervals count "), alone.out());
    }
}
