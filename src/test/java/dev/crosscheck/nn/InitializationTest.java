package dev.crosscheck.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class InitializationTest {
    private static final Network NETWORK = Network.of(200, List.of(100), 50, Elementwise.RELU, Elementwise.IDENTITY);

    /** Variances: 2/fan_in; a third of the bound's square for uniform ones. Of 20,000 and 5,000 numbers a variance is right to 2 % and 4 %. */
    @ParameterizedTest
    @CsvSource({"NORMAL,1,1", "HE,0.01,0.02", "XAVIER,0.006666667,0.013333333", "TORCH,0.001666667,0.003333333"})
    void variancesAreThoseOfTheFormulas(Initialization initialization, double first, double second) {
        Parameters drawn = initialization.draw(NETWORK, 3);
        assertEquals(first, meanSquare(drawn.weights(1)), 0.05 * first);
        assertEquals(second, meanSquare(drawn.weights(2)), 0.1 * second);
        assertEquals(0, Arrays.stream(drawn.weights(1).data()).average().orElseThrow(), 5 * Math.sqrt(first / 20_000));
    }

    /**
     * The fourth moment over the variance's square is 3 for normal numbers and 9/5 for uniform ones; neighbours in a row and in a column are independent.
     * Of 20,000 numbers the standard errors are 0.07 and, for products over the variance, 0.007.
     */
    @ParameterizedTest
    @CsvSource({"NORMAL,3", "HE,3", "XAVIER,1.8", "TORCH,1.8"})
    void numbersHaveTheirLawAndNoOrder(Initialization initialization, double fourth) {
        Matrix drawn = initialization.draw(NETWORK, 3).weights(1);
        double variance = meanSquare(drawn);
        double[] w = drawn.data();
        double moment = Arrays.stream(w).map(x -> x * x * x * x).average().orElseThrow();
        assertEquals(fourth, moment / (variance * variance), 5 * 0.07);
        for (int on : new int[] {1, drawn.columns()}) {
            double product = IntStream.range(0, w.length - on)
                    .mapToDouble(i -> w[i] * w[i + on])
                    .average()
                    .orElseThrow();
            assertEquals(0, product / variance, 5 * 0.0071, on + " places on");
        }
    }

    private static double meanSquare(Matrix matrix) {
        return Arrays.stream(matrix.data()).map(w -> w * w).average().orElseThrow();
    }

    @Test
    void uniformOnesFillTheirBounds() {
        assertBound(Math.sqrt(6.0 / 300), Initialization.XAVIER.draw(NETWORK, 1).weights(1));
        assertBound(Math.sqrt(6.0 / 150), Initialization.XAVIER.draw(NETWORK, 1).weights(2));
        assertBound(1 / Math.sqrt(200), Initialization.TORCH.draw(NETWORK, 1).weights(1));
        assertBound(1 / Math.sqrt(100), Initialization.TORCH.draw(NETWORK, 1).weights(2));
    }

    private static void assertBound(double bound, Matrix matrix) {
        assertTrue(Arrays.stream(matrix.data()).allMatch(w -> w >= -bound && w < bound));
        assertTrue(Arrays.stream(matrix.data()).max().orElseThrow() > 0.99 * bound);
        assertTrue(Arrays.stream(matrix.data()).min().orElseThrow() < -0.99 * bound);
    }

    @ParameterizedTest
    @EnumSource(Initialization.class)
    void biasesOfHeAndXavierStartAt0(Initialization initialization) {
        Parameters drawn = initialization.draw(NETWORK, 1);
        boolean zero = Arrays.stream(drawn.bias(1).data()).allMatch(b -> b == 0);
        assertEquals(initialization == Initialization.HE || initialization == Initialization.XAVIER, zero);
        assertEquals(
                drawn.matrices().toString(),
                initialization.draw(NETWORK, 1).matrices().toString(),
                "by the seed alone");
    }

    /** Layer by layer, in DL4J's order, rounded to float by at most 6e-8 of each number. */
    @ParameterizedTest
    @EnumSource(Initialization.class)
    void trainersStartFromTheSameNumbersInFloat(Initialization initialization) {
        Parameters drawn = initialization.draw(NETWORK, 9);
        Setup setup = Setups.of(
                List.of(100),
                Elementwise.RELU,
                Loss.CATEGORICAL_CROSS_ENTROPY,
                OptimizerSpec.Kind.ADAM,
                0,
                initialization);
        Setup known = new Setup(setup.network(), setup.training().seeded(9)).of(200, 50);
        float[] trainer = NetworkState.drawn(known).parameters();
        double[] ours = new double[trainer.length];
        int at = 0;
        for (Matrix matrix : drawn.matrices()) {
            for (double value : matrix.transpose().data()) {
                ours[at++] = value;
            }
        }
        for (int i = 0; i < trainer.length; i++) {
            assertEquals(ours[i], trainer[i], 6e-8 * Math.abs(ours[i]));
        }
    }
}
