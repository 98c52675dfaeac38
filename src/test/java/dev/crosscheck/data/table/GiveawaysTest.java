package dev.crosscheck.data.table;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each rule at its bounds: how many rows it needs, and in how many it may be wrong. */
class GiveawaysTest {
    private static final String MISSING = "whether it has a value determines the class";
    private static final String VALUE = "its value determines the class";
    private static final String RANGES = "ranges of its values determine the class";
    private static final String LINE = "the target is a linear function of it";
    private static final String GROUPS = "its value determines the number";
    private static final String NONE = "none";

    private static void assertFound(String expected, int rows, IntFunction<Object> x, IntFunction<Object> y) {
        assertFound(expected, rows, null, x, y);
    }

    private static void assertFound(
            String expected, int rows, Task task, IntFunction<Object> x, IntFunction<Object> y) {
        StringBuilder text = new StringBuilder("x,y\n");
        for (int row = 0; row < rows; row++) {
            text.append(x.apply(row)).append(',').append(y.apply(row)).append('\n');
        }
        Table table = TableTest.table(text.toString());
        Optional<String> found = new Giveaways(TargetColumn.of(table, "y", task, false)).of(table.column("x"));
        assertEquals(expected, found.orElse(NONE), () -> rows + " rows");
    }

    private static String half(int row) {
        return row % 2 == 0 ? "even" : "odd";
    }

    @ParameterizedTest
    @CsvSource({"19, none", "20, its value determines the class"})
    void twentyRowsAreNeeded(int rows, String found) {
        assertFound(found, rows, row -> "code " + half(row), GiveawaysTest::half);
    }

    /** A fifteenth of the rows that would be wrong by chance, half of them, may be. */
    @ParameterizedTest
    @CsvSource({
        "0, its value determines the class",
        "33, its value determines the class in all but 33 of 1000 rows",
        "34, none"
    })
    void aFewRowsMayBeWrong(int wrong, String found) {
        String words = found.replace("1000", "1,000");
        assertFound(words, 1000, row -> "code " + half(row < wrong ? row + 1 : row), GiveawaysTest::half);
        assertFound(
                words.replace(VALUE, MISSING),
                1000,
                row -> half(row < wrong ? row + 1 : row).equals("odd") ? "" : row * 7 % 31,
                GiveawaysTest::half);
    }

    /** By chance, 371 of 3,000 rows would be wrong. */
    @ParameterizedTest
    @CsvSource({"24, its value determines the class in all but 24 of 3000 rows", "25, none"})
    void ofARareClassFewMayBeWrong(int wrong, String found) {
        assertFound(
                found.replace("3000", "3,000"),
                3000,
                row -> row < 199 - wrong ? "code rare" : "code usual",
                row -> row < 199 ? "rare" : "usual");
    }

    /** Seven rows that repeat a text would be wrong by chance. */
    @ParameterizedTest
    @CsvSource({"85, its value determines the class", "87, none"})
    void aTextMustRepeat(int values, String found) {
        assertFound(found, 100, row -> "v" + row % values, row -> row % values % 2 == 0 ? "a" : "b");
    }

    /** Numbers in no order; 0 and -0 are one of them. */
    @ParameterizedTest
    @CsvSource({"20, its value determines the class", "21, none"})
    void twentyNumbersMayBeInNoOrder(int values, String found) {
        assertFound(found, 420, row -> row == 0 ? "-0" : row % values, row -> row % values % 2 == 0 ? "even" : "odd");
    }

    /** Classes b, c, a from below, 7, 7 and 6 rows of each twenty. */
    @Test
    void rangesAreInTheOrderOfTheirMeans() {
        assertFound(RANGES, 300, row -> row + 0.5, row -> row < 105 ? "b" : row < 210 ? "c" : "a");
        assertFound(NONE, 300, row -> row + 0.5, row -> row < 50 ? "b" : row < 210 ? "c" : row < 260 ? "b" : "a");
    }

