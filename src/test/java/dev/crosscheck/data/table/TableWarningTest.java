package dev.crosscheck.data.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class TableWarningTest {
    private static final int ROWS = 400;

    /** Of a table of the columns x (with these cells) and y. */
    private static List<String> warnings(IntFunction<Object> x, IntFunction<Object> y) {
        StringBuilder text = new StringBuilder("x,y\n");
        for (int row = 0; row < ROWS; row++) {
            text.append(x.apply(row)).append(',').append(y.apply(row)).append('\n');
        }
        Table table = TableTest.table(text.toString());
        return TableWarning.of(table, ColumnSummary.of(table), TargetColumn.of(table, "y", null, false)).stream()
                .map(warning -> warning.column() + " " + warning.kind() + " " + warning.words())
                .toList();
    }

    private static double noise(int row) {
        return new SplittableRandom(row).nextDouble();
    }

    private static String label(int row) {
        return "abc".substring(row % 3, row % 3 + 1);
    }

    private static void assertWarned(String start, List<String> warnings) {
        assertEquals(1, warnings.size(), warnings.toString());
        assertTrue(warnings.get(0).startsWith(start), warnings.toString());
    }

    @Test
    void ofThePenguinsNothingIsSuspicious() {
        Table table = Table.read(TableTest.PENGUINS, TableOptions.FOUND);
        for (String target : table.names()) {
            List<TableWarning> warnings =
                    TableWarning.of(table, ColumnSummary.of(table), TargetColumn.of(table, target, null, false));
            assertEquals(List.of(), warnings, target);
        }
    }

    @Test
    void namesAndNumbersOfRows() {
        assertWarned("x IDENTIFIER names rows", warnings(row -> "id" + row, TableWarningTest::label));
        assertWarned("x IDENTIFIER names rows", warnings(row -> "id" + row * 2 / 3, TableWarningTest::label));
        assertEquals(List.of(), warnings(row -> "id" + row / 3, row -> (row / 3 + row) % 3 + 0.5 * (row % 2)));
        assertWarned("x IDENTIFIER counts the rows", warnings(row -> 7000 + (row * 7) % ROWS, TableWarningTest::label));
    }

    @Test
    void namesOfRowsThatAreAskedForAreCategories() {
        StringBuilder text = new StringBuilder("x,y\n");
        for (int row = 0; row < ROWS; row++) {
            text.append("id").append(row).append(',').append(label(row)).append('\n');
        }
        TableOptions asked = TableOptions.FOUND.withColumns(Set.of(), Set.of("x"), Set.of());
        assertEquals(
                ColumnSummary.Kind.CATEGORY,
                ColumnSummary.of(TableTest.table(text.toString(), asked)).get(0).kind());
    }

    @Test
    void columnsThatTellNothing() {
        assertWarned("x CONSTANT has one value", warnings(row -> "same", TableWarningTest::label));
        assertWarned("x CONSTANT has one value", warnings(row -> 5, TableWarningTest::label));
        assertWarned("x CONSTANT has no value", warnings(row -> "", TableWarningTest::label));
        assertWarned(
                "x MOSTLY_MISSING has no value in 300 of 400 rows",
                warnings(row -> row < 300 ? "" : noise(row), TableWarningTest::label));
        assertWarned(
                "x DECIMAL_COMMAS", warnings(row -> "\"" + row % 11 + "," + row % 7 + "\"", TableWarningTest::label));
    }

    @Test
    void columnsThatTellTheClass() {
        assertWarned("x GIVEAWAY its value tells", warnings(row -> "code " + label(row), TableWarningTest::label));
        assertWarned(
                "x GIVEAWAY its value tells",
                warnings(row -> row % 3 == 1 ? 1 : row % 2 * 2, row -> row % 3 == 1 ? "a" : "b"));
        assertWarned("x GIVEAWAY ranges of it", warnings(row -> row % 3 + noise(row) / 2, TableWarningTest::label));
        assertWarned(
                "x GIVEAWAY whether it has a value",
                warnings(row -> row % 2 == 0 ? noise(row) : "", row -> row % 2 == 0 ? "lived" : "died"));
    }

    @Test
    void columnsThatTellMuchButNotAllAreNone() {
        assertEquals(List.of(), warnings(row -> "code " + label(row < 10 ? 0 : row), TableWarningTest::label));
        assertEquals(List.of(), warnings(row -> row % 3 + 1.2 * noise(row), TableWarningTest::label));
        assertEquals(List.of(), warnings(row -> row % 5, row -> row < 2 ? "rare" : "usual"));
    }

    @Test
    void columnsThatTellTheNumber() {
        assertWarned(
                "x GIVEAWAY the target follows from it",
                warnings(row -> String.format(Locale.ROOT, "%.6f", 3 - 2 * noise(row)), TableWarningTest::noise));
        assertWarned("x GIVEAWAY its value tells", warnings(row -> "g" + row % 7, row -> row % 7 + noise(row) / 1000));
        assertEquals(List.of(), warnings(row -> noise(row) + noise(row + 1000) / 5, TableWarningTest::noise));
    }

    @Test
    void summariesSayWhatColumnsAreTakenFor() {
        Table table = TableTest.table("n,t,few,same,none\n3,b,1,x,\n1,a,2,x,\n,b,3,x,\n2.5,b,1,x,\n");
        assertEquals(
                List.of(
                        List.of("n", "number", "1", "3", "1 .. 2.5 .. 3", ""),
                        List.of("t", "category", "0", "2", "b 3, a 1", ""),
                        List.of(
                                "few",
                                "number",
                                "0",
                                "3",
                                "1 .. 1.5 .. 3",
                                "few whole numbers: --categorical if they are kinds"),
                        List.of("same", "constant", "0", "1", "x 4", "left out"),
                        List.of("none", "empty", "4", "0", "", "left out")),
                ColumnSummary.of(table).stream().map(ColumnSummary::cells).toList());
        assertEquals(6, ColumnSummary.HEADINGS.size());
    }

    @Test
    void differentNumbersAreCountedUpToALimit() {
        StringBuilder text = new StringBuilder("many,few\n");
        for (int row = 0; row < 30_000; row++) {
            text.append(row * 0.5).append(',').append(row % 9999 - 5000).append('\n');
        }
        List<ColumnSummary> summaries = ColumnSummary.of(TableTest.table(text.toString()));
        assertEquals("> 10000", summaries.get(0).cells().get(3));
        assertEquals("9999", summaries.get(1).cells().get(3));
    }
}
