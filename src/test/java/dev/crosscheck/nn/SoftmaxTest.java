package dev.crosscheck.nn;

import static dev.crosscheck.proof.compare.Agreement.assertAgrees;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.math.FiniteDifference;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Tolerances;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SoftmaxTest {
    private static final Softmax SOFTMAX = Softmax.SOFTMAX;

    /** e^z is 1, 2, 5: softmax is 1/8, 2/8, 5/8. */
    private static final Matrix LOGITS = Matrix.rowOf(0, Math.log(2), Math.log(5));

    @Test
    void valuesThatCanBeDoneOnPaper() {
        assertAgrees("softmax", Tolerances.ROUNDING, Matrix.rowOf(1 / 8.0, 2 / 8.0, 5 / 8.0), SOFTMAX.forward(LOGITS));
        Matrix jacobian = new Matrix(3, 3, 7, -2, -5, -2, 12, -10, -5, -10, 15).map(x -> x / 64);
        assertAgrees("∂s/∂z", Tolerances.ROUNDING, jacobian, SOFTMAX.jacobian(LOGITS));
    }

    @Test
    void eachRowIsByItself() {
        Matrix both = SOFTMAX.forward(new Matrix(2, 3, 0, Math.log(2), Math.log(5), 1000, 1000, 0));
        assertAgrees("row 0", Tolerances.EXACT, SOFTMAX.forward(LOGITS), both.row(0));
        assertArrayEquals(new double[] {0.5, 0.5, 0}, both.row(1).data());
    }

    @Test
    void addingTheSameToAllLogitsChangesNothing() {
        Matrix z = Matrix.rowOf(-3, 0.25, 2);
        assertAgrees("shifted", Tolerances.EXACT, SOFTMAX.forward(z), SOFTMAX.forward(z.map(x -> x + 1024)));
    }

    @Test
    void theJacobianIsThatOfCentralDifferences() {
        SplittableRandom random = new SplittableRandom(5);
        for (double scale : new double[] {0.01, 1, 10, 30}) {
            Matrix z = Matrix.gaussian(1, 5, random).map(x -> scale * x);
            Matrix jacobian = Matrix.zeros(5, 5);
            for (int i = 0; i < 5; i++) {
                int output = i;
                double[] row = FiniteDifference.gradientInPlace(
                        () -> SOFTMAX.forward(z).get(0, output), z.data());
                System.arraycopy(row, 0, jacobian.data(), 5 * i, 5);
            }
            assertAgrees("logits of size " + scale, Tolerances.CENTRAL_DIFFERENCES, jacobian, SOFTMAX.jacobian(z));
        }
    }

    @Test
    void backwardIsTheProductWithEachRowsJacobian() {
        SplittableRandom random = new SplittableRandom(6);
        Matrix z = Matrix.gaussian(4, 3, random);
        Matrix ds = Matrix.gaussian(4, 3, random);
        Matrix dz = SOFTMAX.backward(z, SOFTMAX.forward(z), ds);
        Comparison comparison = new Comparison("dz", Tolerances.ROUNDING);
        for (int n = 0; n < 4; n++) {
            comparison.add(n, "row", ds.row(n).times(SOFTMAX.jacobian(z.row(n))), dz.row(n));
        }
        assertAgrees(comparison);
    }

    @Test
    void extremesAreFinite() {
        for (double big : new double[] {746, 1e5, 1e308, Double.MAX_VALUE}) {
            Matrix z = Matrix.rowOf(big, -big, 0);
            assertArrayEquals(new double[] {1, 0, 0}, SOFTMAX.forward(z).data());
            Matrix dz = SOFTMAX.backward(z, SOFTMAX.forward(z), Matrix.rowOf(1, 2, 3));
            assertArrayEquals(new double[] {0, 0, 0}, dz.data());
        }
        for (double s : SOFTMAX.forward(Matrix.rowOf(1, Double.NaN)).data()) {
            assertTrue(Double.isNaN(s), "a NaN is not hidden");
        }
    }

    @Test
    void logarithmsAreThoseOfTheProbabilitiesAndFiniteBeyondThem() {
        Matrix z = Matrix.gaussian(4, 3, new SplittableRandom(7));
        assertAgrees("near", Tolerances.ROUNDING, SOFTMAX.forward(z).map(Math::log), SOFTMAX.logarithms(z));
        assertArrayEquals(
                new double[] {-2000, 0, -1000},
                SOFTMAX.logarithms(Matrix.rowOf(-1000, 1000, 0)).data());
    }

    @Test
    void theJacobianIsOfOneRow() {
        Matrix two = Matrix.zeros(2, 3);
        assertThrows(IllegalArgumentException.class, () -> SOFTMAX.jacobian(two));
    }

    @Test
    void noElementOfTheJacobianExceedsAQuarter() {
        assertEquals(0.25, SOFTMAX.jacobian(Matrix.rowOf(0, 0)).get(0, 0));
    }
}
