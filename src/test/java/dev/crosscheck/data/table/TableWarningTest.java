package dev.crosscheck.data.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TableWarningTest {
    private static final int ROWS = 400;

    /** Of a table of the columns x (with these cells), y, and one of noise, so that there is something to learn from. */
    private static List<String> warnings(IntFunction<Object> x, IntFunction<Object> y) {
        Table table = TableTest.table(TableTest.csv("x,y,noise", ROWS, x, y, row -> noise(row + 50_000)));
        return warnings(table, "y");
    }

    /** Columns that are left out, and warnings of a table from which all rows with a target are learnt. */
    private static List<String> warnings(Table table, String name) {
        int[] all = TargetColumn.of(table, name, null).rows();
        Split split = new Split(all, new int[0], new int[0]);
        Preprocessing fitted = fitted(table, name, all);
        return Stream.concat(
                        fitted.leftOut().stream().map(left -> left.name() + " is left out: " + left.why() + "."),
                        warnings(table, name, split))
                .toList();
    }

    private static Stream<String> warnings(Table table, String name, Split split) {
        Preprocessing fitted = fitted(table, name, split.train());
        return TableWarning.of(table, TargetColumn.of(table, name, null), fitted, split, true, 1).stream()
                .map(warning -> warning.column() + " " + warning.words());
    }

    private static Preprocessing fitted(Table table, String name, int... training) {
        return Preprocessing.fit(table, TargetColumn.of(table, name, null), training, null);
    }

    private static double noise(int row) {
        return new SplittableRandom(row).nextDouble();
    }

    private static String label(int row) {
        return "abc".substring(row % 3, row % 3 + 1);
    }

    private static int[] rows(int from, int to) {
        return IntStream.range(from, to).toArray();
    }

    private static void assertWarned(String start, List<String> warnings) {
        assertEquals(1, warnings.size(), warnings.toString());
        assertTrue(warnings.get(0).startsWith(start), warnings.toString());
    }

    @Test
    void ofThePenguinsNothingIsSuspicious() {
        Table table = Table.read(TableTest.PENGUINS, TableOptions.FOUND);
        for (String target : table.names()) {
            assertEquals(List.of(), warnings(table, target), target);
        }
    }

    private static List<String> repeated(String text, Split split) {
        Table table = TableTest.table(text);
        return TableWarning.ofRepeatedRows(table, fitted(table, "y", split.train()), split);
    }

    @Test
    void repeatedRowsAndThoseOfTwoPartsAreCounted() {
        String text = TableTest.csv(
                "id,x,t,y",
                ROWS,
                row -> row,
                row -> noise(row % 390),
                row -> "t" + row % 390 % 5,
                row -> label(row % 390));
        assertEquals(
                List.of(
                        "10 of 400 rows repeat an earlier row in all inputs and the target.",
                        "6 of 20 test rows are also in the training part, with all inputs and the target: copies make the test"
                                + " result too good, so remove them."),
                repeated(text, new Split(rows(4, 380), new int[0], rows(380, ROWS))));
    }

    @Test
    void oneRowRepeatsAnother() {
        String text = TableTest.csv("x,y", ROWS, row -> noise(row % 399), row -> label(row % 399));
        assertEquals(
                List.of(
                        "1 of 400 rows repeats an earlier row in all inputs and the target.",
                        "1 of 20 test rows is also in the training part, with all inputs and the target: copies make the test"
                                + " result too good, so remove them."),
                repeated(text, new Split(rows(0, 380), new int[0], rows(380, ROWS))));
    }

    /** A column in which too many cells are no numbers is left out as text; what it says about rows stays. Names of rows say nothing. */
    @Test
    void rowsThatDifferInAColumnThatIsLeftOutAreNoCopies() {
        Split halves = new Split(rows(0, 200), new int[0], rows(200, ROWS));
        List<IntFunction<Object>> columns = List.of(
                row -> row % 8 == 0 ? "odd" + row : noise(row),
                row -> "a remark of several words about row " + row,
                row -> "id" + row);
        List<List<String>> found = columns.stream()
                .map(x -> TableTest.csv("x,k,y", ROWS, x, row -> "k" + row % 4, TableWarningTest::label))
                .map(text -> repeated(text, halves))
                .toList();
        String hardly =
                "388 of 400 rows repeat an earlier row in all inputs and the target: the inputs hardly tell rows apart.";
        assertEquals(List.of(List.of(), List.of(), List.of(hardly)), found);
    }

    @Test
    void whatOnlyOtherPartsHaveIsNamed() {
        String text = TableTest.csv(
                "x,n,y",
                ROWS,
                row -> row < 390 ? "a" + row % 5 : row < 397 ? "new" : "",
                row -> row < 395 ? noise(row) : "",
                TableWarningTest::label);
        assertEquals(
                List.of(
                        "x in the validation part: 3 of 93 rows, first: the training part had no \"new\": treated as no category.",
                        "x in the test part: 3 of 7 rows, first: no value, though none is missing in the training part: none of its"
                                + " categories is used; 4 of 7 rows, first: the training part had no \"new\": treated as no category.",
                        "n in the test part: 5 of 7 rows, first: no value, though none is missing in the training part: the median 0.5509026163593 is used."),
                warnings(TableTest.table(text), "y", new Split(rows(0, 300), rows(300, 393), rows(393, ROWS)))
                        .toList());
    }

    /** Where the training part had missing values none elsewhere is unseen. */
    @Test
    void missingValuesThatWereTrainedAreNotUnseen() {
        Table table = TableTest.table("n,t,y\n1,a,p\n,,q\n3,b,p\n4,a,q\n,,p\n,,q\n");
        assertEquals(Map.of(), fitted(table, "y", rows(0, 4)).unusual(table, false, rows(4, 6)));
        assertEquals(
                Set.of("n", "t"),
                fitted(table, "y", 0, 2, 3).unusual(table, false, rows(4, 6)).keySet());
    }

    @Test
    void summariesSayWhatColumnsHold() {
        Table table = TableTest.table("n,t,few,same,none\n3,b,1,x,\n1,a,2,x,\n,b,3,x,\n2.5,b,1,x,\n");
        List<ColumnSummary> summaries = ColumnSummary.of(table);
        assertEquals(
                List.of(
                        List.of("n", "number", "1", "3", "1 .. 2.5 .. 3"),
                        List.of("t", "text", "0", "2", "b 3, a 1"),
                        List.of("few", "number", "0", "3", "1 .. 1.5 .. 3"),
                        List.of("same", "text", "0", "1", "x 4"),
                        List.of("none", "number", "4", "0", "")),
                summaries.stream().map(ColumnSummary::cells).toList());
        assertEquals(
                "few whole numbers: --categorical if they are categories",
                summaries.get(2).note());
        assertEquals("7", summary(3, row -> 7).values());
        assertEquals(
                "a 2, b 1, c 1, ...", summary(5, row -> "abcda".charAt(row)).values());
        assertEquals(
                2, summary(4, row -> row % 2 == 0 ? "-0" : row == 1 ? "0" : 5).distinct());
        List<IntFunction<Object>> few = List.of(row -> row % 10, row -> row % 3);
        few.forEach(x -> assertFalse(summary(30, x).note().isEmpty()));
        List<IntFunction<Object>> none = List.of(row -> row % 11, row -> row % 2, row -> row % 3 + 0.5, row -> "");
        none.forEach(x -> assertEquals("", summary(30, x).note()));
    }

    private static ColumnSummary summary(int rows, IntFunction<Object> x) {
        return ColumnSummary.of(TableTest.table(TableTest.csv("x,y", rows, x, row -> 1)))
                .get(0);
    }

    private static boolean isId(String name, int rows, IntFunction<Object> x) {
        String text = TableTest.csv(name + ",other,y", rows, x, row -> 7 + row % 2, row -> "ab".charAt(row % 2));
        return fitted(TableTest.table(text), "y", rows(0, rows)).leftOut().stream()
                .anyMatch(left -> left.why().endsWith("(--numeric keeps it)"));
    }

    /** Twenty consecutive whole numbers, each once and in any order, or with such a name not even consecutive. */
    @Test
    void whatIdentifiesRows() {
        assertTrue(isId("x", 20, row -> 5 + row * 7 % 20));
        assertTrue(isId("x", 21, row -> row == 3 ? "" : row < 3 ? row : row - 1));
        assertTrue(isId("x", 12_000, row -> row));
        assertFalse(isId("x", 12_000, row -> row == 0 ? 13_000 : row));
        assertFalse(isId("x", 19, row -> row));
        assertFalse(isId("x", 20, row -> row == 7 ? 6 : row));
        assertFalse(isId("x", 20, row -> row == 19 ? 20 : row));
        assertFalse(isId("x", 20, row -> row == 7 ? 7.5 : row));
        for (String name : List.of("id", "ID", "Customer_ID", "customerId", "order id")) {
            assertTrue(isId(name, 20, row -> row * row), name);
            assertFalse(isId(name, 20, row -> row / 2), name);
        }
        for (String name : List.of("Year", "sale_date", "daytime", "acid", "humid", "idle", "VALID")) {
            assertFalse(isId(name, 30, row -> name.matches("(?i).*id|idle") ? row * row : 1990 + row), name);
        }
    }

    @Test
    void aClassThatIsNotTrainedOrRareIsNamed() {
        Table table = TableTest.table("x,y\n1,a\n2,b\n3,c\n4,a\n5,b\n6,c\n");
        assertEquals(
                List.of("has no row of \"b\" in the training part: the network cannot learn it."),
                TableWarning.ofSplit(
                        TargetColumn.of(table, "y", null),
                        new Split(new int[] {0, 2, 3}, new int[] {1}, new int[] {4, 5})));
        assertEquals(
                List.of(),
                TableWarning.ofSplit(
                        TargetColumn.of(table, "x", Task.REGRESSION),
                        new Split(new int[] {0, 1}, new int[0], new int[0])));
        assertEquals(
                List.of(),
                warnings(TableWarningTest::noise, row -> row % 10 == 0 ? "ill" : "well"),
                "a tenth is not rare");
        assertWarned(
                "y has only 37 of 400 training rows of \"ill\": one answer for all is right for 90.8 %",
                warnings(TableWarningTest::noise, row -> row % 11 == 0 ? "ill" : "well"));
        assertWarned(
                "y has only 25 of 400 training rows of \"a\"",
                warnings(TableWarningTest::noise, row -> row % 16 == 0 ? "a" : row % 2 == 0 ? "b" : "c"));
    }
}
