package dev.crosscheck.train.byhand;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crosscheck.Digest;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Setups;
import dev.crosscheck.nn.optim.OptimizerSpec;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How parameters lie in plain arrays. */
class NetworkStateTest {
    /** Every run with the defaults starts from these, on every machine: another order or rounding of the draws would change all of them. */
    @Test
    void theDefaultStartHasTheBitsThatItAlwaysHad() {
        NetworkState start = NetworkState.drawn(Setups.known(784, 10, 1, 0.001, 256));
        assertEquals(
                "550f958150b598867a63cff225cceec1e61d129e4bacc178b09a67d705fa25f2", Digest.sha256(start.parameters()));
        assertArrayEquals(new float[2 * start.parameters().length], start.moments());
        assertEquals(0, start.steps());
    }

    @Test
    void givenParametersKeepTheirPlaces() {
        Parameters given =
                new Parameters(List.of(matrix(7, 6, 0), matrix(1, 6, 100), matrix(6, 10, 200), matrix(1, 10, 300)));
        NetworkState state = NetworkState.of(given, OptimizerSpec.Kind.ADAM);
        assertEquals(6, state.parameters()[1], "column by column");
        Parameters found = state.parameters(List.of(7, 6, 10));
        for (int k = 1; k <= 2; k++) {
            assertArrayEquals(given.weights(k).data(), found.weights(k).data());
            assertArrayEquals(given.bias(k).data(), found.bias(k).data());
        }
    }

    private static Matrix matrix(int rows, int columns, int first) {
        double[] values = new double[rows * columns];
        Arrays.setAll(values, i -> first + i);
        return new Matrix(rows, columns, values);
    }
}
