package dev.crosscheck.data.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.Mismatch;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Columns whose cells are written in several forms. */
class MixturesTest {
    private static final TableOptions FOUND = TableOptions.FOUND;

    /** @param cells with numbers of rows, such as {@code 80 kg*96|80*4}; of a number N of rows with {@code #} in it, this counts from 1 */
    private static List<String> cells(String cells) {
        List<String> all = new ArrayList<>();
        for (String part : cells.split("\\|")) {
            String[] parts = part.split("\\*");
            int times = parts.length > 1 ? Integer.parseInt(parts[1]) : 1;
            IntStream.rangeClosed(1, times).forEach(i -> all.add(parts[0].replace("#", "" + i)));
        }
        return all;
    }

    private static Table table(TableOptions options, List<String> x, List<String> y) {
        String text = TableTest.csv(
                "x,noise,y", x.size(), row -> "\"" + x.get(row) + "\"", row -> row * 7919 % 1009 + 0.5, y::get);
        return TableTest.table(text, options);
    }

    private static Table table(TableOptions options, String cells) {
        List<String> x = cells(cells);
        return table(
                options,
                x,
                IntStream.range(0, x.size())
                        .mapToObj(row -> row % 3 == 0 ? "a" : "b")
                        .toList());
    }

    private static Preprocessing fitted(Table table) {
        TargetColumn target = TargetColumn.of(table, "y", null);
        return Preprocessing.fit(table, target, target.rows(), null);
    }

    /** @return what is said of a column, or of the rows if this is null */
    private static List<String> warnings(Table table, String column) {
        TargetColumn target = TargetColumn.of(table, "y", null);
        Split split = new Split(target.rows(), new int[0], new int[0]);
        return TableWarning.of(table, target, fitted(table), split, false, 1).stream()
                .filter(warning -> Objects.equals(warning.column(), column))
                .map(TableWarning::words)
                .toList();
    }

    /** Every cell is read as a number or a date, by the table, by the model's stored description, and row by row. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "# kg*96|80*4;1 kg=1|96 kg=96|80=80;\"kg\" after",
                "80 kg*2|#*98;80 kg=80|98=98;\"kg\" after",
                "€ #*90|100*10;€ 7=7|100=100;\"€\" before",
                "€ #*60|# €*30|-10*10;€ 7=7|7 €=7|-10=-10|-5 €=-5;\"€\" before or after",
                "# USD*60|USD #*40;7 USD=7|USD 7=7|8=8;\"USD\" before or after",
                "$#,000.50*90|7,000*10;$7,000.50=7000.5|7,000=7000;commas between thousands, \"$\" before",
                "#.5 %*96|36.3*4;1.5 %=1.5|36.3=36.3;\"%\" after",
                "# km/h*50|72*50;7 km/h=7|72=72;\"km/h\" after",
                "# kg*60|# lb*40;7 kg=7|1 lb=0.45359237|3=3;\"kg\" after, or with lb, which are converted",
                "# lb*60|# kg*40;7 lb=7|1 kg=2.2046226218487757;\"lb\" after, or with kg, which are converted",
                "# cm*60|1.#m*39|# in*9;7 cm=7|1.8m=180|2 in=5.08;\"cm\" after, or with in, m, which are converted",
                "#.5*60|(50.5)*40;1.5=1.5|(50.5)=-50.5;signs or parentheses for negatives",
                "$#*60|($50.5)*30|(7)*10;$1=1|($50.5)=-50.5|(7)=-7;\"$\" before"
            })
    void numbersInSeveralFormsAreNumbers(String cells, String numbers, String words) throws Mismatch {
        Table table = table(FOUND, cells);
        Column x = table.column("x");
        assertTrue(!x.isText() && x.missing() == 0, cells);
        Preprocessing read = stored(fitted(table), "");
        assertEquals(fitted(table), read);
        assertEquals(words, read.inputs().get(0).reading().words());
        assertReads(read, table, numbers);
        assertEquals(List.of(), warnings(table, "x"));
    }

    /** @param left out of the description */
    private static Preprocessing stored(Preprocessing fitted, String left) throws Mismatch {
        return Json.read(Json.text(fitted).replaceAll(left, "").getBytes(StandardCharsets.UTF_8), Preprocessing.class);
    }

