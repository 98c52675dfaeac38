package dev.crosscheck.data.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GiveawaysTest {
    private static final String NONE = "none";

    private static String found(int rows, Task task, IntFunction<Object> x, IntFunction<Object> y) {
        StringBuilder text = new StringBuilder("x,y\n");
        for (int row = 0; row < rows; row++) {
            text.append(x.apply(row)).append(',').append(y.apply(row)).append('\n');
        }
        Table table = TableTest.table(text.toString());
        return new Giveaways(TargetColumn.of(table, "y", task))
                .of(table.column("x"))
                .orElse(NONE);
    }

    private static void assertFound(
            boolean expected, int rows, Task task, IntFunction<Object> x, IntFunction<Object> y) {
        String found = found(rows, task, x, y);
        assertEquals(expected, found.startsWith("alone predicts the target of rows that are held out, "), found);
    }

    private static void assertFound(boolean expected, int rows, IntFunction<Object> x, IntFunction<Object> y) {
        assertFound(expected, rows, null, x, y);
    }

    private static String half(int row) {
        return row % 2 == 0 ? "even" : "odd";
    }

    /** Uniform from 0 to 1, the same for each call. */
    private static double noise(int seed) {
        return new SplittableRandom(seed).nextDouble();
    }

    @ParameterizedTest
    @CsvSource({"19, false", "20, true"})
    void twentyRowsAreNeeded(int rows, boolean found) {
        assertFound(found, rows, row -> "code " + half(row), GiveawaysTest::half);
    }

    /** Guessing is wrong in 500 of 1,000 rows: 15 may be wrong, whether by the value or by whether there is one. */
    @ParameterizedTest
    @CsvSource({"0, true", "15, true", "16, false"})
    void aFewRowsMayBeWrong(int wrong, boolean found) {
        assertFound(found, 1000, row -> "code " + half(row < wrong ? row + 1 : row), GiveawaysTest::half);
        assertFound(
                found,
                1000,
                row -> half(row < wrong ? row + 1 : row).equals("odd") ? "" : row * 7 % 31,
                GiveawaysTest::half);
        assertEquals(
                found ? "alone predicts the target of rows that are held out, " + wrong + " of 1,000 wrong" : NONE,
                found(1000, null, row -> "code " + half(row < wrong ? row + 1 : row), GiveawaysTest::half));
    }

    /** Guessing is wrong in 200 of 3,000 rows. */
    @ParameterizedTest
    @CsvSource({"6, true", "7, false"})
    void ofARareClassFewMayBeWrong(int wrong, boolean found) {
        assertFound(
                found,
                3000,
                row -> row < 200 - wrong ? "code rare" : "code usual",
                row -> row < 200 ? "rare" : "usual");
    }

    @ParameterizedTest
    @CsvSource({"7, true", "6, false"})
    void guessingMustBeWrongInSevenRows(int rare, boolean found) {
        assertFound(
                found,
                1000,
                row -> row % 2 == 0 && row < 2 * rare ? "a" : "b",
                row -> row % 2 == 0 && row < 2 * rare ? "p" : "q");
    }

    /** A text that one half of the rows does not have says nothing. */
    @Test
    void textsMustRepeat() {
        assertFound(true, 400, row -> "v" + row / 10, row -> row / 10 % 2 == 0 ? "a" : "b");
        assertFound(false, 400, row -> "v" + row, row -> row / 10 % 2 == 0 ? "a" : "b");
    }

    /** Numbers in no order; 0 and -0 are one of them. */
    @ParameterizedTest
    @CsvSource({"20, true", "21, false"})
    void twentyNumbersMayBeInNoOrder(int values, boolean found) {
        assertFound(found, 420, row -> row == 0 ? "-0" : row % values, row -> row % values % 2 == 0 ? "even" : "odd");
    }

    /** Classes b, c, a from below; not where one of them is in two places. */
    @Test
    void classesMayBeRangesInTheOrderOfTheirMeans() {
        assertFound(true, 300, row -> row + 0.5, row -> row < 105 ? "b" : row < 210 ? "c" : "a");
        assertFound(false, 300, row -> row + 0.5, row -> row < 50 ? "b" : row < 210 ? "c" : row < 260 ? "b" : "a");
        assertFound(true, 300, row -> row % 100 == 0 ? "" : row + 0.5, row -> row < 150 ? "b" : "c");
        assertFound(false, 300, row -> row % 10 == 0 ? "" : row + 0.5, row -> row < 150 ? "b" : "c");
    }

    /** Ranges that hold in the rows that are learnt from, but not in those that are held out, are none: here each rare class has a single row. */
    @Test
    void classesOfASingleRowAreNoRanges() {
        assertFound(false, 400, Task.CLASSES, row -> noise(row), row -> row % 4 == 0 ? "c" + row / 8 : "usual");
    }

    /** Of 20,000 rows every second one, from the first on. */
    @Test
    void ofVeryManyRowsSomeAreLookedAt() {
        assertFound(true, 20_000, row -> "code " + half(row / 2), row -> half((row + row % 2 * (row / 4)) / 2));
        assertFound(false, 20_000, row -> "code " + half(row / 2), row -> half((row + (1 - row % 2) * (row / 4)) / 2));
    }

    /** A copy with noise of variance v beside 1/12: at least v/(v + 1/12) of the variance is left. */
    @Test
    void copiesOfANumberAreFoundUpToSomeNoise() {
        assertEquals(
                "alone predicts the target of rows that are held out, R² 1.000",
                found(400, Task.REGRESSION, row -> 7 - 1e-3 * noise(row), GiveawaysTest::noise));
        assertFound(true, 400, Task.REGRESSION, row -> Math.log(noise(row)), GiveawaysTest::noise);
        assertFound(true, 400, Task.REGRESSION, row -> -noise(row) + 0.1 * noise(row + 1000), GiveawaysTest::noise);
        assertFound(false, 400, Task.REGRESSION, row -> -noise(row) + 0.3 * noise(row + 1000), GiveawaysTest::noise);
        assertFound(true, 400, Task.REGRESSION, row -> "g" + row % 7, row -> row % 7 + 0.5 * noise(row));
        assertFound(false, 400, Task.REGRESSION, row -> "g" + row % 7, row -> row % 7 + 1.5 * noise(row));
    }

    /** A series that rises and falls is near its neighbours in time, which says nothing about leakage. */
    @Test
    void aSeriesIsNotPredictedByItsTime() {
        assertFound(false, 400, Task.REGRESSION, row -> row * 0.37, row -> Math.sin(row / 20.0));
    }

    @Test
    void aNumberOfAnySizeIsACopy() {
        double[] sizes =
                IntStream.range(0, 60).mapToDouble(row -> (row - 30) * 3e98).toArray();
        assertFound(true, 60, Task.REGRESSION, row -> sizes[row * 7 % 60], row -> sizes[row * 7 % 60]);
        assertTrue(sizes[59] > 1e99);
    }
}
