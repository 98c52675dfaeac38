package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.RawRows;
import dev.crosscheck.data.table.TablePreparation;
import dev.crosscheck.model.Model;
import dev.crosscheck.run.Json;
import dev.crosscheck.train.record.RunJson;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is said of each column of a table, everywhere, is what the preprocessing does with it. */
class TableColumnsIT extends CommandLines {
    private static final int ROWS = 3000;

    private static final Map<String, IntFunction<Object>> COLUMNS = new LinkedHashMap<>();

    static {
        COLUMNS.put("size", row -> String.format(Locale.ROOT, "%.4f", noise(row)));
        COLUMNS.put("gaps", row -> row % 7 == 0 ? "" : String.format(Locale.ROOT, "%.4f", noise(row + 10_000)));
        COLUMNS.put("colour", row -> List.of("red", "green", "blue").get(row % 3));
        COLUMNS.put("shade", row -> row % 5 == 0 ? "NA" : "shade" + row % 4);
        COLUMNS.put("many", row -> "town" + row % 1190);
        COLUMNS.put("name", row -> "person" + row);
        COLUMNS.put("story", row -> "x".repeat(row == 100 ? 1500 : 3) + row % 3);
        COLUMNS.put("born", row -> (1950 + row % 60) + "-0" + (1 + row % 9) + "-" + (10 + row / 540));
        COLUMNS.put("day", row -> "2024-03-" + (10 + row % 15));
        COLUMNS.put("same", row -> "always");
        COLUMNS.put("seven", row -> 7);
        COLUMNS.put("empty", row -> "");
        COLUMNS.put("odd", row -> row == 15 ? "oops" : String.format(Locale.ROOT, "%.5f", noise(row + 20_000)));
        COLUMNS.put("grade", row -> row == 25 ? "?!" : row % 5);
        COLUMNS.put("comma", row -> "\"" + row + ",5\"");
        COLUMNS.put("counter", row -> row + 1);
        COLUMNS.put("dropped", row -> row % 4);
        COLUMNS.put("patient", row -> "p" + row % 300);
        COLUMNS.put("kind", row -> noise(row) + noise(row + 30_000) > 1 ? "yes" : "no");
    }

    private static double noise(int row) {
        return new SplittableRandom(row).nextDouble();
    }

    private void table() throws IOException {
        StringBuilder text = new StringBuilder(String.join(",", COLUMNS.keySet()) + "\n");
        for (int row = 0; row < ROWS; row++) {
            int at = row;
            text.append(String.join(
                            ",",
                            COLUMNS.values().stream()
                                    .map(cell -> cell.apply(at).toString())
                                    .toList()))
                    .append('\n');
        }
        Files.writeString(folder.resolve("made.csv"), text);
    }

    private static JsonNode use(JsonNode uses, String column) {
        List<JsonNode> found = new ArrayList<>();
        uses.forEach(use -> {
            if (use.path("column").asText().equals(column)) {
                found.add(use);
            }
        });
        assertEquals(1, found.size(), column + " in " + uses);
        return found.get(0);
    }

    /** @return how many different features a column's cells of some rows, and a missing one, change: what it really contributes */
    private static int changed(Preprocessing preprocessing, String column) {
        RawRows rows = preprocessing.rows(List.copyOf(COLUMNS.keySet()), "made.csv");
        int[] some = IntStream.rangeClosed(0, ROWS)
                .filter(row -> row < 150 || row % 50 == 0)
                .toArray();
        float[][] seen = new float[some.length][preprocessing.width()];
        for (int i = 0; i < some.length; i++) {
            int row = some[i];
            List<String> cells = new ArrayList<>();
            for (String name : COLUMNS.keySet()) {
                String cell = row == ROWS && name.equals(column)
                        ? ""
                        : COLUMNS.get(name).apply(name.equals(column) ? row : 0).toString();
                cells.add(cell.replace("\"", ""));
            }
            rows.features(cells, seen[i], 0);
        }
        int changed = 0;
        for (int feature = 0; feature < preprocessing.width(); feature++) {
            int at = feature;
            changed += Arrays.stream(seen).anyMatch(row -> row[at] != seen[0][at]) ? 1 : 0;
        }
        return changed;
    }

    @Test
    void whatIsSaidOfEachColumnIsWhatThePreprocessingDoes() throws IOException {
        table();
        String options = " --target kind --drop dropped --split-by patient --validation none --epochs 1 --hidden 0 ";
        Cli looked = ok("train --dry-run --data DIR/made.csv" + options + "--json DIR/dry-run.json");
        Cli trained = train("--data DIR/made.csv" + options + "--out DIR/run --json DIR/train.json");
        Cli inspected = ok("inspect DIR/run --json DIR/inspect.json");

        JsonNode uses = json("dry-run.json").at("/table/columnUse");
        assertEquals(COLUMNS.size(), uses.size(), uses.toString());
        assertEquals(uses, json("train.json").at("/run/data/columnUse"));
        assertEquals(
                uses,
                Json.tree(RunJson.read(folder.resolve("run/run.json")).data().columnUse()));
        assertEquals(uses, json("inspect.json").path("columnUse"));

        Preprocessing preprocessing = TablePreparation.of(
                        Model.load(folder.resolve("run")).preparation())
                .preprocessing();
        String page = Files.readString(folder.resolve("run/run.html"));
        int inputs = 0;
        for (String column : COLUMNS.keySet()) {
            JsonNode use = use(uses, column);
            assertEquals(changed(preprocessing, column), use.path("inputs").asInt(), use.toString());
            inputs += use.path("inputs").asInt();
            String words = use.path("words").asText();
            String row = "<td>" + column + "</td><td>" + words.replace("\"", "&quot;") + "</td>";
            assertTrue(page.contains(row), row);
            assertTrue(looked.out().contains("\n" + column + " "), looked.out());
            assertTrue(trained.out().contains("\n" + column + " "), trained.out());
            assertTrue(inspected.out().contains("\n" + column + " "), inspected.out());
        }
        assertEquals(preprocessing.width(), inputs);
        assertTrue(looked.out().contains("\nInputs: " + inputs + ", from 9 of 18 columns"), looked.out());
        assertReasons(uses);
        String said = ok("predict DIR/run DIR/made.csv --out DIR/answers.csv").err();
        assertTrue(
                said.contains("not used are columns that training left out or did not have, as inspect explains: "),
                said);
    }