    /** @param examples such as {@code 80 kg=80} */
    private static void assertReads(Preprocessing read, Table table, String examples) {
        RawRows raw = read.rows(List.of("x", "noise"), "");
        List<String> x = cells(examples.replaceAll("=[^|]*", ""));
        String found = x.stream()
                .map(cell -> cell + "="
                        + read.inputs()
                                .get(0)
                                .reading()
                                .text(read.inputs().get(0).reading().reader().applyAsDouble(cell)))
                .collect(Collectors.joining("|"));
        assertEquals(examples, found);
        float[] expected =
                Inputs.features(read, table, IntStream.range(0, table.rows()).toArray());
        float[] rows = new float[expected.length];
        for (int row = 0; row < table.rows(); row++) {
            String noise = table.column("noise").text(row);
            raw.features(List.of(written(table, read, row), noise), rows, row * read.width());
        }
        assertArrayEquals(expected, rows);
    }

    /** @return the number of a row in one of the forms of its column */
    private static String written(Table table, Preprocessing read, int row) {
        if (table.column("x").isMissing(row)) {
            return "";
        }
        Reading main = read.inputs().get(0).reading();
        List<? extends Reading> forms = main.forms();
        Reading form = forms.get(row % forms.size());
        String cell = form.write(table.column("x").number(row));
        boolean same = main.reader().applyAsDouble(cell) == table.column("x").number(row);
        return same ? cell : main.write(table.column("x").number(row));
    }

    /** Columns of text, with the reason, and numbers and dates among which some cells are left as missing. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "#0 °C*60|#1 °F*40;text;its cells look like numbers in several units (1°C, 1°F): write them in one",
                "#0 kg*60|#1 stone*30|#2*10;text;its cells look like numbers in several units (1kg, 1stone, 1): write them in one",
                "#k*60|#00*40;text;its cells look like numbers in several units (1k, 1): write them in one",
                "#st*60|#nd*40;text;~~",
                "#A*50|#B*50;text;~~",
                "#*98|12 a*2;2 missing;~~",
                "#*98|2k*2;2 missing;~~"
            })
    void otherMixturesStayAsTheyAreAndAreSaid(String cells, String kind, String doubt) {
        Column x = table(FOUND, cells).column("x");
        assertEquals(kind, x.isText() ? "text" : x.missing() + " missing");
        assertEquals(doubt.replace("~", ""), x.doubt());
    }

    /** By the definitions: a pound is 453.59237 g, a foot 304.8 mm, a mile 5280 feet. */
    @ParameterizedTest
    @CsvSource({
        "lb, 16 oz",
        "lb, 0.45359237 kg",
        "lbs, 0.45359237 kg",
        "kg, 1000 g",
        "ft, 12 in",
        "ft, 304.8 mm",
        "mi, 5280 ft",
        "mi, 1.609344 km",
        "m, 100 cm",
        "km, 1000 m",
        "mph, 1.609344 km/h",
        "m/s, 3.6 km/h",
        "h, 60 min",
        "min, 60 s",
        "l, 1000 ml"
    })
    void unitsAreConvertedExactly(String unit, String same) {
        String other = same.replaceAll("[0-9.]+", "#");
        Reading reading =
                table(FOUND, "# " + unit + "*60|" + other + "*40").column("x").reading();
        assertEquals(1, reading.reader().applyAsDouble(same), 2 * Math.ulp(1.0), same);
    }

