package dev.crosscheck.train.byhand;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.Digest;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Setups;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.train.Nd4jTest;
import dev.crosscheck.train.dl4j.DenseNetwork;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Plain parameters against the arrays that DL4J makes of them. */
class NetworkStateTest extends Nd4jTest {

    @Test
    void aSeedDrawsTheMatricesOfBothLayersRowByRow() {
        NetworkState state = NetworkState.drawn(Setups.known(7, 10, 5, 0.001, 6));
        MultiLayerNetwork network = new DenseNetwork(Setups.known(7, 10, 0, 0.001, 6)).of(state);
        SplittableRandom random = new SplittableRandom(5);
        for (String name : List.of("0_W", "0_b", "1_W", "1_b")) {
            INDArray drawn = network.getParam(name);
            float bound = (float) (1 / Math.sqrt(name.startsWith("0") ? 7 : 6));
            float[] expected = new float[Math.toIntExact(drawn.length())];
            for (int i = 0; i < expected.length; i++) {
                expected[i] = (float) random.nextDouble(-bound, bound);
            }
            assertArrayEquals(expected, drawn.dup('c').data().asFloat(), name);
        }
        assertEquals(0, state.steps());
        assertArrayEquals(new float[2 * state.parameters().length], state.moments());
    }

    @Test
    void initialParametersAreUniformWithinTheBoundAndBelongToTheSeed() {
        float[] drawn = NetworkState.drawn(Setups.known(784, 10, 1, 0.001, 256)).parameters();
        int weights = 784 * 256;
        assertUniform(Arrays.copyOf(drawn, weights), 1 / Math.sqrt(784));
        assertUniform(Arrays.copyOfRange(drawn, weights, weights + 256), 1 / Math.sqrt(784));
        assertUniform(Arrays.copyOfRange(drawn, weights + 256, weights + 256 + 2560), 1 / Math.sqrt(256));
        assertArrayEquals(
                drawn, NetworkState.drawn(Setups.known(784, 10, 1, 0.001, 256)).parameters());
        float[] other = NetworkState.drawn(Setups.known(784, 10, 2, 0.001, 256)).parameters();
        assertTrue(IntStream.range(0, weights).filter(i -> drawn[i] == other[i]).count() < 0.001 * weights);
    }

    /** Every run with the defaults starts from these, on every machine: another order or rounding of the draws would change all of them. */
    @Test
    void theDefaultStartHasTheBitsThatItAlwaysHad() {
        assertEquals(
                "550f958150b598867a63cff225cceec1e61d129e4bacc178b09a67d705fa25f2",
                Digest.sha256(
                        NetworkState.drawn(Setups.known(784, 10, 1, 0.001, 256)).parameters()));
    }

    private static void assertUniform(float[] values, double bound) {
        double[] wide = new double[values.length];
        Arrays.setAll(wide, i -> values[i]);
        double largest = Arrays.stream(wide).map(Math::abs).max().orElseThrow();
        assertTrue(largest <= bound && largest > 0.95 * bound, "largest " + largest + " of " + bound);
        // A uniform variable's standard deviation is bound/√3; its estimate from n values scatters by about 0.45/√n of
        // it.
        double deviation =
                Math.sqrt(Arrays.stream(wide).map(value -> value * value).sum() / values.length);
        assertEquals(bound / Math.sqrt(3), deviation, 5 * 0.45 / Math.sqrt(values.length) * bound);
    }

    @Test
    void givenParametersKeepTheirPlaces() {
        Parameters given =
                new Parameters(List.of(matrix(7, 6, 0), matrix(1, 6, 100), matrix(6, 10, 200), matrix(1, 10, 300)));
        Parameters found = NetworkState.of(given, OptimizerSpec.Kind.ADAM).parameters(List.of(7, 6, 10));
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
