package dev.crosscheck.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.Arrays;
import java.util.List;
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

    /** Layer by layer, in DL4J's order; the trainer's bound is a float, so numbers differ by 6e-8 of them. */
    @Test
    void theDigitNetworkStartsFromTheSameNumbersInFloat() {
        Parameters drawn = Initialization.TORCH.draw(NETWORK, 9);
        float[] trainer =
                NetworkState.drawn(Setups.known(200, 50, 9, 0.001, 100)).parameters();
        double[] ours = new double[trainer.length];
        int at = 0;
        for (Matrix matrix : drawn.matrices()) {
            for (double value : matrix.transpose().data()) {
                ours[at++] = value;
            }
        }
        double[] theirs = new double[trainer.length];
        Arrays.setAll(theirs, i -> trainer[i]);
        assertArrayEquals(ours, theirs, 2e-8);
    }
}