    /** Without the mark, as in models of earlier versions, a cell must have the one form. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "#0 kg*96|80 kg*4;\"units\" : \\{ \\},;80=NaN|80 kg=80",
                "#0 kg*60|#1 lb*40;\"units\" : \\{[^}]*\\},;80=NaN|80 lb=NaN|80 kg=80",
                "2021-03-0#*9|24.03.2021*5;\"also\" : \\[[^\\]]*\\],;24.03.2021=NaN|2021-03-01=1614556800"
            })
    void withoutItsMarkADescriptionReadsAsItDid(String cells, String mark, String numbers) throws Mismatch {
        Preprocessing read = stored(fitted(table(FOUND, cells)), mark);
        String found = Stream.of(numbers.split("\\|"))
                .map(example -> example.split("=")[0])
                .map(cell -> cell + "="
                        + Decimal.text(read.inputs().get(0).reading().reader().applyAsDouble(cell)))
                .collect(Collectors.joining("|"));
        assertEquals(numbers, found);
    }

    private static final String SAY = ": say --date-order day-first or month-first";

    /** Cells, the option, what becomes of them, and what is said. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "2021-03-0#*9|04.03.2021*3|24.03.2021*3|Mar 4 2021*5;~~;2021-03-01=2021-03-01|04.03.2021=2021-03-04|Mar 4 2021=2021-03-04;year-month-day or day.month.year or month day year;~~",
                "03/04/2021*3|03/2#/2021*8|2021-03-0#*5;~~;03/04/2021=2021-03-04|03/21/2021=2021-03-21;month/day/year or year-month-day;~~",
                "2021-03-0#*9|04.03.2021*8;~~;text;~~;8 of its dates may begin with the day or with the month",
                "2021-03-0#*9|2021-04-0#*9|2021-05-0#*9|04.03.2021;~~;2021-03-01=2021-03-01|04.03.2021=missing;year-month-day;1 of its dates may begin with the day or with the month",
                "2#/03/2021*9|03/2#/2021*7|03/04/2021*4;~~;text;~~;9 of its dates begin with the day, 7 with the month, and 4 may do either",
                "2#/03/2021*9|2#/04/2021*9|2#/05/2021*9|03/21/2021|03/04/2021*4;~~;03/04/2021=2021-04-03|03/21/2021=missing;day.month.year;27 of its dates begin with the day, 1 with the month, and 4 may do either",
                "2#/03/2021*9|03/2#/2021*9|03/04/2021*4;day-first;03/04/2021=2021-04-03|03/21/2021=2021-03-21;day.month.year or month/day/year;~~",
                "2021-03-0#*9|04.03.2021*8;month-first;04.03.2021=2021-04-03;year-month-day or month/day/year;~~"
            })
    void datesInSeveralFormsAreDates(String cells, String option, String dates, String words, String doubt)
            throws Mismatch {
        DateForm.Order order = option.equals("day-first")
                ? DateForm.Order.DAY_FIRST
                : option.equals("month-first") ? DateForm.Order.MONTH_FIRST : null;
        Table table = table(FOUND.withChoice(null, order), cells);
        Column x = table.column("x");
        assertEquals(doubt.isEmpty() ? "" : doubt + SAY, x.doubt());
        assertEquals(dates.equals("text"), x.isText());
        if (!x.isText()) {
            assertEquals("dates, " + words, x.reading().words());
            String found = Stream.of(dates.split("\\|"))
                    .map(example -> example.split("=")[0])
                    .map(cell -> cell + "=" + shown(x.text(cells(cells).indexOf(cell))))
                    .collect(Collectors.joining("|"));
            assertEquals(dates, found);
            Preprocessing read = stored(fitted(table), "");
            assertEquals(fitted(table), read);
            assertReads(read, table, dates.replaceAll("\\|[^|]*=missing", ""));
        }
        String last = doubt.isEmpty() ? "" : doubt + SAY + (x.isText() ? ". Each different text is a category." : ".");
        assertEquals(
                doubt.isEmpty() ? List.of() : List.of((x.isText() ? "is text: " : "is unclear: ") + last),
                warnings(table, "x"));
    }

    private static String shown(String text) {
        return text.isEmpty() ? "missing" : text;
    }

    /** Cells of an input and of the target that are hardly meant as they are written, with their numbers. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "#*95|-999*4|9999;has -999 in 4, 9999 in 1 cells, far from all others, 1 to 95: add it to --missing if it stands for a missing value.",
                "#*95|99*5|44*4;",
                "1*50|99*50;",
                "0*50|1*45|99*5;has 99 in 5 cells, far from all others, 0 to 1: add it to --missing if it stands for a missing value.",
                "Yes*50|yes*30|YES*5|No*15;has \"Yes\" in 50, \"yes\" in 30, \"YES\" in 5 cells as different texts: write them alike if they mean the same.",
                "New York*50|New  york*30|b*9|B*9|c*2;has \"New York\" in 50, \"New  york\" in 30 cells as different texts, and 1 more such groups: write them alike if they mean the same.",
                "Yes*50| Yes *30|no*20;"
            })
    void cellsThatAreHardlyMeantAreCounted(String cells, String words) {
        assertEquals(words == null ? List.of() : List.of(words), warnings(table(FOUND, cells), "x"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "1*50|2*49|99999;has the class \"99999\" in 1 cell only: repair it if it is a slip, or add it to --missing.",
                "yes*50|Yes*50;has \"Yes\" in 50, \"yes\" in 50 cells as different texts: write them alike if they mean the same.",
                "#*95|-999*5;has -999 in 5 cells, far from all others, 1 to 95: add it to --missing if it stands for a missing value."
            })
    void labelsThatAreHardlyMeantAreCounted(String labels, String words) {
        List<String> y = cells(labels);
        List<String> x = IntStream.range(0, y.size())
                .mapToObj(row -> "" + row * 7717 % 997)
                .toList();
        List<String> found = warnings(table(FOUND, x, y), "y");
        assertTrue(found.contains(words), found.toString());
    }

    /** As words, and where words tell nothing; a category may have any characters. */
    @Test
    void emojiAreSaidToBeNoWords() {
        List<String> x = IntStream.range(0, 90)
                .mapToObj(row -> "the visit of guest " + row + (row % 9 == 0 ? " \ud83d\ude00" : ""))
                .toList();
        List<String> y =
                IntStream.range(0, 90).mapToObj(row -> row % 2 == 0 ? "a" : "b").toList();
        assertEquals(List.of("has emoji in 10 cells: they are not words."), warnings(table(FOUND, x, y), "x"));
        assertEquals(List.of(), warnings(table(FOUND, "\ud83d\ude00*9|☹*9"), "x"));
    }

