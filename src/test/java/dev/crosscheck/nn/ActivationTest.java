package dev.crosscheck.nn;

import static dev.crosscheck.proof.compare.Agreement.assertAgrees;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Activations against values from elsewhere, and their derivatives against central differences. */
class ActivationTest {
    private static final double LN3 = Math.log(3);
    private static final double AT_GELU = LN3 / 1.702f; // the scale is a float
    private static final Softmax SOFTMAX = Softmax.SOFTMAX;

    /** What can be done on paper, and the limits; where a slope jumps, the left one. */
    private record Row(Elementwise f, double z, double value, double slope) {}

    private static final List<Row> PAPER = List.of(
            new Row(Elementwise.SIGMOID, LN3, 3.0 / 4, 3.0 / 16),
            new Row(Elementwise.SIGMOID, -LN3, 1.0 / 4, 3.0 / 16),
            new Row(Elementwise.SIGMOID, 745, 1, 0),
            new Row(Elementwise.SIGMOID, -745, Math.exp(-745), Math.exp(-745)),
            new Row(Elementwise.RELU, 2, 2, 1),
            new Row(Elementwise.RELU, -2, 0, 0),
            new Row(Elementwise.RELU, 0, 0, 0),
            new Row(Elementwise.TANH, LN3, 4.0 / 5, 9.0 / 25),
            new Row(Elementwise.LEAKY_RELU, 2, 2, 1),
            new Row(Elementwise.LEAKY_RELU, -2, -0.02, 0.01),
            new Row(Elementwise.LEAKY_RELU, 0, 0, 0.01),
            new Row(Elementwise.ELU, 2, 2, 1),
            new Row(Elementwise.ELU, -LN3, -2.0 / 3, 1.0 / 3),
            new Row(Elementwise.ELU, 0, 0, 1),
            new Row(Elementwise.ELU, -745, -1, Math.exp(-745)),
            new Row(Elementwise.GELU, AT_GELU, AT_GELU * 3 / 4, 0.75 + LN3 * 3 / 16),
            new Row(Elementwise.GELU, 1e308, 1e308, 1),
            new Row(Elementwise.GELU, -1e308, 0, 0),
            new Row(Elementwise.SOFTPLUS, LN3, Math.log(4), 3.0 / 4),
            new Row(Elementwise.SOFTPLUS, -LN3, Math.log(4.0 / 3), 1.0 / 4),
            new Row(Elementwise.SOFTPLUS, 1e308, 1e308, 1),
            new Row(Elementwise.SOFTPLUS, -30, Math.exp(-30), Math.exp(-30)),
            new Row(Elementwise.IDENTITY, -2, -2, 1));

    @ParameterizedTest
    @EnumSource
    void valuesAreThoseOnPaperAndSlopesThoseOfCentralDifferences(Elementwise f) {
        Comparison paper = new Comparison(f.label(), Tolerances.ROUNDING);
        PAPER.stream().filter(row -> row.f() == f).forEach(row -> {
            paper.add("at " + row.z(), row.value(), f.value(row.z()));
            paper.add("slope at " + row.z(), row.slope(), f.derivative(row.z(), f.value(row.z())));
        });
        assertAgrees(paper);
        Comparison slopes = new Comparison(f.label() + "'", Tolerances.CENTRAL_DIFFERENCES);
        DoubleStream.concat(
                        IntStream.rangeClosed(-400, 400).mapToDouble(i -> i * 0.1 + 0.05),
                        DoubleStream.of(36, 709, 710, 745, 746, 1e5, 1e308).flatMap(z -> DoubleStream.of(z, -z)))
                .forEach(z -> {
                    double slope = FiniteDifference.derivative(f::value, z);
                    slopes.add("at " + z, slope, f.derivative(z, f.value(z)));
                });
        assertAgrees(slopes);
        for (double z : new double[] {0, -0.0, 1e-300, -1e-300, Double.MAX_VALUE, -Double.MAX_VALUE}) {
            assertTrue(Double.isFinite(f.value(z)), f + " of " + z);
            assertTrue(Double.isFinite(f.derivative(z, f.value(z))), f + "' of " + z);
        }
        assertTrue(Double.isNaN(f.value(Double.NaN)), f + " hides a NaN");
        Matrix z = new Matrix(2, 2, -2, -0.5, 0.5, 3);
        Matrix da = new Matrix(2, 2, 1, -2, 3, 0);
        Matrix slope = z.map(x -> f.derivative(x, f.value(x)));
        assertAgrees("dZ", Tolerances.EXACT, da.hadamard(slope), f.backward(z, f.forward(z), da));
    }

