package dev.crosscheck.data.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.run.Json;
import dev.crosscheck.run.Mismatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How new rows differ from the training part, on made-up tables. */
class ShiftTest {
    /** Numbers from 10 to 30 with a mean of 20, two colours in equal shares, and a target. */
    private static Table table(int rows, long seed, double shift, double red, double missing) {
        SplittableRandom random = new SplittableRandom(seed);
        StringBuilder text = new StringBuilder("x,colour,y\n");
        for (int i = 0; i < rows; i++) {
            text.append(random.nextDouble() < missing ? "" : 10 + 20 * random.nextDouble() + shift)
                    .append(random.nextDouble() < red ? ",red," : ",blue,")
                    .append(i % 7)
                    .append('\n');
        }
        return Table.read("made.csv", text.toString().getBytes(StandardCharsets.UTF_8), TableOptions.FOUND);
    }

    private static final Table TRAINING = table(1000, 1, 0, 0.5, 0);
    private static final int[] ROWS = IntStream.range(0, 1000).toArray();
    private static final Preprocessing PREPROCESSING =
            Preprocessing.fit(TRAINING, TargetColumn.of(TRAINING, "y", Task.REGRESSION, false), ROWS, FitOptions.USUAL);
    private static final Ranges RANGES = Ranges.of(TRAINING, PREPROCESSING, ROWS);

    private static List<String> words(Table table) {
        int[] rows = IntStream.range(0, table.rows()).toArray();
        List<String> found = Shift.words(RANGES, PREPROCESSING, table, rows);
        Shift texts = Shift.of(RANGES, PREPROCESSING, table.names());
        for (int row : rows) {
            int at = row;
            texts.add(table.columns().stream()
                    .map(column -> column.isMissing(at) ? null : column.text(at))
                    .toList());
        }
        assertEquals(found, texts.words(), "rows of texts");
        return found;
    }

    @Test
    void rangesAreThoseOfTheTrainingRows() throws Mismatch {
        Ranges.Column x = RANGES.column("x").orElseThrow();
        assertTrue(x.number().least() >= 10 && x.number().most() < 30, x.toString());
        assertEquals(20, x.number().mean(), 1, "five standard errors");
        // Uniform: 20/√12.
        assertEquals(5.77, x.number().deviation(), 0.3);
        List<Integer> colours = RANGES.column("colour").orElseThrow().categories();
        assertEquals(1000, colours.get(0) + colours.get(1));
        assertTrue(RANGES.isOf(PREPROCESSING));
        Ranges.Column colour = RANGES.column("colour").orElseThrow();
        for (List<Ranges.Column> others : List.of(
                List.of(x, x),
                List.of(new Ranges.Column("y", 0, x.number(), null)),
                List.of(new Ranges.Column("colour", 0, x.number(), null)),
                List.of(new Ranges.Column("x", 0, null, colour.categories())),
                List.of(new Ranges.Column("colour", 0, null, List.of(1, 2, 3))))) {
            assertFalse(new Ranges(1000, others).isOf(PREPROCESSING), others.toString());
        }
        assertEquals(RANGES, Json.read(Json.text(RANGES).getBytes(StandardCharsets.UTF_8), Ranges.class));
    }

    @Test
    void rowsLikeThoseOfTheTrainingPartAreNotRemarkedOn() {
        for (long seed = 2; seed < 30; seed++) {
            assertEquals(List.of(), words(table(100, seed, 0, 0.5, 0)));
        }
    }