    /** Bytes that are no UTF-8; those of windows-1252 are plausible. */
    @ParameterizedTest
    @CsvSource({
        "GBK, 北京大学图书馆, false",
        "Big5, 臺灣大學圖書館, false",
        "EUC-KR, 서울대학교 도서관, false",
        "windows-1251, Привет из Москвы, false",
        "windows-1250, Zażółć gęślą jaźń, false",
        "windows-1252, Ærøskøbing – café à Zürich, true",
        "windows-1252, coûte 5 € – l’œuvre, true",
        "UTF-16LE, 北京大学图书馆 is a library, true"
    })
    void anImplausibleGuessIsSaid(Charset charset, String name, boolean plausible) {
        String text =
                TableTest.csv("x,noise,y", 60, row -> name, row -> row * 7919 % 1009, row -> row % 2 == 0 ? "a" : "b");
        Table table = Table.read("t.csv", text.getBytes(charset), FOUND);
        String words =
                "the file's bytes give no plausible text in windows-1252, which is a guess: name its encoding with --encoding,"
                        + " such as GBK, Shift_JIS, windows-1251 or windows-1250.";
        assertEquals(
                plausible ? List.of() : List.of(words),
                warnings(table, null).stream()
                        .filter(w -> !w.contains("repeat"))
                        .toList());
        Table named = Table.read("t.csv", text.getBytes(charset), FOUND.withFormat(null, null, charset));
        assertEquals(name, named.column("x").text(0));
        assertTrue(named.dialect().plausible());
    }

    /** Of Shift_JIS many bytes are none of windows-1252. */
    @Test
    void bytesOfNoGuessNameTheOption() {
        byte[] file = "x,y\n東京大学の図書館,a\n".getBytes(Charset.forName("Shift_JIS"));
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> Table.read("t.csv", file, FOUND));
        assertEquals("t.csv: expected text in windows-1252, found invalid bytes.", e.getMessage());
        assertTrue(e.remedy().contains("--encoding, such as GBK, Shift_JIS"), e.remedy());
    }

    /** Each form of a mixture is written as it is read. */
    @Test
    void formsAreThoseOfTheColumn() {
        Reading kilograms = table(FOUND, "# kg*60|# lb*40").column("x").reading();
        assertEquals(
                List.of("7", "7kg", "7lb"),
                kilograms.forms().stream().map(form -> form.write(7)).toList());
        Reading days = table(FOUND, "2021-03-0#*9|24.03.2021*3").column("x").reading();
        assertEquals(
                List.of("2021-03-01", "01.03.2021"),
                days.forms().stream().map(form -> form.write(1_614_556_800)).toList());
    }
}
