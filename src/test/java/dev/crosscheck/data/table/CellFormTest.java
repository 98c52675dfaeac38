package dev.crosscheck.data.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.run.Mismatch;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Columns of numbers and dates in the forms of real files, and what is said of them. */
class CellFormTest {
    private static final int ROWS = 60;

    /** A table with a column x of these cells, and one of noise; the target y has two classes. */
    private static Table table(TableOptions options, IntFunction<String> x) {
        StringBuilder text = new StringBuilder("x,noise,y\n");
        for (int row = 0; row < ROWS; row++) {
            text.append('"')
                    .append(x.apply(row))
                    .append("\",")
                    .append(row * 37 % 60 / 7.0)
                    .append(',');
            text.append(row % 3 == 0 ? "a" : "b").append('\n');
        }
        return TableTest.table(text.toString(), options);
    }

    private static Preprocessing fitted(Table table) {
        TargetColumn target = TargetColumn.of(table, "y", null);
        return Preprocessing.fit(table, target, target.rows(), null);
    }

    /** @return what the column x is used for, in words */
    static String use(Preprocessing fitted) {
        return fitted.columnUse().stream()
                .filter(use -> use.column().equals("x"))
                .map(ColumnUse::words)
                .findFirst()
                .orElseThrow();
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
        String[] expected = numbers.split("\\|");
        Table table = table(TableOptions.FOUND, row -> texts[row % texts.length]);
        for (int row = 0; row < texts.length; row++) {
            assertEquals(Double.parseDouble(expected[row]), TableTest.number(table, "x", row), texts[row]);
        }
        Preprocessing fitted = fitted(table);
        assertEquals("number, scaled; written with " + words, use(fitted));
        // Raw cells give the same features as the table, also by the model's copy.
        Preprocessing read = Preprocessing.parse(fitted.json());
        assertEquals(fitted, read);
        assertRawRowsAreTheSame(read, table, row -> texts[row % texts.length]);
        Reading form = fitted.inputs().get(0).reading();
        for (double value : new double[] {0, 1234567.25, -8.5, 1e21, 3e-7}) {
            assertEquals(value, form.reader().applyAsDouble(form.write(value)), form.write(value));
        }
    }

    private static void assertRawRowsAreTheSame(Preprocessing read, Table table, IntFunction<String> x) {
        float[] expected = read.of(table).features(IntStream.range(0, ROWS).toArray());
        float[] found = new float[expected.length];
        for (int row = 0; row < ROWS; row++) {
            List<RawRows.Note> notes = Inputs.features(
                    read,
                    Map.of("x", x.apply(row), "noise", table.column("noise").text(row)),
                    found,
                    row * read.width());
            assertTrue(notes.stream().noneMatch(RawRows.Note::refused), notes.toString());
        }
        assertArrayEquals(expected, found);
    }

    @Test
    void aFewOddCellsCountAsMissingByName() {
        IntFunction<String> x = row -> row == 7 || row == 20 ? "oops" : row == 9 ? "#N/V" : row + ".5";
        Table table = table(TableOptions.FOUND, x);
        assertEquals(3, table.column("x").missing());
        Preprocessing fitted = fitted(table);
        assertEquals(
                "number, scaled; one more input for missing values;" + " odd cells as missing: \"oops\" 2, \"#N/V\" 1",
                use(fitted));
        assertRawRowsAreTheSame(fitted, table, x);
        List<RawRows.Note> notes =
                Inputs.features(fitted, Map.of("x", "strange", "noise", "1"), new float[fitted.width()], 0);
        assertEquals(List.of(new RawRows.Note("x", "\"strange\" counts as a missing value", false)), notes);
        // One more would be more than 5 %.
        Column texts = table(TableOptions.FOUND, row -> row % 15 == 0 ? "oops" : row + ".5")
                .column("x");
        assertTrue(texts.isText());
        assertTrue(
                texts.doubt().startsWith("56 of 60 cells are numbers; \"oops\" in line 2 is the first"), texts.doubt());
    }

