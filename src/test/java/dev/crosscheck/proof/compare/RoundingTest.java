package dev.crosscheck.proof.compare;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.math.Matrix;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What rounding can explain. */
class RoundingTest {
    @Test
    void sumsMoveByUpToTenUnitsInTheLastPlaceAndParametersByWhatIsUsual() {
        Matrix twos = Matrix.zeros(5, 8).map(zero -> 2);
        double ten = 20 * 0x1p-20;
        double[] sums = Arrays.stream(new Rounding(0x1p-20, 0).sum(twos).data())
                .map(moved -> moved / 2 - 1)
                .sorted()
                .toArray();
        assertTrue(-ten <= sums[0] && sums[0] < -0.8 * ten, sums[0] + "");
        assertTrue(0.8 * ten < sums[39] && sums[39] <= ten, sums[39] + "");
        double[] parameters = Arrays.stream(
                        new Rounding(0x1p-20, 0).parameters(twos).data())
                .map(moved -> moved / 2 - 1)
                .distinct()
                .sorted()
                .toArray();
        assertArrayEquals(new double[] {-ten / Math.sqrt(3), ten / Math.sqrt(3)}, parameters, 1e-15);
        assertEquals(2, Rounding.NONE.sum(twos).get(0, 0));
    }

    @Test
    void threeTimesTheFarthestIsExplained() {
        assertEquals(0.75, Rounding.explained(Matrix.rowOf(1, 2), Matrix.rowOf(1.125, 1.75)));
    }

    @Test
    void theSizeIsTheLargestNumberOrWhatRoundingExplainsOfATolerance() {
        Tolerance tolerance = new Tolerance(0.25, 0, "easy to reckon with");
        assertEquals(8, Rounding.size(8, 1, tolerance));
        assertEquals(12, Rounding.size(8, 3, tolerance));
    }

    @Test
    void whatRoundingExplainsPassesBesideTheTolerance() {
        Comparison comparison = new Comparison("w", new Tolerance(0.25, 0, "easy to reckon with"));
        comparison.add(0, "w", Matrix.rowOf(1, 1), Matrix.rowOf(1.5, 0.5), 0.5);
        assertTrue(comparison.verdict().passed());
        assertEquals(
                new Tolerance(0.5, 0, "easy to reckon with"),
                comparison.verdict().tolerance());
        comparison.add(1, "w", Matrix.rowOf(1), Matrix.rowOf(1.625), 0.5);
        assertEquals(
                "w[0,0] at step 1: expected 1.0, found 1.625",
                comparison.verdict().failure());
    }
}
