package dev.crosscheck.data.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.Mismatch;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Columns of all kinds as tables of cases: the cells of real files, what they are taken for, and the features of theirs and of other cells. */
class ColumnsTest {
    private static final int ROWS = 60;
    private static final TableOptions FOUND = TableOptions.FOUND;
    private static final TableOptions NUMERIC = FOUND.withColumns(Set.of("x"), Set.of(), Set.of());

    /** A table with a column x of these cells, and one of noise; the target y has two classes. */
    private static Table table(TableOptions options, int rows, String name, IntFunction<Object> x) {
        String text = TableTest.csv(
                name + ",noise,y",
                rows,
                row -> "\"" + x.apply(row) + "\"",
                row -> new SplittableRandom(row).nextDouble(),
                row -> row % 3 == 0 ? "a" : "b");
        return TableTest.table(text, options);
    }

    private static Table table(TableOptions options, String... cells) {
        return table(options, ROWS, "x", row -> cells[row % cells.length]);
    }

    private static Preprocessing fitted(Table table) {
        TargetColumn target = TargetColumn.of(table, "y", null);
        return Preprocessing.fit(table, target, target.rows(), null);
    }

    /** @return what a column is used for, in words, and what is said of its cells */
    private static String use(Table table, String name) {
        Preprocessing fitted = fitted(table);
        TargetColumn target = TargetColumn.of(table, "y", null);
        Split split = new Split(target.rows(), new int[0], new int[0]);
        Stream<String> uses = fitted.columnUse().stream()
                .filter(use -> use.column().equals(name))
                .map(ColumnUse::words);
        Stream<String> warnings = TableWarning.of(table, target, fitted, split, true, 1).stream()
                .filter(warning -> name.equals(warning.column()))
                .map(TableWarning::words);
        return Stream.concat(uses, warnings).collect(Collectors.joining(" | "));
    }

    /** Raw cells give the same features as the table, also by the model's copy. */
    private static void assertRawRowsAreTheSame(Table table, IntFunction<String> x) throws Mismatch {
        Preprocessing fitted = fitted(table);
        Preprocessing read = Json.read(Json.text(fitted).getBytes(StandardCharsets.UTF_8), Preprocessing.class);
        assertEquals(fitted, read);
        int width = read.width();
        float[] expected =
                Inputs.features(fitted, table, IntStream.range(0, table.rows()).toArray());
        float[] found = new float[expected.length];
        RawRows raw = read.rows(List.of("x", "noise"), "");
        for (int row = 0; row < table.rows(); row++) {
            List<String> cells = List.of(x.apply(row), table.column("noise").text(row));
            List<RawRows.Note> notes = raw.features(cells, found, row * width);
            assertTrue(notes.stream().noneMatch(RawRows.Note::refused), notes.toString());
        }
        assertArrayEquals(expected, found);
    }

