package dev.crosscheck.course;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.course.errata.DoubleTanh;
import dev.crosscheck.data.LogicGate;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Gradients;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Perceptron;
import dev.crosscheck.nn.PerceptronTraining;
import dev.crosscheck.nn.Softmax;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Measures what the course and docs/math.md say in sentences that numbers can refute. */
class ClaimsTest {
    /** The long plateau of notebook 4, exercise 3, is no minimum: the loss falls to rounding errors after 20,000 epochs. */
    @Test
    void thePlateauOfSeed178Ends() {
        Network network = XorRun.network(List.of(3), Elementwise.TANH);
        double[] losses = XorRun.of(
                        network, network.initial(178), Backprop.BY_HAND, 0.1, 30_000, (epoch, mean, now) -> true)
                .meanLosses();
        assertTrue(losses[9_999] > 0.09, () -> "epoch 10,000: " + losses[9_999]);
        assertTrue(losses[19_999] > 0.09, () -> "epoch 20,000: " + losses[19_999]);
        assertTrue(losses[29_999] < 1e-20, () -> "epoch 30,000: " + losses[29_999]);
    }

    /** e^-27 is above the clip of 1e-12, e^-28 below. */
    @Test
    void aClippedLossDoesNotPullOutOfTheWorstErrors() {
        assertArrayEquals(new double[] {1, -1, 0}, clippedGradient(27), 1e-11);
        assertArrayEquals(new double[3], clippedGradient(28));
        Matrix far = Matrix.rowOf(28, 0, 0);
        assertEquals(-1, Softmax.SOFTMAX.forward(far).get(0, 1) - 1, 1e-11, "the fused gradient s - t");
    }

    private static double[] clippedGradient(double v) {
        Matrix z = Matrix.rowOf(v, 0, 0);
        Matrix s = Softmax.SOFTMAX.forward(z);
        Matrix ds = Loss.CATEGORICAL_CROSS_ENTROPY.gradient(s, Matrix.rowOf(0, 1, 0));
        return Softmax.SOFTMAX.backward(z, s, ds).map(dz -> dz + 0.0).data(); // no -0
    }

    /** Shares of the first layer's gradients for XOR, at parameters from N(0, 1), whose sign the doubled tanh changes. */
    @ParameterizedTest
    @CsvSource({"3, 1, 0, 0", "3, 4, 0.02, 0.04", "8 8, 4, 0.16, 0.20"})
    void theDoubledTanhChangesSigns(String hidden, int examples, double least, double most) {
        List<Integer> units = new ArrayList<>();
        for (String size : hidden.split(" ")) {
            units.add(Integer.valueOf(size));
        }
        Network network = XorRun.network(units, Elementwise.TANH);
        int changed = 0;
        int all = 0;
        for (long seed = 0; seed < 500; seed++) {
            Parameters parameters = network.initial(seed);
            int first = examples == 1 ? (int) (seed % 4) : 0;
            Matrix x = rows(LogicGate.inputs(), first, examples);
            Matrix t = rows(LogicGate.XOR.targets(), first, examples);
            Gradients right = gradients(Backprop.BY_HAND, network, parameters, x, t);
            Gradients wrong = gradients(DoubleTanh.BACKPROP, network, parameters, x, t);
            for (String name : List.of("W1", "b1")) {
                for (int i = 0; i < right.get(name).data().length; i++) {
                    changed += right.get(name).data()[i] * wrong.get(name).data()[i] < 0 ? 1 : 0;
                    all++;
                }
            }
        }
        double share = changed / (double) all;
        assertTrue(least <= share && share <= most, changed + " of " + all);
    }

    private static Gradients gradients(Backprop backprop, Network network, Parameters parameters, Matrix x, Matrix t) {
        return backprop.gradients(network, parameters, network.forward(parameters, x), t, XorRun.LOSS);
    }

    private static Matrix rows(Matrix matrix, int first, int count) {
        Matrix rows = Matrix.zeros(count, matrix.columns());
        for (int i = 0; i < rows.data().length; i++) {
            rows.data()[i] = matrix.data()[first * matrix.columns() + i];
        }
        return rows;
    }