    @Test
    void eachIsFoundByItsNameHasItsKinksAndARowInTheTable() {
        for (Activation activation : Activation.all()) {
            assertSame(activation, Activation.byName(activation.label()));
            boolean kinked = List.of("relu", "leaky-relu", "elu").contains(activation.label());
            assertEquals(kinked ? List.of(0.0) : List.of(), activation.kinks());
        }
        assertSame(Elementwise.LEAKY_RELU, Activation.byName("Leaky-ReLU"));
        CrosscheckException refused = assertThrows(CrosscheckException.class, () -> Activation.byName("swish"));
        assertEquals("There is no activation \"swish\"", refused.getMessage());
        assertEquals(
                Activation.all(),
                ActivationTraits.TABLE.stream()
                        .map(ActivationTraits::activation)
                        .toList());
        for (ActivationTraits row : ActivationTraits.TABLE) {
            if (row.activation() instanceof Elementwise f) {
                double largest = IntStream.rangeClosed(-20_000, 20_000)
                        .mapToDouble(i -> f.derivative(i * 0.001, f.value(i * 0.001)))
                        .max()
                        .orElseThrow();
                assertEquals(largest, row.largestSlope(), 5e-5, f.label());
            }
        }
    }

    /** In the first row e^z is 1, 2, 5: softmax is 1/8, 2/8, 5/8. Each row is by itself, and adding the same to all of it changes nothing. */
    @Test
    void softmaxOnPaper() {
        Matrix z = new Matrix(2, 3, 0, Math.log(2), Math.log(5), 1000, 1000, 0);
        Matrix expected = new Matrix(2, 3, 1 / 8.0, 2 / 8.0, 5 / 8.0, 0.5, 0.5, 0);
        assertAgrees("softmax", Tolerances.ROUNDING, expected, SOFTMAX.forward(z));
        Matrix jacobian = new Matrix(3, 3, 7, -2, -5, -2, 12, -10, -5, -10, 15).map(x -> x / 64);
        assertAgrees("∂s/∂z", Tolerances.ROUNDING, jacobian, SOFTMAX.jacobian(z.row(0)));
        Matrix few = Matrix.rowOf(-3, 0.25, 2);
        assertAgrees("shifted", Tolerances.EXACT, SOFTMAX.forward(few), SOFTMAX.forward(few.map(x -> x + 1024)));
        assertThrows(IllegalArgumentException.class, () -> SOFTMAX.jacobian(z), "of one row");
        for (double big : new double[] {746, 1e5, 1e308, Double.MAX_VALUE}) {
            Matrix sure = SOFTMAX.forward(Matrix.rowOf(big, -big, 0));
            assertArrayEquals(new double[] {1, 0, 0}, sure.data());
            assertArrayEquals(
                    new double[3],
                    SOFTMAX.backward(Matrix.rowOf(big, -big, 0), sure, Matrix.rowOf(1, 2, 3))
                            .data());
        }
        for (double s : SOFTMAX.forward(Matrix.rowOf(1, Double.NaN)).data()) {
            assertTrue(Double.isNaN(s), "a NaN is not hidden");
        }
        assertArrayEquals(
                new double[] {-2000, 0, -1000},
                SOFTMAX.logarithms(Matrix.rowOf(-1000, 1000, 0)).data());
    }
}