    /** The cells, separated by bars, are read as these numbers. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "1,234.50|999|12,345,678;1234.5|999|12345678;commas between thousands",
                "1.234,50|999|12.345.678;1234.5|999|12345678;decimal commas, points between thousands",
                "0,5|-12,25|7;0.5|-12.25|7;decimal commas",
                "1 234,5|12|-1 000;1234.5|12|-1000;decimal commas, blanks between thousands",
                "1'234.5|12|1'000'000;1234.5|12|1000000;apostrophes between thousands",
                "$1,234.50|$12|-$3;1234.5|12|-3;commas between thousands, \"$\" before",
                "($1,234.50)|$12|($3.25);-1234.5|12|-3.25;commas between thousands, \"$\" before",
                "12 %|7.5 %|100 %;12|7.5|100;\"%\" after",
                "1.234,50 €|7 €|−2 €;1234.5|7|-2;decimal commas, points between thousands, \"€\" after",
                "EUR 12.5|EUR 7|EUR -1;12.5|7|-1;\"EUR\" before",
                "70 kg|7.5kg|-1 kg;70|7.5|-1;\"kg\" after",
                "20\u00b0C|-7.5 \u00b0C|0\u00b0C;20|-7.5|0;\"\u00b0C\" after",
                "12 m\u00b2|7 m\u00b2;12|7;\"m\u00b2\" after"
            })
    void numbersOfOneFormAreNumbers(String cells, String numbers, String words) throws Mismatch {
        String[] texts = cells.split("\\|");
        Table table = table(FOUND, texts);
        double[] read = Arrays.copyOf(table.column("x").numbers(), texts.length);
        assertArrayEquals(
                Stream.of(numbers.split("\\|")).mapToDouble(Double::parseDouble).toArray(), read);
        assertTrue(use(table, "x").startsWith("number, scaled; written with " + words), use(table, "x"));
        assertRawRowsAreTheSame(table, row -> texts[row % texts.length]);
        Reading form = fitted(table).inputs().get(0).reading();
        for (double value : new double[] {0, 654321, 1234567.25, -8.5, 1e21, 3e-7}) {
            assertEquals(value, form.reader().applyAsDouble(form.write(value)), form.write(value));
        }
    }

    /** A year of two digits is from 1969 to 2068; 12 AM is midnight. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "2020-02-28|2021-12-31;2020-02-28|2021-12-31;YEAR_FIRST",
                "28.2.2020|31.12.2021;2020-02-28|2021-12-31;DAY_FIRST",
                "28/02/69|31/12/68;1969-02-28|2068-12-31;DAY_FIRST",
                "2/28/2020|12/31/2021;2020-02-28|2021-12-31;MONTH_FIRST",
                "2020-02-28T13:45:00Z|2021-12-31T00:00:00Z;2020-02-28T13:45|2021-12-31;YEAR_FIRST",
                "2/28/2020 1:45 PM|12/31/2021 12:00 AM;2020-02-28T13:45|2021-12-31;MONTH_FIRST",
                "2/28/2020 12:30 AM|12/31/2021 12:30 PM;2020-02-28T00:30|2021-12-31T12:30;MONTH_FIRST",
                "Feb 28 2020|December 31, 2021;2020-02-28|2021-12-31;NAMED_MONTH_FIRST",
                "28 Feb 2020|31-Dec-21;2020-02-28|2021-12-31;NAMED_MONTH"
            })
    void datesBecomeNumbers(String cells, String dates, DateForm.Order order) throws Mismatch {
        String[] texts = cells.split("\\|");
        Table table = table(FOUND, texts);
        Column x = table.column("x");
        assertEquals(dates, x.text(0) + "|" + x.text(1));
        assertEquals(new DateForm(order, null, OddCells.NONE), x.reading());
        assertEquals(
                List.of("x: days", "x: season, sine"), fitted(table).features().subList(0, 2));
        assertRawRowsAreTheSame(table, row -> texts[row % texts.length]);
    }

    /** Java's calendar is the witness of days of the week; a season is a part of a mean year. */
    @Test
    void partsOfDates() {
        Features parts = new Features(
                Expression.row(Stream.of(Calendar.Part.values())
                        .map(part -> part.of(new Expression.Cell(1)))
                        .toArray(Expression[]::new)),
                1);
        for (long day = -146_097; day < 146_097; day += 11) {
            double angle = 2 * Math.PI * (day + 0.75) / 365.2425;
            double[] found = parts.values(day * 86_400.0 + 64_800);
            double weekday = LocalDate.ofEpochDay(day).getDayOfWeek().getValue() - 1;
            // The angle is up to 2,600 radians, of which a double has 12 digits after the point.
            assertArrayEquals(
                    new double[] {day + 0.75, Math.sin(angle), Math.cos(angle), weekday, 18}, found, 2e-12, "" + day);
        }
    }

