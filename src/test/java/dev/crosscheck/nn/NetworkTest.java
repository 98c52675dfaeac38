package dev.crosscheck.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.math.PolarRandom;
import dev.crosscheck.math.Shape;
import dev.crosscheck.nn.optim.Sgd;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkTest {
    /** One weight and one bias: y = wx + b, from w = 1, b = 0, η = 0.5. */
    @Test
    void stepsThatCanBeDoneOnPaper() {
        Network line = Network.of(1, List.of(), 1, Elementwise.TANH, Elementwise.IDENTITY);
        Parameters parameters = new Parameters(List.of(Matrix.rowOf(1), Matrix.rowOf(0)));
        List<String> steps = new ArrayList<>();
        double[] means = new OnlineTraining(line, Loss.HALF_SQUARED_ERROR, Backprop.BY_HAND)
                .runInPlace(
                        parameters,
                        new Sgd(0.5),
                        new Matrix(2, 1, 2, 1),
                        new Matrix(2, 1, 0, 1),
                        new int[] {1, 1, 0},
                        1,
                        (step, loss, after) -> steps.add(
                                step + ": " + loss + " " + after.get("W1").get(0, 0) + " "
                                        + after.get("b1").get(0, 0)));
        // x = 1, t = 1, twice: y = 1, no error. x = 2, t = 0: y = 2, L = 2, dw = 4, db = 2.
        assertEquals(List.of("0: 0.0 1.0 0.0", "1: 0.0 1.0 0.0", "2: 2.0 -1.0 -1.0"), steps);
        assertArrayEquals(new double[] {2.0 / 3}, means);
    }

    /** 1-u-1 has 2u + u + 1 parameters, of which ten million are the most. */
    @Test
    void uselessFormsAreRefused() {
        for (int units : new int[] {0, -3, 3_333_334, Integer.MAX_VALUE}) {
            assertThrows(CrosscheckException.class, () -> of(units, Elementwise.IDENTITY));
        }
        assertEquals(2, of(3_333_333, Elementwise.IDENTITY).depth());
        assertThrows(CrosscheckException.class, () -> of(3, Softmax.SOFTMAX), "of one unit");
        List<Layer> apart = List.of(new Dense(2, 3, Elementwise.TANH), new Dense(4, 1, Elementwise.TANH));
        assertThrows(IllegalArgumentException.class, () -> new Network(apart));
        Network identity = of(3, Elementwise.IDENTITY);
        assertThrows(
                CrosscheckException.class,
                () -> new OnlineTraining(identity, Loss.BINARY_CROSS_ENTROPY, Backprop.BY_HAND));
    }

    private static Network of(int hidden, Activation output) {
        return Network.of(1, List.of(hidden), 1, Elementwise.TANH, output);
    }

    /** Each group of the middle layer is a product of its own; without groups the same answers come from weights of which some are 0. */
    @Test
    void groupsAreNetworksSideBySide() {
        Network network = new Network(Layer.chain(
                Shape.flat(2),
                List.of(
                        new GroupedDense(2, 6, Elementwise.TANH),
                        new GroupedDense(2, 4, Elementwise.TANH),
                        new Dense(1, Elementwise.IDENTITY))));
        assertEquals(3 * 6 + 4 * 4 + 5, network.parameterCount());
        assertEquals(3, network.layer(2).fanIn());
        PolarRandom random = new PolarRandom(1);
        float[] values = new float[network.parameterCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        Parameters parameters = Parameters.of(network, values);
        Matrix x = new Matrix(2, 2, 0.3, -0.7, 1.1, 0.4);
        Matrix z = network.forward(parameters, x).z(2);
        for (int row = 0; row < 2; row++) {
            for (int unit = 0; unit < 4; unit++) {
                int first = unit < 2 ? 0 : 3;
                double sum = parameters.bias(2).get(0, unit);
                for (int i = 0; i < 3; i++) {
                    double before = parameters.bias(1).get(0, first + i);
                    for (int input = 0; input < 2; input++) {
                        before += x.get(row, input) * parameters.weights(1).get(input, first + i);
                    }
                    sum += Math.tanh(before) * parameters.weights(2).get(i, unit);
                }
                assertEquals(sum, z.get(row, unit), 1e-14, "a few roundings of about 1");
            }
        }
        Parameters whole = network.ungrouped(parameters);
        assertEquals("(6, 4)", whole.weights(2).shape());
        assertArrayEquals(
                network.forward(parameters, x).output().data(),
                Network.of(2, List.of(6, 4), 1, Elementwise.TANH, Elementwise.IDENTITY)
                        .forward(whole, x)
                        .output()
                        .data(),
                1e-15);
        CrosscheckException refused =
                assertThrows(CrosscheckException.class, () -> new GroupedDense(2, 5, Elementwise.TANH));
        assertEquals("2 groups of units in a layer of 5 units", refused.getMessage());
    }
}
