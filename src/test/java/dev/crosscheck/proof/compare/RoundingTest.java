package dev.crosscheck.proof.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.math.Matrix;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What is moved to measure rounding, and how far. */
class RoundingTest {
    private static final Matrix ONES = Matrix.zeros(100, 100).map(v -> 1);

    private final Rounding rounding = new Rounding(Rounding.FLOAT, 2);

    @Test
    void theUnitIsTheFirstThatIsRoundedAway() {
        assertEquals(1, 1 + Rounding.DOUBLE);
        assertTrue(1 + Math.nextUp(Rounding.DOUBLE) > 1);
        assertEquals(1, (float) (1 + Rounding.FLOAT));
        assertTrue((float) (1 + Rounding.FLOAT * (1 + 1e-8)) > 1);
    }

    /** @return the farthest moves down and up, in units */
    private static List<Double> moves(Matrix m, UnaryOperator<Matrix> move) {
        DoubleSummaryStatistics units = Arrays.stream(
                        move.apply(m).combine(m, (a, b) -> a - b).data())
                .map(moved -> Math.rint(moved / Rounding.FLOAT))
                .summaryStatistics();
        return List.of(units.getMin(), units.getMax());
    }

    @Test
    void eachKindOfResultIsMovedUpAndDownAsFarAsItMayBeRounded() {
        assertEquals(List.of(-20.0, 20.0), moves(ONES, rounding::sum));
        assertEquals(List.of(-12.0, 12.0), moves(ONES, rounding::parameters));
        assertEquals(List.of(-3.0, 3.0), moves(ONES, rounding::few));
        assertEquals(List.of(-3.0, 3.0), moves(Matrix.zeros(100, 100), rounding::curved));
        assertEquals(List.of(-6.0, 6.0), moves(ONES.map(v -> 2), rounding::curved));
        assertEquals(List.of(-8.0, 8.0), moves(ONES, m -> rounding.read(m, v -> 12 * v * Rounding.FLOAT)));
        assertSame(ONES, Rounding.NONE.sum(ONES));
    }

    /** The copies 0 to 3 take a constant too large or too small, by bits. */
    @Test
    void aConstantIsOffByItsBound() {
        assertEquals(1 - 2 * 0x1p-20, new Rounding(0x1p-20, 1).constant(0b1001, 1, 6), 1e-15);
        assertEquals(1 + 2 * 0x1p-20, new Rounding(0x1p-20, 3).constant(0b1001, 1, 6), 1e-15);
    }

    /** The first may change its sign by three times what its row is moved, the second by three times what it is moved itself; an exact 0 is none. */
    @Test
    void aUnitIsAtItsKinkWhereItsInputOrThoseOfItsRowCouldChangeSign() {
        Matrix exact = Matrix.zeros(200, 1).map(v -> 1).times(Matrix.rowOf(0.01, 0.02, 0.04, 0, 1));
        Matrix moved = exact.plusRow(Matrix.rowOf(0.001, 0.01, 0.01, 0, 0.001));
        Matrix slope = exact.map(v -> 1);
        rounding.begin(true);
        Matrix kinks = rounding.kinks(moved, exact, slope, 0.25);
        for (int j = 0; j < 5; j++) {
            int unit = j;
            double[] found = kinks.transpose().row(j).data();
            DoubleSummaryStatistics slopes = Arrays.stream(found).summaryStatistics();
            double jump = j < 2 ? 2 * 0.25 : 0;
            assertEquals(1 - jump, slopes.getMin(), () -> "unit " + unit);
            assertEquals(1 + jump, slopes.getMax(), () -> "unit " + unit);
        }
        assertSame(slope, rounding.kinks(moved, exact, slope, 0));
        assertSame(slope, Rounding.NONE.kinks(moved, exact, slope, 1));
        rounding.begin(false);
        assertSame(slope, rounding.kinks(moved, exact, slope, 1), "later, units change their side by themselves");
    }

    /** Of doubles never more than a millionth, so that an error as large is noticed; such an error is far more than rounding. */
    @Test
    void threeTimesTheMoveOfAnArrayMayBeRoundingAndItsSizeIsNoLess() {
        assertEquals(2e-6, Rounding.explainedOfDoubles(Matrix.rowOf(0, -2), 1), 1e-20);
        assertEquals(1e-6, Rounding.explainedOfDoubles(Matrix.rowOf(0.5, 0), 1), 1e-20);
        assertEquals(1e-9, Rounding.explainedOfDoubles(Matrix.rowOf(2, 0), 1e-9));
        assertEquals(6, Rounding.explained(Matrix.rowOf(1, 5), Matrix.rowOf(2, 3)));
        Tolerance tolerance = new Tolerance(0.5, 0, "easy to reckon with");
        assertEquals(12, Rounding.size(4, 6, tolerance));
        assertEquals(14, Rounding.size(14, 6, tolerance));
    }
}