    /** Lines of a cell, its features and what is said of it: z is a number clipped to z/√(1 + (z/3)²), and ! refuses the row. */
    static Stream<Arguments> cells() {
        String none = "no value, though none is missing in the training part: ";
        String unknown = "the training part had no \"c\": treated as no category";
        return Stream.of(
                Arguments.of("1|2|3|4|5", "x", "5 > 1z; 5.2 > 1.1z; 1e101 > ! expected a number, found \"1e101\""),
                Arguments.of(
                        "1|2|3|4|5",
                        "x",
                        "inf > ! expected a number, found \"inf\"; oops > ! expected a number, found \"oops\""),
                Arguments.of(
                        "1|2|3|4|5",
                        "x",
                        "7 > 2z outside of what was trained on, 1 to 5; -1e100 > -1e99z outside of what was trained on, 1 to 5"),
                Arguments.of(
                        "1|2|3|4|5",
                        "x",
                        " > 0z " + none + "the median 3 is used; NA > 0z " + none + "the median 3 is used"),
                Arguments.of("1|2|3|4|5|NA", "x,x missing", "5 > 1z 0; null > 0z 1;  NA  > 0z 1"),
                Arguments.of(
                        "1,001|1,002|1,003|1,004|1,005",
                        "x",
                        "1,005 > 1z; 1005 > 1z; 1.005 > -501z outside of what was trained on, 1001 to 1005"),
                Arguments.of(
                        "a|b",
                        "x=b",
                        "a > -1;  b  > 1; c > 0 " + unknown + "; NA > 0 " + none + "none of its categories is used"),
                Arguments.of("a|b|NA", "x=b,x missing", "a > -1 0; b > 1 0; null > 0 1; c > 0 0 " + unknown),
                Arguments.of("a|b|x", "x=a,x=b,x=x", "a > 1 0 0; x > 0 0 1; c > 0 0 0 " + unknown),
                Arguments.of(
                        "01|02|03",
                        "x=01,x=02,x=03",
                        "03 > 0 0 1; 3 > 0 0 0 the training part had no \"3\": treated as no category"));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void cellsBecomeFeatures(String training, String names, String cases) {
        Preprocessing fitted = fitted(table(FOUND, training.split("\\|")));
        List<String> features = List.of(names.split(","));
        assertEquals(features, fitted.features().subList(0, features.size()));
        for (String one : cases.split("; ")) {
            String cell = one.substring(0, one.indexOf(" > "));
            String[] rest = one.substring(one.indexOf(" > ") + 3).split(" ", features.size() + 1);
            boolean refused = rest[0].equals("!");
            Map<String, String> row = cell.equals("null") ? Map.of("noise", "0.5") : Map.of("x", cell, "noise", "0.5");
            float[] found = new float[fitted.width()];
            List<RawRows.Note> notes = Inputs.features(fitted, row, found, 0);
            String words = refused
                    ? one.substring(one.indexOf("! ") + 2)
                    : rest.length > features.size() ? rest[features.size()] : "";
            assertEquals(words.isEmpty() ? List.of() : List.of(new RawRows.Note("x", words, refused)), notes, one);
            for (int i = 0; i < features.size() && !refused; i++) {
                double z = Double.parseDouble(rest[i].replace("z", ""));
                double expected = rest[i].endsWith("z") ? z / Math.sqrt(1 + z * z / 9) : z;
                assertEquals(expected, found[i], 2e-7, one);
            }
        }
    }

    private static double noise(int row) {
        return new SplittableRandom(row + 9_999).nextDouble();
    }

    private static String day(int row) {
        return LocalDate.of(2020, 1, 1).plusDays(row).toString();
    }

    /** Of 400 rows, what a column is used for and what is said of it; a name before a colon is the column's. */
    static Stream<Arguments> columns() {
        String[] none = {"None", "#N/A", "-", ".", "unknown", "?"};
        String scaled = "number, scaled";
        String gaps = "; one more input for missing values; odd cells as missing: ";
        String same = "left out: the same value in all training rows";
        String counts = "left out: it counts the rows (--numeric keeps it)";
        String names =
                "left out: its name and its whole numbers, each once, say that it identifies rows (--numeric keeps it)";
        String identify = " different texts in 400 training rows identify rows, not categories";
        String order = "dates, year-month-day, as 4 numbers: days; season, sine; season, cosine; weekday";
        String missing = order.replace("4", "5") + "; hour; one more input each for missing dates";
        String ordered =
                " | is in order from row to row: if later rows are to be answered, test on the newest with --split-time.";
        String either = "its dates may begin with the day or with the month: say --date-order day-first or month-first";
        String thousands =
                "; written with commas between thousands | is unclear: 1,234 is read as 1234: say --decimal comma if it is 1 and a fraction.";
        return Stream.of(
                of("x: " + scaled, row -> noise(row)),
                of("x: " + same, row -> "same"),
                of("x: " + same, row -> 5),
                of("x: left out: no values in the training part", row -> ""),
                of("x: " + scaled + "; one more input for missing values", row -> row % 2 == 0 ? "" : 1),
                of("x: " + counts, row -> 7000 + row * 7 % 400),
                of("Year: " + scaled, row -> 1600 + row),
                of("customer_id: " + names, row -> row * row),
                of("acid: " + scaled, row -> row * row),
                of("x: left out: 400" + identify, row -> "id" + row),
                of("x: left out: 267" + identify, row -> "id" + row * 2 / 3),
                of("x: 134 categories, one-hot", row -> "id" + row / 3),
                of(
                        "x: left out: 400 different texts in 400 training rows are free text, whose words tell nothing about the target",
                        row -> "a few words of row " + row),
                of(
                        "x: left out: a text of 1,001 characters, more than 1,000",
                        row -> row == 0 ? "l".repeat(1001) : "s" + row % 3),
                of(
                        "x: 5 categories, one-hot; rare ones are \"other\"",
                        row -> row % 2 == 0 ? "c" + row % 8 : "r" + row),
                of(
                        "x: 3 categories, one-hot | has \"ja\" in 114, \"Ja\" in 58 cells as different texts: write them alike if they mean the same.",
                        row -> row % 7 == 0 ? "Ja" : row % 3 == 1 ? "ja" : "nein"),
                of("x: " + scaled + gaps + "\"oops\" 20", row -> row % 20 == 7 ? "oops" : noise(row)),
                of(
                        "x: left out: 379 of 400 cells are numbers; \"oops\" in line 19 is the first that is not; as text: 380"
                                + identify,
                        row -> row > 16 && row < 38 ? "oops" : noise(row)),
                of(
                        "x: 8 categories, one-hot | is text: 200 of 400 cells are numbers; \"a\" in line 3 is the first that is not."
                                + " Each different text is a category.",
                        row -> row % 2 == 1 ? "a" : row % 7),
                of("x: 8 categories, one-hot", row -> row % 2 == 1 || row == 0 ? "a" : row % 7),
                of(
                        "x: " + scaled + gaps + "\"#N/A\" 17, \"-\" 17, \".\" 17, \"None\" 17, others 17",
                        row -> row % 4 == 0 ? none[row / 4 % 6] : row == 7 ? "oops" : noise(row)),
                of(
                        "x: " + scaled + gaps + "\"1e101\" 1, \"inf\" 1",
                        row -> row == 7 ? "1e101" : row == 8 ? "inf" : noise(row)),
                of(
                        "x: 40 categories, one-hot | is text: its numbers begin with zeros, as codes do: --numeric reads them as numbers."
                                + " Each different text is a category.",
                        row -> String.format("%04d", row % 40)),
                of("x: " + scaled + thousands, row -> row + 1 + ",234"),
                of("x: " + order + ordered, row -> day(row / 8)),
                of("x: " + missing + ordered, row -> row % 9 == 4 ? "" : day(-row / 8)),
                of("x: " + order, row -> day(row == 200 ? 0 : row / 8)),
                of(
                        "x: " + missing + "; odd cells as missing: \"2020-02-30\" 1",
                        row -> row == 200 ? "2020-02-30" : day(row * 7 % 400)),
                of(
                        "x: 40 categories, one-hot | is text: " + either + ". Each different text is a category.",
                        row -> 1 + row % 8 + "/" + (1 + row % 5) + "/2020"),
                of(
                        "x: 2 categories, -1 or 1 | alone predicts the target of rows that are held out, 0 of 400 wrong:"
                                + " drop it if it is not known before the target is.",
                        row -> row % 3 == 0 ? "code a" : "code b"));
    }

    private static Arguments of(String use, IntFunction<Object> x) {
        return Arguments.of(use, x);
    }

    @ParameterizedTest
    @MethodSource("columns")
    void columnsAreTakenForWhatTheyAre(String expected, IntFunction<Object> x) throws Mismatch {
        String name = expected.substring(0, expected.indexOf(": "));
        Table table = table(FOUND, 400, name, x);
        assertEquals(expected, name + ": " + use(table, name));
        if (name.equals("x")) {
            assertRawRowsAreTheSame(table, row -> String.valueOf(x.apply(row)));
        }
    }

    private static String useOfWords(IntFunction<String> word, IntFunction<Object> y) {
        SplittableRandom random = new SplittableRandom(1);
        IntFunction<Object> remark =
                row -> "case " + row + " was seen " + word.apply(row) + " by nurse " + random.nextInt(300);
        return use(TableTest.table(TableTest.csv("n,remark,y", 300, row -> random.nextInt(100), remark, y)), "remark");
    }

    /** Also if they tell of a rare class, or of numbers; words by chance tell nothing. */
    @Test
    void wordsThatTellSomethingAreUsed() {
        String used = "words of a text, hashed into 256 buckets";
        assertEquals(used, useOfWords(row -> row % 3 == 0 ? "well" : "ill", row -> row % 3 == 0 ? "a" : "b"));
        assertEquals(used, useOfWords(row -> row % 20 == 0 ? "well" : "ill", row -> row % 20 == 0 ? "a" : "b"));
        assertEquals(used, useOfWords(row -> row % 2 == 0 ? "well" : "ill", row -> row % 2 + row / 1000.0));
        SplittableRandom random = new SplittableRandom(5);
        for (int trial = 0; trial < 5; trial++) {
            String why =
                    useOfWords(row -> random.nextBoolean() ? "well" : "ill", row -> random.nextBoolean() ? "a" : "b");
            assertTrue(why.endsWith("are free text, whose words tell nothing about the target"), why);
        }
    }

    /** What a column of cells that may be either is read as, and whether that is clear, by the options. */
    @Test
    void optionsDecide() {
        Column thousands = table(FOUND.withChoice('.', null), "1,234", "2,345").column("x");
        assertEquals("1234 ", thousands.text(0) + " " + thousands.doubt());
        Column decimals = table(FOUND.withChoice(',', null), "1,234", "2,345").column("x");
        assertEquals("1.234 ", decimals.text(0) + " " + decimals.doubt());
        Column points = TableTest.table("x;y\n1.234;a\n2.345;b\n").column("x");
        assertEquals("1.234 is read as 1 and a fraction: say --decimal comma if it is 1234", points.doubt());
        for (DateForm.Order order : List.of(DateForm.Order.DAY_FIRST, DateForm.Order.MONTH_FIRST)) {
            Column date =
                    table(FOUND.withChoice(null, order), "3/2/2020", "5/7/2021").column("x");
            assertEquals(order == DateForm.Order.DAY_FIRST ? "2020-02-03" : "2020-03-02", date.text(0));
        }
        assertEquals(1001, TableTest.number(table(NUMERIC, "01001", "01002"), "x", 0));
        assertEquals(1234, TableTest.number(table(NUMERIC, "$1,234"), "x", 3));
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> table(NUMERIC, "1.5", "oops"));
        assertEquals("t.csv, line 3, column \"x\": expected a number, found \"oops\".", e.getMessage());
        TableOptions categorical = FOUND.withColumns(Set.of(), Set.of("x"), Set.of());
        assertEquals("400 categories, one-hot", use(table(categorical, 400, "x", row -> row), "x"));
    }

