package dev.crosscheck.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitializationTest {
    private static final Network NETWORK = Network.of(200, List.of(100), 50, Elementwise.RELU, Elementwise.IDENTITY);

    /**
     * Variances: 2/fan_in; a third of the bound's square for uniform ones, of which the fourth moment over the variance's square is 9/5, and 3 for normal
     * numbers. Neighbours in a row and in a column are independent. Of 20,000 and 5,000 numbers a variance is right to 2 % and 4 %; the standard errors of
     * the fourth moment and of products over the variance are 0.07 and 0.007.
     */
    @ParameterizedTest
    @CsvSource({
        "NORMAL, 1, 1, 3, false",
        "HE, 0.01, 0.02, 3, true",
        "XAVIER, 0.006666667, 0.013333333, 1.8, true",
        "TORCH, 0.001666667, 0.003333333, 1.8, false"
    })
    void numbersHaveTheirLaw(
            Initialization initialization, double first, double second, double fourth, boolean zeroBiases) {
        Parameters drawn = initialization.draw(NETWORK, 3);
        Matrix weights = drawn.weights(1);
        double variance = meanSquare(weights);
        assertEquals(first, variance, 0.05 * first);
        assertEquals(second, meanSquare(drawn.weights(2)), 0.1 * second);
        double[] w = weights.data();
        assertEquals(0, Arrays.stream(w).average().orElseThrow(), 5 * Math.sqrt(first / w.length));
        double moment = Arrays.stream(w).map(x -> x * x * x * x).average().orElseThrow();
        assertEquals(fourth, moment / (variance * variance), 5 * 0.07);
        for (int on : new int[] {1, weights.columns()}) {
            double product = IntStream.range(0, w.length - on)
                    .mapToDouble(i -> w[i] * w[i + on])
                    .average()
                    .orElseThrow();
            assertEquals(0, product / variance, 5 * 0.0071, on + " places on");
        }
        if (fourth < 3) {
            assertBound(Math.sqrt(3 * first), weights);
            assertBound(Math.sqrt(3 * second), drawn.weights(2));
        }
        assertEquals(zeroBiases, Arrays.stream(drawn.bias(1).data()).allMatch(b -> b == 0));
        trainersStartFromTheSame(initialization, drawn);
    }

    private static double meanSquare(Matrix matrix) {
        return Arrays.stream(matrix.data()).map(w -> w * w).average().orElseThrow();
    }

    /** The bounds in the table have seven digits. */
    private static void assertBound(double bound, Matrix matrix) {
        double most = bound * (1 + 1e-6);
        assertTrue(Arrays.stream(matrix.data()).allMatch(w -> w >= -most && w < most));
        assertTrue(Arrays.stream(matrix.data()).max().orElseThrow() > 0.99 * bound);
        assertTrue(Arrays.stream(matrix.data()).min().orElseThrow() < -0.99 * bound);
    }

    /** Layer by layer, in DL4J's order, rounded to float. */
    private static void trainersStartFromTheSame(Initialization initialization, Parameters drawn) {
        Setup setup = Setups.of(
                List.of(100),
                Elementwise.RELU,
                Loss.CATEGORICAL_CROSS_ENTROPY,
                OptimizerSpec.Kind.ADAM,
                0,
                initialization);
        Setup known = new Setup(setup.network(), setup.training().seeded(3)).of(200, 50);
        double[] ours = drawn.matrices().stream()
                .flatMapToDouble(matrix -> Arrays.stream(matrix.transpose().data()))
                .map(value -> (float) value)
                .toArray();
        assertArrayEquals(ours, Matrix.doubles(NetworkState.drawn(known).parameters()));
    }
}
