package dev.crosscheck.nn;

import static dev.crosscheck.proof.compare.Agreement.assertAgrees;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.course.ActivationTraits;
import dev.crosscheck.math.FiniteDifference;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Tolerances;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ActivationTest {
    private static final double[] EXTREMES = {
        0,
        -0.0,
        1e-300,
        -1e-300,
        36,
        -36,
        709,
        -709,
        710,
        -710,
        745,
        -745,
        746,
        -746,
        1e5,
        -1e5,
        1e308,
        -1e308,
        Double.MAX_VALUE,
        -Double.MAX_VALUE
    };

    @Test
    void valuesThatCanBeDoneOnPaper() {
        double ln3 = Math.log(3);
        assertValue(Elementwise.SIGMOID, ln3, 3.0 / 4, 3.0 / 16);
        assertValue(Elementwise.SIGMOID, -ln3, 1.0 / 4, 3.0 / 16);
        assertValue(Elementwise.RELU, 2, 2, 1);
        assertValue(Elementwise.RELU, -2, 0, 0);
        assertValue(Elementwise.TANH, ln3, 4.0 / 5, 9.0 / 25);
        assertValue(Elementwise.LEAKY_RELU, 2, 2, 1);
        assertValue(Elementwise.LEAKY_RELU, -2, -0.02, 0.01);
        assertValue(Elementwise.ELU, 2, 2, 1);
        assertValue(Elementwise.ELU, -ln3, -2.0 / 3, 1.0 / 3);
        assertValue(
                Elementwise.GELU,
                ln3 / Elementwise.GELU_SCALE,
                ln3 / Elementwise.GELU_SCALE * 3 / 4,
                0.75 + ln3 * 3 / 16);
        assertValue(Elementwise.SOFTPLUS, ln3, Math.log(4), 3.0 / 4);
        assertValue(Elementwise.SOFTPLUS, -ln3, Math.log(4.0 / 3), 1.0 / 4);
        assertValue(Elementwise.IDENTITY, -2, -2, 1);
    }

    private static void assertValue(Elementwise f, double z, double value, double slope) {
        assertAgrees(f.label(), Tolerances.ROUNDING, value, f.value(z));
        assertAgrees(f.label() + "'", Tolerances.ROUNDING, slope, f.derivative(z, f.value(z)));
    }

    @Test
    void atAKinkTheSlopeIsTheLeftOne() {
        assertEquals(0, Elementwise.RELU.derivative(0, 0));
        assertEquals(0.01, Elementwise.LEAKY_RELU.derivative(0, 0));
        assertEquals(1, Elementwise.ELU.derivative(0, 0));
    }

    @ParameterizedTest
    @EnumSource(Elementwise.class)
    void derivativesAreThoseOfCentralDifferences(Elementwise f) {
        Comparison comparison = new Comparison(f.label() + "'", Tolerances.CENTRAL_DIFFERENCES);
        for (int i = -400; i <= 400; i++) {
            double z = i * 0.1 + 0.05;
            compareSlopes(comparison, f, z);
        }
        for (double z : EXTREMES) {
            if (Math.abs(z) > 1 && Math.abs(z) < Double.MAX_VALUE) {
                compareSlopes(comparison, f, z);
            }
        }
        assertAgrees(comparison);
    }

    private static void compareSlopes(Comparison comparison, Elementwise f, double z) {
        double slope = FiniteDifference.derivative(f::value, z);
        comparison.add(Comparison.NO_STEP, "at " + z, slope, f.derivative(z, f.value(z)));
    }

    @ParameterizedTest
    @EnumSource(Elementwise.class)
    void valuesAndSlopesAreFiniteAtEveryFiniteInput(Elementwise f) {
        for (double z : EXTREMES) {
            double a = f.value(z);
            assertTrue(Double.isFinite(a), () -> f + " of " + z + " is " + a);
            double slope = f.derivative(z, a);
            assertTrue(Double.isFinite(slope), () -> f + "' of " + z + " is " + slope);
        }
        assertTrue(Double.isNaN(f.value(Double.NaN)), () -> f + " hides a NaN");
    }

    @Test
    void extremesGoToTheirLimits() {
        assertEquals(1, Elementwise.SIGMOID.value(745));
        assertEquals(Math.exp(-745), Elementwise.SIGMOID.value(-745));
        assertTrue(Elementwise.SIGMOID.value(-745) > 0, "no underflow before exp itself has it");
        assertEquals(-1, Elementwise.ELU.value(-745));
        assertEquals(1e308, Elementwise.GELU.value(1e308));
        assertEquals(0, Elementwise.GELU.value(-1e308), 0);
        assertEquals(1e308, Elementwise.SOFTPLUS.value(1e308));
        assertAgrees("softplus", Tolerances.ROUNDING, Math.exp(-30), Elementwise.SOFTPLUS.value(-30));
    }

    @ParameterizedTest
    @EnumSource(Elementwise.class)
    void backwardMultipliesTheUpstreamGradient(Elementwise f) {
        Matrix z = new Matrix(2, 2, -2, -0.5, 0.5, 3);
        Matrix a = f.forward(z);
        Matrix da = new Matrix(2, 2, 1, -2, 3, 0);
        Matrix expected = Matrix.zeros(2, 2);
        for (int i = 0; i < 4; i++) {
            assertEquals(f.value(z.data()[i]), a.data()[i]);
            expected.data()[i] = da.data()[i] * f.derivative(z.data()[i], a.data()[i]);
        }
        assertAgrees(f.label(), Tolerances.EXACT, expected, f.backward(z, a, da));
    }

    @Test
    void geluIsNearTheGaussianOne() {
        // Φ(1) = 0.841344746…, from any table of the normal distribution; the sigmoid form is within 0.021.
        assertEquals(0.841344746, Elementwise.GELU.value(1), 0.021);
        assertEquals(1.702, Elementwise.GELU_SCALE, 3e-8);
    }

    @Test
    void namesAreFoundInAnyCase() {
        for (Activation activation : Activation.all()) {
            assertSame(activation, Activation.byName(activation.label()));
        }
        assertSame(Elementwise.LEAKY_RELU, Activation.byName("Leaky-ReLU"));
    }

    @Test
    void anUnknownNameListsTheKnownOnes() {
        CrosscheckException refused = assertThrows(CrosscheckException.class, () -> Activation.byName("swish"));
        assertEquals("There is no activation \"swish\"", refused.getMessage());
        assertEquals(
                "Choose one of sigmoid, relu, tanh, softmax, leaky-relu, elu, gelu, softplus, identity.",
                refused.remedy());
    }

    @Test
    void kinksAreWhereTheFormulaChanges() {
        for (Activation activation : Activation.all()) {
            boolean kinked = List.of("relu", "leaky-relu", "elu").contains(activation.label());
            assertEquals(kinked ? List.of(0.0) : List.of(), activation.kinks());
        }
    }

    @Test
    void theTableHasARowForEachAndItsLargestSlopesAreTrue() {
        assertEquals(
                Activation.all(),
                ActivationTraits.TABLE.stream()
                        .map(ActivationTraits::activation)
                        .toList());
        for (ActivationTraits row : ActivationTraits.TABLE) {
            if (row.activation() instanceof Elementwise f) {
                assertEquals(largestSlope(f), row.largestSlope(), 5e-5, f.label());
            }
        }
    }

    private static double largestSlope(Elementwise f) {
        double largest = 0;
        for (int i = -20_000; i <= 20_000; i++) {
            largest = Math.max(largest, f.derivative(i * 0.001, f.value(i * 0.001)));
        }
        return largest;
    }
}