    /** Another file is read for a model as its own was, so that evaluate and predict agree. */
    @Test
    void aModelReadsOtherFilesInItsForms() {
        TableOptions reading = fitted(table(FOUND, "1.5", "2.5")).reading(FOUND);
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> table(reading, "$1"));
        assertEquals("t.csv, line 2, column \"x\": expected a number, found \"$1\".", e.getMessage());
        Preprocessing commas = fitted(table(FOUND, ROWS, "x", row -> row == 7 ? "oops" : row + ",5"));
        Column other = table(commas.reading(FOUND), "1,234", "n.a.").column("x");
        assertEquals(List.of(1.234, 30.0), List.of(other.number(0), (double) other.missing()));
    }

    /** Buckets of 4096 by FNV-1a in Python: {@code h = 2166136261; for b in word.encode(): h = (h ^ b) * 16777619 % 2**32}. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a|2348 1",
                "A a a|2348 3",
                "hello|3243 1",
                "STRAßE|2072 1",
                "ISTANBUL|3399 1",
                "北|2025 1",
                "ΣΟΦΟΣ|1167 1",
                "x42|1569 1",
                "it's 42|1040 1 1410 1 1411 1",
                "...!?|''"
            })
    void aBucketIsTheLogarithmOfItsWords(String text, String counts) {
        double[] expected = new double[4096];
        String[] parts = counts.isEmpty() ? new String[0] : counts.split(" ");
        for (int i = 0; i < parts.length; i += 2) {
            expected[Integer.parseInt(parts[i])] = Math.log(1 + Integer.parseInt(parts[i + 1])) / Math.log(2);
        }
        assertArrayEquals(expected, new Words(4096).numbers().apply(text));
    }

    @Test
    void numbersAreReadAndWrittenAsJavaDoes() {
        String numbers = "0 -0 +7 7. .5 -.5 00012 0.1 1e5 1E-5 1.5e+3 1234567890123456789012 9007199254740993 1e22 1e23"
                + " 4.9e-324 1e-400 0e999 2.2250738585072011e-308 99999999999999999999e-20 1e100 -1e100";
        for (String text : numbers.split(" ")) {
            assertEquals(Double.parseDouble(text), Decimal.parse(text), text);
        }
        String others =
                ". - + e5 1e 1e+ 1,5 1,000 0x10 1d 1f NaN --1 1.2.3 1e5.5 inf -Infinity 1.0000000000001e100 -1e101 ١";
        for (String text : (others + " ").split(" ", -1)) {
            assertTrue(Double.isNaN(Decimal.parse(text)), text);
        }
        Map<Double, String> texts =
                Map.of(2007.0, "2007", -39.1, "-39.1", -0.0, "0", 1e20, "1.0E20", 0x1p53, "9.007199254740992E15");
        texts.forEach((number, text) -> assertEquals(text, Decimal.text(number)));
    }
}