    @Test
    void aShiftedColumnIsTold() {
        List<String> found = words(table(100, 3, 6, 0.5, 0));
        assertEquals(1, found.size(), found.toString());
        assertTrue(found.get(0).contains(" of 100 rows are outside of what was trained on, 10.0"), found.get(0));
        assertTrue(found.get(0).contains(", up to 35."), found.get(0));
        assertTrue(found.get(0).contains("; the mean of 100 rows, 2"), found.get(0));
        assertTrue(
                found.get(0).matches(".* is (0\\.9|1\\.[01]) deviations above that of the training part, .*"),
                found.get(0));
        assertTrue(words(table(100, 3, -6, 0.5, 0)).get(0).contains(" deviations below "));
        String all = words(table(100, 3, 50, 0.5, 0)).get(0);
        assertTrue(all.startsWith("column \"x\": 100 of 100 rows are outside") && !all.contains("down to"), all);
        assertTrue(words(table(20, 3, 6, 0.5, 0)).stream().noneMatch(words -> words.contains("deviations")), "too few");
    }

    @Test
    void otherSharesAreTold() {
        List<String> found = words(table(200, 4, 0, 0.9, 0.4));
        assertEquals(2, found.size(), found.toString());
        assertTrue(
                found.get(0).matches("column \"x\": \\d+ of 200 rows have no value, \\d+ %; in the training part 0 %"),
                found.get(0));
        assertTrue(found.get(1).startsWith("column \"colour\": the categories' shares differ by "), found.get(1));
    }

    /** Dates, money, and many rare categories: rows as they were trained on, and then half as many and dearer ones. */
    @Test
    void textsAreReadAsTheirColumnsWere() {
        List<String> names = List.of("day", "price", "city", "y");
        List<List<String>> rows = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 1000; i++) {
            String city = random.nextInt(10) < 3 ? "large" + random.nextInt(2) : "village" + i;
            String price = String.format(Locale.ROOT, "€ %,.2f", 1000 + 500 * random.nextDouble());
            rows.add(List.of("2024-01-%02d".formatted(1 + i % 28), price, city, i % 7 + ""));
        }
        String text = rows.stream()
                .map(row -> row.get(0) + ",\"" + row.get(1) + "\"," + row.get(2) + "," + row.get(3))
                .collect(Collectors.joining("\n", String.join(",", names) + "\n", "\n"));
        Table table = Table.read("made.csv", text.getBytes(StandardCharsets.UTF_8), TableOptions.FOUND);
        Preprocessing fitted =
                Preprocessing.fit(table, TargetColumn.of(table, "y", Task.REGRESSION, false), ROWS, FitOptions.USUAL);
        assertTrue(fitted.rawInputs().stream().anyMatch(input -> input.form() instanceof RestForm), "rare ones");
        Ranges ranges = Ranges.of(table, fitted, ROWS);
        Shift same = Shift.of(ranges, fitted, names);
        rows.forEach(same::add);
        assertEquals(List.of(), same.words());
        assertEquals(List.of(), Shift.words(ranges, fitted, table, ROWS));
        Shift dearer = Shift.of(ranges, fitted, names);
        rows.subList(0, 500).forEach(row -> dearer.add(List.of(row.get(0), "€ 2,100.00", "large1", "1")));
        List<String> found = dearer.words();
        assertEquals(2, found.size(), found.toString());
        assertTrue(found.get(0).startsWith("column \"price\": 500 of 500 rows are outside"), found.get(0));
        assertTrue(found.get(1).startsWith("column \"city\": the categories' shares differ by "), found.get(1));
        RawRows raw = fitted.rows(names, "made.csv");
        List<RawRows.Note> notes =
                raw.outside(List.of("2024-01-05", "€ 2,100.00", "village9999", "1"), ranges.numbers());
        assertEquals(1, notes.size(), notes.toString());
        assertEquals("price", notes.get(0).column());
        assertTrue(notes.get(0).words().startsWith("outside of what was trained on, 1000"), notes.toString());
        assertEquals(List.of(), raw.outside(List.of("2024-01-05", "€ 1,100.00", "large1", "1"), ranges.numbers()));
    }

    @Test
    void withoutRangesNothingIsTold() {
        Shift none = Shift.of(null, PREPROCESSING, TRAINING.names());
        none.add(List.of("9999", "green", "1"));
        assertEquals(List.of(), none.words());
    }
}