    /** However many they are; other odd cells are still few. */
    @Test
    void signsOfMissingValuesAmongNumbersAreMissing() {
        String[] none = {"None", "#N/A", "-", ".", "unknown", "?"};
        IntFunction<String> x = row -> row % 3 == 0 ? none[row / 3 % 6] : row == 7 ? "oops" : row + ".5";
        Table table = table(TableOptions.FOUND.withMissing(Set.of()), x);
        assertEquals(21, table.column("x").missing());
        assertRawRowsAreTheSame(fitted(table), table, x);
        Column texts = table(TableOptions.FOUND, row -> row % 3 == 0 ? "unknown" : "job" + row % 4)
                .column("x");
        assertEquals(0, texts.missing(), "among texts they are texts");
        assertTrue(table(TableOptions.FOUND, row -> row % 3 == 0 ? "-" : row % 7 == 0 ? "oops" : row + ".5")
                .column("x")
                .isText());
    }

    @Test
    void wholeNumbersThatBeginWithZerosAreCodes() {
        Column codes = table(TableOptions.FOUND, row -> row % 2 == 0 ? "01001" : "12345")
                .column("x");
        assertEquals(List.of("01001", "12345"), codes.texts());
        assertEquals("its numbers begin with zeros, as codes do: --numeric reads them as numbers", codes.doubt());
        TableOptions numeric = TableOptions.FOUND.withColumns(Set.of("x"), Set.of(), Set.of());
        assertEquals(1001, TableTest.number(table(numeric, row -> "01001"), "x", 3));
        assertFalse(table(TableOptions.FOUND, row -> "0." + row).column("x").isText());
    }

    @Test
    void columnsThatAreAskedForAsNumbersHaveNoOddCells() {
        TableOptions numeric = TableOptions.FOUND.withColumns(Set.of("x"), Set.of(), Set.of());
        CrosscheckException e =
                assertThrows(CrosscheckException.class, () -> table(numeric, row -> row == 7 ? "oops" : row + ".5"));
        assertEquals("t.csv, line 9, column \"x\": expected a number, found \"oops\".", e.getMessage());
        assertEquals(1234, TableTest.number(table(numeric, row -> "$1,234"), "x", 3));
    }