    /** A thirty-third of the rows that are not of the most frequent class may be on the wrong side of a threshold, or have no number. */
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, ranges of its values determine the class",
        "29, 0, 0, ranges of its values determine the class",
        "0, 29, 0, ranges of its values determine the class",
        "0, 0, 30, ranges of its values determine the class",
        "15, 15, 0, ranges of its values determine the class",
        "30, 0, 0, none",
        "0, 30, 0, none",
        "0, 0, 31, none",
        "15, 15, 1, none"
    })
    void fewRowsMayBeOnTheWrongSide(int above, int below, int missing, String found) {
        assertFound(
                found,
                2000,
                row -> row >= 500 && row < 500 + missing ? "" : row + 0.5,
                row -> row < above ? "high" : row < 1000 ? "low" : row < 2000 - below ? "high" : "low");
    }

    /** Some rows of each class have the same number, so that no threshold is between them. */
    @ParameterizedTest
    @CsvSource({
        "30, 30, ranges of its values determine the class",
        "31, 30, ranges of its values determine the class",
        "31, 31, none"
    })
    void equalNumbersAreOnOneSide(int low, int high, String found) {
        assertFound(
                found,
                2000,
                row -> row >= 1000 - low && row < 1000 + high ? 1000 : row,
                row -> row < 1000 ? "low" : "high");
    }

    @Test
    void aClassWithoutNumbersCostsItsRows() {
        assertFound(RANGES, 3000, row -> row < 2 ? "" : row, row -> row < 2 ? "a" : row < 1500 ? "b" : "c");
        assertFound(NONE, 3000, row -> row < 46 ? "" : row, row -> row < 46 ? "a" : row < 1500 ? "b" : "c");
    }

    /** Of 40,000 rows every second one, from the first on. */
    @Test
    void ofVeryManyRowsSomeAreLookedAt() {
        assertFound(VALUE, 40_000, row -> "code " + half(row / 2), row -> half((row + row % 2 * (row / 4)) / 2));
        assertFound(NONE, 40_000, row -> "code " + half(row / 2), row -> half((row + (1 - row % 2) * (row / 4)) / 2));
        assertFound(NONE, 40_000, row -> row % 7, row -> row % 2 == 0 ? "all" : "some");
    }

    /** At least twenty rows, and half of them, must have a value. */
    @ParameterizedTest
    @CsvSource({"30, 19, false", "30, 20, true", "100, 49, false", "100, 50, true", "101, 50, true"})
    void aNumberNeedsRowsWithAValue(int rows, int present, boolean found) {
        IntFunction<Object> y = row -> row * row % 97 + 0.5;
        assertFound(
                found ? LINE : NONE, rows, Task.REGRESSION, row -> row < present ? 3 - 2 * (row * row % 97) : "", y);
    }

    /** x of y ± d with d of mean 0 beside it: the correlation is 1/sqrt(1 + d²/var). */
    @ParameterizedTest
    @CsvSource({
        "0.04, the target is a linear function of it",
        "0.05, it nearly determines the target (correlation 0.999)",
        "0.14, it nearly determines the target (correlation 0.990)",
        "0.15, none"
    })
    void nearlyALine(double distance, String found) {
        // y is 1 or -1, d is +-distance in all four combinations: correlations 0.99920 and 0.99875.
        assertFound(
                found,
                400,
                Task.REGRESSION,
                row -> (row % 2 == 0 ? 1 : -1) + (row / 2 % 2 == 0 ? distance : -distance),
                row -> row % 2 == 0 ? 1 : -1);
        assertFound(
                found,
                400,
                Task.REGRESSION,
                row -> 7 - 1e-3 * ((row % 2 == 0 ? 1 : -1) + (row / 2 % 2 == 0 ? distance : -distance)),
                row -> row % 2 == 0 ? 1 : -1);
    }

    /** Groups at 1 and -1 with d about them: the share of the variance between them is 1/(1 + d²). */
    @ParameterizedTest
    @CsvSource({
        "0.03, its value determines the number",
        "0.033, its value explains 99.9 % of the target's variance",
        "0.14, its value explains 98.1 % of the target's variance",
        "0.15, none"
    })
    void nearlyGroups(double distance, String found) {
        assertFound(
                found,
                400,
                Task.REGRESSION,
                row -> "group " + row % 2,
                row -> (row % 2 == 0 ? 1 : -1) + (row / 2 % 2 == 0 ? distance : -distance));
    }

    @ParameterizedTest
    @CsvSource({"80, its value determines the number", "81, none"})
    void groupsMustRepeat(int groups, String found) {
        assertFound(found, 100, Task.REGRESSION, row -> "g" + row % groups, row -> row % groups + 0.5);
    }

    /** 0.1 is not the mean of many 0.1 in double. */
    @Test
    void whereTheTargetDoesNotChangeNothingIsFound() {
        IntFunction<Object> y = row -> row < 60 ? 0.1 : row;
        assertFound(NONE, 100, Task.REGRESSION, row -> row < 60 ? "g" + row % 3 : "", y);
        assertFound(NONE, 100, Task.REGRESSION, row -> row < 60 ? row % 7 : "", y);
        assertFound(NONE, 100, Task.REGRESSION, row -> row < 60 ? 0.1 : "", y);
        assertFound(NONE, 100, Task.REGRESSION, row -> 0.1, row -> row % 11);
    }
}