    private static void assertReasons(JsonNode uses) {
        Map<String, String> reasons = Map.of(
                "many", "categories, hardly one of them in 10 training rows",
                "name", "identify rows, not categories",
                "story", "1,501 characters",
                "same", "the same value",
                "seven", "the same value",
                "empty", "no values",
                "counter", "it counts the rows (--numeric keeps it)",
                "dropped", "--drop");
        reasons.forEach((column, reason) -> {
            JsonNode use = use(uses, column);
            assertEquals("left out", use.path("use").asText(), use.toString());
            assertEquals(0, use.path("inputs").asInt(), use.toString());
            assertTrue(use.path("words").asText().contains(reason), use.toString());
        });
        assertTrue(use(uses, "patient").path("words").asText().contains("--split-by"), uses.toString());
        Map<String, String> forms = Map.of(
                "odd", "odd cells as missing: \"oops\" 1",
                "grade", "odd cells as missing: \"?!\" 1",
                "comma", "number, scaled; written with decimal commas",
                "born", "dates, year-month-day, as 4 numbers: days; season, sine; season, cosine; weekday",
                "day", "dates, year-month-day, as 4 numbers: days; season, sine; season, cosine; weekday");
        forms.forEach((column, words) -> assertTrue(
                use(uses, column).path("words").asText().contains(words),
                use(uses, column).toString()));
    }

    /** From a raw file to answers: money, dates, odd cells, ids, words of texts, in windows-1252; the newest rows are for testing. */
    @Test
    void aRawFileIsTrainedOnAndAnsweredAsItIs() throws IOException {
        StringBuilder text = new StringBuilder("id,when,price,weight,city,remark,sold\n");
        for (int row = 0; row < 200; row++) {
            text.append(String.format(
                    Locale.ROOT,
                    "%d,%d.%d.%d,\"$%,.2f\",%s,%s,%s,\"€ %,.1f\"%n",
                    row + 1,
                    1 + row % 28,
                    1 + row % 12,
                    2000 + row % 20,
                    1000 * noise(row) + 500,
                    row % 50 == 7 ? "oops" : row % 31 / 2.0,
                    row % 3 == 0 ? "Köln" : "Zürich",
                    row % 11 == 0 ? "" : "très bien Sehr gut " + row % 7,
                    5000 * noise(row) + 10));
        }
        Files.writeString(folder.resolve("made.csv"), text, Charset.forName("windows-1252"));
        Cli trained = train("--data DIR/made.csv --target sold --split-time when --epochs 2 --hidden 4 --out DIR/run");
        assertTrue(trained.sentences().contains("windows-1252, a guess: --encoding names another"), trained.out());
        ok("predict DIR/run DIR/made.csv --out DIR/answers.csv");
        List<String> answers = Files.readAllLines(folder.resolve("answers.csv"));
        assertEquals(201, answers.size());
        assertTrue(answers.stream().noneMatch(line -> line.endsWith(",")), "each row has an answer");
        Cli measured = ok("evaluate DIR/run DIR/made.csv --out DIR/measured");
        assertTrue(
                measured.err().contains("Warning: column \"weight\": odd cells as missing: \"oops\" 4 in "),
                measured.err());
    }

    /** The words tell the classes, and every command reads them alike. */
    @Test
    void classesAreLearntFromTheWordsOfAText() throws IOException {
        StringBuilder text = new StringBuilder("review,noise,verdict\n");
        SplittableRandom random = new SplittableRandom(5);
        List<String> good = List.of("great", "tasty", "friendly");
        List<String> bad = List.of("awful", "rude", "broken");
        for (int row = 0; row < 300; row++) {
            boolean likes = random.nextBoolean();
            String word = (likes ? good : bad).get(random.nextInt(3));
            text.append(String.format(
                    Locale.ROOT,
                    "\"The place number %d was %s, we thought.\",%d,%s%n",
                    row,
                    random.nextBoolean() ? word : word.toUpperCase(Locale.ROOT),
                    random.nextInt(100),
                    likes ? "yes" : "no"));
        }
        Files.writeString(folder.resolve("made.csv"), text);
        Cli trained = train("--data DIR/made.csv --target verdict --hidden 16 --out DIR/run --json DIR/train.json");
        JsonNode use = use(json("train.json").at("/run/data/columnUse"), "review");
        assertEquals(
                "words of a text, hashed into 256 buckets", use.path("words").asText());
        assertTrue(trained.out().contains("\nreview  "), "one importance for all buckets: " + trained.out());
        Cli measured = ok("evaluate DIR/run DIR/made.csv --out DIR/measured --json DIR/measured.json");
        double accuracy = json("measured.json").at("/measures/accuracy").asDouble();
        assertTrue(accuracy > 0.95, measured.out());
        ok("predict DIR/run DIR/made.csv --out DIR/answers.csv");
        long right = Files.readAllLines(folder.resolve("answers.csv")).stream()
                .filter(line -> line.contains(",yes,yes,") || line.contains(",no,no,"))
                .count();
        assertEquals(accuracy, right / 300.0, 1e-12);
    }
}