    /** Another file is read for a model as its own was, so that evaluate and predict agree. */
    @Test
    void aModelReadsOtherFilesInItsForms() {
        Preprocessing plain = fitted(table(TableOptions.FOUND, row -> row + ".5"));
        TableOptions reading = plain.reading(TableOptions.FOUND, false);
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> table(reading, row -> "$" + row));
        assertEquals("t.csv, line 2, column \"x\": expected a number, found \"$0\".", e.getMessage());
        Preprocessing commas = fitted(table(TableOptions.FOUND, row -> row == 7 ? "oops" : row + ",5"));
        Table other = table(commas.reading(TableOptions.FOUND, false), row -> row % 2 == 0 ? "1,234" : "n.a.");
        assertEquals(1.234, TableTest.number(other, "x", 0));
        assertEquals(30, other.column("x").missing());
    }

    @Test
    void commasThatMayBeEitherAreToldWithTheOption() {
        IntFunction<String> x = row -> row + 1 + ",234";
        Column thousands = table(TableOptions.FOUND, x).column("x");
        assertEquals(1234, thousands.number(0));
        assertEquals("1,234 is read as 1234: say --decimal comma if it is 1 and a fraction", thousands.doubt());
        Column decimals = table(TableOptions.FOUND.withChoice(',', null), x).column("x");
        assertEquals(1.234, decimals.number(0));
        assertEquals("", decimals.doubt());
        Table semicolons = TableTest.table("x;y\n1,234;a\n2,345;b\n");
        assertEquals(1.234, TableTest.number(semicolons, "x", 0));
        Table points = TableTest.table("x;y\n1.234;a\n2.345;b\n");
        assertEquals(1.234, TableTest.number(points, "x", 0));
        assertEquals(
                "1.234 is read as 1 and a fraction: say --decimal comma if it is 1234", (points.column("x")).doubt());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "2020-02-28|2021-12-31;2020-02-28;YEAR_FIRST",
                "28.2.2020|31.12.2021;2020-02-28;DAY_FIRST",
                "28/02/20|31/12/21;2020-02-28;DAY_FIRST",
                "2/28/2020|12/31/2021;2020-02-28;MONTH_FIRST",
                "2020-02-28T13:45:00Z|2021-12-31T00:00:00Z;2020-02-28T13:45;YEAR_FIRST",
                "2/28/2020 1:45 PM|12/31/2021 12:00 AM;2020-02-28T13:45;MONTH_FIRST",
                "Feb 28 2020|December 31, 2021;2020-02-28;NAMED_MONTH_FIRST",
                "28 Feb 2020|31-Dec-21;2020-02-28;NAMED_MONTH"
            })
    void datesBecomeNumbers(String cells, String first, DateForm.Order order) throws Mismatch {
        String[] texts = cells.split("\\|");
        Table table = table(TableOptions.FOUND, row -> texts[row % texts.length]);
        assertEquals(first, table.column("x").text(0));
        Preprocessing fitted = Preprocessing.parse(fitted(table).json());
        assertEquals(new DateForm(order, OddCells.NONE), fitted.inputs().get(0).reading());
        assertEquals(List.of("x: year", "x: month"), fitted.features().subList(0, 2));
        assertEquals(List.of("x", "noise"), fitted.columns());
        assertRawRowsAreTheSame(fitted, table, row -> texts[row % texts.length]);
    }

    @Test
    void partsOfADate() {
        double seconds =
                new DateForm(DateForm.Order.YEAR_FIRST, OddCells.NONE).reader().applyAsDouble("1972-07-01 18:30");
        double[] expected = {1972, 7, 6, Math.sin(2 * Math.PI * 182 / 366), Math.cos(2 * Math.PI * 182 / 366), 18.5};
        for (int part = 0; part < expected.length; part++) {
            assertEquals(expected[part], value(Calendar.Part.values()[part], seconds), 1e-15);
        }
        assertEquals(2 * 365 + 182 + 18.5 / 24, value(Calendar.Part.DAYS, seconds), 1e-12);
    }

    private static double value(Calendar.Part part, double seconds) {
        return new Features(Calendar.all().get(part), 1).values(seconds)[0];
    }

    /** Java's calendar is the witness, for every day of eight centuries and the ends of years far away. */
    @Test
    void theCalendarIsThatOfJava() {
        Map<Calendar.Part, Features> parts = new EnumMap<>(Calendar.Part.class);
        Calendar.all().forEach((part, value) -> parts.put(part, new Features(value, 1)));
        LongStream far = LongStream.of(-800_000, -719_529, -719_528, -719_163, -1, 1_000_000, 2_932_896);
        LongStream.concat(LongStream.range(-146_097, 146_097), far).forEach(day -> {
            LocalDate date = LocalDate.ofEpochDay(day);
            double seconds = day * 86_400.0 + 86_399;
            double angle = 2 * Math.PI * (date.getDayOfYear() - 1) / date.lengthOfYear();
            assertEquals(date.getYear(), parts.get(Calendar.Part.YEAR).values(seconds)[0]);
            assertEquals(date.getMonthValue(), parts.get(Calendar.Part.MONTH).values(seconds)[0]);
            assertEquals(
                    date.getDayOfWeek().getValue(),
                    parts.get(Calendar.Part.WEEKDAY).values(seconds)[0]);
            assertEquals(Math.sin(angle), parts.get(Calendar.Part.SINE).values(seconds)[0]);
            assertEquals(Math.cos(angle), parts.get(Calendar.Part.COSINE).values(seconds)[0]);
            assertEquals(86_399 / 3600.0, parts.get(Calendar.Part.HOUR).values(seconds)[0]);
        });
    }

    @Test
    void datesThatMayBeEitherNeedAnOption() {
        IntFunction<String> x = row -> 1 + row % 9 + "/" + (1 + row % 8) + "/2020";
        Table unclear = table(TableOptions.FOUND, x);
        assertEquals(
                "its dates may begin with the day or with the month: say --date-order day-first or month-first",
                unclear.column("x").doubt());
        Table asked = table(TableOptions.FOUND.withChoice(null, DateForm.Order.MONTH_FIRST), x);
        assertEquals(
                "2020-02-03",
                table(TableOptions.FOUND.withChoice(null, DateForm.Order.DAY_FIRST), row -> "3/2/2020")
                        .column("x")
                        .text(0));
        assertEquals("2020-02-02", asked.column("x").text(1));
    }

    @Test
    void invalidDatesAreOdd() {
        Table table = table(TableOptions.FOUND, row -> row == 5 ? "2020-02-30" : "2020-01-" + (1 + row % 31));
        assertEquals(1, table.column("x").missing());
        assertEquals(Map.of("2020-02-30", 1), table.column("x").reading().odd().named());
    }

    @Test
    void ofManyCategoriesTheRareOnesAreOther() throws Mismatch {
        StringBuilder text = new StringBuilder("x,y\n");
        for (int row = 0; row < 1000; row++) {
            text.append(row % 2 == 0 ? "c" + row % 8 : "r" + row).append(',').append(row % 3 == 0 ? "a\n" : "b\n");
        }
        Table table = TableTest.table(text.toString());
        Preprocessing fitted = Preprocessing.parse(fitted(table).json());
        assertEquals(List.of("x=c0", "x=c2", "x=c4", "x=c6", "x=other"), fitted.features());
        assertEquals("5 categories, one-hot; 500 rare ones in 500 rows are \"other\"", use(fitted));
        float[] row = new float[5];
        assertEquals(List.of(), Inputs.features(fitted, Map.of("x", "never seen"), row, 0));
        assertArrayEquals(new float[] {0, 0, 0, 0, 1}, row);
        assertArrayEquals(new float[] {0, 0, 0, 0, 1}, fitted.of(table).features(new int[] {1}));
    }

    @Test
    void freeTextIsTold() {
        Table table = table(TableOptions.FOUND, row -> "these are the words of row " + row);
        assertEquals(
                "left out: 60 different texts in 60 training rows are free text, of 7 words on average,"
                        + " which tell nothing about the target",
                use(fitted(table)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "windows-1252"})
    void encodingsWithoutAMarkAreGuessed(Charset charset) {
        String word = charset.equals(StandardCharsets.UTF_16BE) ? "北京市" : "größer";
        String text = "城市,x\n".replace("城市", word) + (word + ",1\n").repeat(30);
        Table table = Table.read("t.csv", text.getBytes(charset), TableOptions.FOUND);
        assertEquals(word, table.column(word).text(3));
        assertEquals(charset, table.dialect().charset());
        assertTrue(
                table.dialect().words().endsWith("a guess: --encoding names another"),
                table.dialect().words());
    }

    /** A single invalid byte, even at the end of the file: it may be any encoding, so the guess is told. */
    @Test
    void bytesThatAreNotUtf8AreReadAsWindows1252() {
        byte[] cutOff = "a,b\n1,2\n3,\u20ac".getBytes(StandardCharsets.UTF_8);
        Table table = Table.read("t.csv", Arrays.copyOf(cutOff, cutOff.length - 1), TableOptions.FOUND);
        assertEquals("\u00e2\u201a", table.column("b").text(1));
        assertTrue(
                table.dialect().words().endsWith("windows-1252, a guess: --encoding names another"),
                table.dialect().words());
    }

    @Test
    void aSplitByTimeTestsOnTheNewestRows() {
        List<String> dates = new ArrayList<>();
        StringBuilder text = new StringBuilder("t,x,y\n");
        for (int row = 0; row < 40; row++) {
            String date = "2020-" + (1 + row * 7 % 12) + "-" + (1 + row * 5 % 28);
            dates.add(date);
            text.append(date).append(',').append(row * 3 % 40).append(row % 2 == 0 ? ",a\n" : ",b\n");
        }
        Table table = TableTest.table(text.toString());
        int[] rows = IntStream.range(0, 40).toArray();
        Split split = Split.byTime(table, rows, "t", new Share(0, 4), new Share(0.2, 0));
        assertEquals(List.of(28, 4, 8), List.of(split.train().length, split.validation().length, split.test().length));
        Column days = table.column("t");
        double newest =
                Arrays.stream(split.train()).mapToDouble(days::number).max().orElseThrow();
        double oldest =
                Arrays.stream(split.test()).mapToDouble(days::number).min().orElseThrow();
        for (int row : split.validation()) {
            assertTrue(days.number(row) >= newest && days.number(row) <= oldest);
        }
        assertFalse(newest > oldest);
        CrosscheckException e = assertThrows(
                CrosscheckException.class, () -> Split.byTime(table, rows, "y", Share.NONE, new Share(0.2, 0)));
        assertEquals("t.csv: column \"y\": expected dates or numbers to split by, found text.", e.getMessage());
    }
}
