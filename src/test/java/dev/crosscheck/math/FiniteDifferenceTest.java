package dev.crosscheck.math;

import static dev.crosscheck.proof.compare.Agreement.assertAgrees;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crosscheck.proof.compare.Tolerances;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FiniteDifferenceTest {
    @Test
    void theStepGrowsWithTheArgumentButNotBelowOne() {
        assertEquals(Math.cbrt(Math.pow(2, -52)), FiniteDifference.step(0.001));
        assertEquals(100 * FiniteDifference.step(1), FiniteDifference.step(-100));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-3, -1, 0, 0.5, 2, 4})
    void cubesAndExponentials(double x) {
        assertAgrees("x³", Tolerances.CENTRAL_DIFFERENCES, 3 * x * x, FiniteDifference.derivative(t -> t * t * t, x));
        assertAgrees("e^x", Tolerances.CENTRAL_DIFFERENCES, Math.exp(x), FiniteDifference.derivative(Math::exp, x));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-300, 12345.678, -1e12, 1e307})
    void linesAtAnyScale(double x) {
        assertAgrees("3x", Tolerances.CENTRAL_DIFFERENCES, 3, FiniteDifference.derivative(t -> 3 * t, x));
    }

    @Test
    void theGradientHasOnePartialDerivativeAnElement() {
        double[] at = {2, 3};
        double[] gradient = FiniteDifference.gradientInPlace(() -> at[0] * at[0] * at[1], at);
        assertAgrees("x²y", Tolerances.CENTRAL_DIFFERENCES, Matrix.rowOf(12, 4), Matrix.rowOf(gradient));
        assertArrayEquals(new double[] {2, 3}, at);
    }
}
