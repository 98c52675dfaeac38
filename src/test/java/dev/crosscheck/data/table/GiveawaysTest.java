package dev.crosscheck.data.table;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GiveawaysTest {
    private static final String NONE = "none";
    private static final IntFunction<Object> HALF = GiveawaysTest::half;
    private static final IntFunction<Object> NOISE = GiveawaysTest::noise;
    private static final IntFunction<Object> NUMBERS = row -> (row * 7 % 60 - 30) * 3e98;

    private static String found(int rows, Task task, IntFunction<Object> x, IntFunction<Object> y) {
        Table table = TableTest.table(TableTest.csv("x,y", rows, x, y));
        return new Giveaways(TargetColumn.of(table, "y", task), null)
                .of(table.column("x"))
                .orElse(NONE);
    }

    private static String half(int row) {
        return row % 2 == 0 ? "even" : "odd";
    }

    private static String code(int row) {
        return "code " + half(row);
    }

    /** Uniform from 0 to 1, the same for each call. */
    private static double noise(int seed) {
        return new SplittableRandom(seed).nextDouble();
    }

    private static Arguments of(String why, boolean found, int rows, IntFunction<Object> x, IntFunction<Object> y) {
        return Arguments.of(why, found, rows, null, x, y);
    }

    private static Arguments ofNumbers(String why, boolean found, IntFunction<Object> x, IntFunction<Object> y) {
        return Arguments.of(why, found, 400, Task.REGRESSION, x, y);
    }

    static Stream<Arguments> columns() {
        String few = "guessing is wrong in 500 rows: 15 may be, by the value or by whether there is one";
        String rare = "guessing is wrong in 200 rows";
        String seven = "guessing must be wrong in seven rows";
        String repeat = "a text that one half of the rows does not have says nothing";
        String twenty = "twenty numbers may be in no order; 0 and -0 are one of them";
        String ranges = "classes are ranges in the order of their means, b, c and a, not where one is in two places";
        String some = "of 20,000 rows every second one, from the first on";
        String copy = "a copy with noise of variance v beside 1/12: at least v/(v + 1/12) of the variance is left";
        return Stream.of(
                of("twenty rows are needed", false, 19, GiveawaysTest::code, HALF),
                of("twenty rows are needed", true, 20, GiveawaysTest::code, HALF),
                of(few, true, 1000, row -> code(row < 15 ? row + 1 : row), HALF),
                of(few, false, 1000, row -> code(row < 16 ? row + 1 : row), HALF),
                of(few, true, 1000, row -> (row < 15 ? row + 1 : row) % 2 == 0 ? row * 7 % 31 : "", HALF),
                of(few, false, 1000, row -> (row < 16 ? row + 1 : row) % 2 == 0 ? row * 7 % 31 : "", HALF),
                of(rare, true, 3000, row -> row < 194 ? "code a" : "code b", row -> row < 200 ? "a" : "b"),
                of(rare, false, 3000, row -> row < 193 ? "code a" : "code b", row -> row < 200 ? "a" : "b"),
                of(
                        seven,
                        true,
                        1000,
                        row -> row % 2 == 0 && row < 14 ? "a" : "b",
                        row -> row % 2 == 0 && row < 14 ? "p" : "q"),
                of(
                        seven,
                        false,
                        1000,
                        row -> row % 2 == 0 && row < 12 ? "a" : "b",
                        row -> row % 2 == 0 && row < 12 ? "p" : "q"),
                of(repeat, true, 400, row -> "v" + row / 10, row -> half(row / 10)),
                of(repeat, false, 400, row -> "v" + row, row -> half(row / 10)),
                of(twenty, true, 420, row -> row == 0 ? "-0" : row % 20, row -> half(row % 20)),
                of(twenty, false, 420, row -> row == 0 ? "-0" : row % 21, row -> half(row % 21)),
                of(ranges, true, 300, row -> row + 0.5, row -> row < 105 ? "b" : row < 210 ? "c" : "a"),
                of(ranges, false, 300, row -> row + 0.5, row -> row < 50 || row > 209 && row < 260 ? "b" : "c"),
                of(ranges, true, 300, row -> row % 100 == 0 ? "" : row + 0.5, row -> row < 150 ? "b" : "c"),
                of(ranges, false, 300, row -> row % 10 == 0 ? "" : row + 0.5, row -> row < 150 ? "b" : "c"),
                of("ranges of single rows are none", false, 400, NOISE, row -> row % 4 == 0 ? "c" + row / 8 : "usual"),
                of(some, true, 20_000, row -> code(row / 2), row -> half((row + row % 2 * (row / 4)) / 2)),
                of(some, false, 20_000, row -> code(row / 2), row -> half((row + (1 - row % 2) * (row / 4)) / 2)),
                ofNumbers(copy, true, row -> Math.log(noise(row)), NOISE),
                ofNumbers(copy, true, row -> -noise(row) + 0.1 * noise(row + 1000), NOISE),
                ofNumbers(copy, false, row -> -noise(row) + 0.3 * noise(row + 1000), NOISE),
                ofNumbers(copy, true, row -> "g" + row % 7, row -> row % 7 + 0.5 * noise(row)),
                ofNumbers(copy, false, row -> "g" + row % 7, row -> row % 7 + 1.5 * noise(row)),
                ofNumbers(
                        "a series is not predicted by its time", false, row -> row * 0.37, row -> Math.sin(row / 20.0)),
                Arguments.of("of any size", true, 60, Task.REGRESSION, NUMBERS, NUMBERS));
    }

    @ParameterizedTest
    @MethodSource("columns")
    void columnsThatAloneTellTheTargetAreFound(
            String why, boolean expected, int rows, Task task, IntFunction<Object> x, IntFunction<Object> y) {
        String found = found(rows, task, x, y);
        assertEquals(expected, found.startsWith("alone predicts the target of rows that are held out, "), found);
    }

    @Test
    void theWordsSayHowWell() {
        String held = "alone predicts the target of rows that are held out, ";
        assertEquals(held + "15 of 1,000 wrong", found(1000, null, row -> code(row < 15 ? row + 1 : row), HALF));
        assertEquals(held + "R² 1.000", found(400, Task.REGRESSION, row -> 7 - 1e-3 * noise(row), NOISE));
    }
}