    /** The median norm (largest singular value) of the Jacobian of ten sigmoid layers of 16 units with weights from N(0, g²/16). */
    @ParameterizedTest
    @CsvSource({"1, 5e-7, 2e-6", "4, 0.005, 0.05", "8, 0.2, 0.6"})
    void weightsCountAsMuchAsSlopes(double g, double least, double most) {
        double[] norms = new double[25];
        for (int seed = 0; seed < norms.length; seed++) {
            norms[seed] = norm(jacobian(g, new SplittableRandom(seed)));
        }
        Arrays.sort(norms);
        double median = norms[norms.length / 2];
        assertTrue(least < median && median < most, "g = " + g + ": " + Arrays.toString(norms));
    }

    private static Matrix jacobian(double g, SplittableRandom random) {
        Matrix a = Matrix.gaussian(1, 16, random);
        Matrix jacobian = null;
        for (int layer = 0; layer < 10; layer++) {
            Matrix w = Matrix.gaussian(16, 16, random).map(v -> v * g / 4);
            Matrix z = a.times(w);
            Matrix slopes = z.map(v -> Elementwise.SIGMOID.derivative(v, Elementwise.SIGMOID.value(v)));
            Matrix step = Matrix.zeros(16, 16);
            for (int i = 0; i < 16; i++) {
                for (int j = 0; j < 16; j++) {
                    step.data()[i * 16 + j] = w.get(i, j) * slopes.get(0, j);
                }
            }
            jacobian = jacobian == null ? step : jacobian.times(step);
            a = Elementwise.SIGMOID.forward(z);
        }
        return jacobian;
    }

    /** By power iteration on J Jᵀ. */
    private static double norm(Matrix j) {
        Matrix v = Matrix.zeros(1, 16).map(zero -> 0.25);
        double square = 0;
        for (int step = 0; step < 200; step++) {
            Matrix next = v.times(j).timesTranspose(j);
            square = Math.sqrt(next.timesTranspose(next).get(0, 0));
            double length = square;
            v = next.map(value -> value / length);
        }
        return Math.sqrt(square);
    }

    /** From a start at 0 the learning rate scales the weights alone. Powers of 2, by which a double multiplies exactly. */
    @ParameterizedTest
    @ValueSource(doubles = {0.125, 0.5, 1, 2, 128})
    void fromZeroTheLearningRateDoesNotMatter(double rate) {
        List<Integer> corrections = new ArrayList<>();
        PerceptronTraining.run(
                new Perceptron(new double[2], 0),
                LogicGate.inputs(),
                LogicGate.AND.targets(),
                rate,
                100,
                (step, error, now) -> {
                    if (error != 0) {
                        corrections.add(step);
                    }
                });
        assertEquals(11, corrections.size());
    }

    /** Φ(z) by Simpson's rule from 0, to 1e-12. */
    @Test
    void theSigmoidFormOfGeluIsNear() {
        double most = 0;
        double integral = 0;
        double h = 1e-3;
        for (int i = 0; i < 8000; i++) {
            double z = i * h;
            double phi = 0.5 + integral;
            most = Math.max(most, Math.abs(z * phi - Elementwise.GELU.value(z)));
            integral += h / 6 * (density(z) + 4 * density(z + h / 2) + density(z + h));
        }
        assertEquals(0.0203, most, 0.00005);
    }

    private static double density(double z) {
        return Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
    }

    /** Where the output is certain and wrong the squared error has no slope, and on average it is least at the true probabilities. */
    @Test
    void theBrierScoreIsProperButFlat() {
        Matrix z = Matrix.rowOf(30, 0, 0);
        Matrix s = Softmax.SOFTMAX.forward(z);
        Matrix ds = Loss.HALF_SQUARED_ERROR.gradient(s, Matrix.rowOf(0, 1, 0));
        for (double dz : Softmax.SOFTMAX.backward(z, s, ds).data()) {
            assertEquals(0, dz, 1e-12);
        }
        double[] truth = {0.6, 0.3, 0.1};
        double atTruth = expectedBrier(truth, truth);
        for (double[] other : new double[][] {{0.7, 0.2, 0.1}, {1, 0, 0}, {0.59, 0.31, 0.1}}) {
            assertTrue(expectedBrier(truth, other) > atTruth);
        }
    }

    private static double expectedBrier(double[] truth, double... said) {
        double expected = 0;
        for (int k = 0; k < truth.length; k++) {
            double[] t = new double[truth.length];
            t[k] = 1;
            expected += truth[k] * Loss.HALF_SQUARED_ERROR.value(Matrix.rowOf(said), Matrix.rowOf(t));
        }
        return expected;
    }
}
