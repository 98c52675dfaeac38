package dev.crosscheck.nn;

import static dev.crosscheck.proof.compare.Agreement.assertAgrees;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.math.PolarRandom;
import dev.crosscheck.proof.compare.Tolerances;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkTest {
    private static final Network COURSE = Network.of(2, List.of(3), 1, Elementwise.TANH, Elementwise.IDENTITY);

    @Test
    void parametersHaveNamesAndShapes() {
        Parameters parameters = COURSE.initial(1);
        assertEquals(List.of("W1", "b1", "W2", "b2"), parameters.names());
        assertEquals(
                List.of("(2, 3)", "(1, 3)", "(3, 1)", "(1, 1)"),
                parameters.matrices().stream().map(Matrix::shape).toList());
        assertSame(parameters.weights(2), parameters.get("W2"));
        assertSame(parameters.bias(1), parameters.byName().get("b1"));
        assertThrows(IllegalArgumentException.class, () -> parameters.get("W3"));
    }

    @Test
    void theStartIsDrawnInTheOrderOfTheNames() {
        PolarRandom random = new PolarRandom(1);
        for (Matrix matrix : COURSE.initial(1).matrices()) {
            Matrix expected = Matrix.gaussian(matrix.rows(), matrix.columns(), random);
            assertArrayEquals(expected.data(), matrix.data());
        }
    }

    @Test
    void copiesOfParametersAreIndependent() {
        Parameters parameters = COURSE.initial(1);
        double before = parameters.weights(1).get(0, 0);
        parameters.copy().weights(1).data()[0] = 99;
        assertEquals(before, parameters.weights(1).get(0, 0));
    }

    @Test
    void theForwardPassKeepsEveryStage() {
        Parameters parameters = new Parameters(List.of(
                new Matrix(2, 3, 1, 0, 2, 0, 1, 1),
                Matrix.rowOf(0, 1, -1),
                new Matrix(3, 1, 1, 2, 3),
                Matrix.rowOf(0.5)));
        ForwardPass pass = COURSE.forward(parameters, new Matrix(2, 2, 1, 2, 0, 0));

        assertArrayEquals(new double[] {1, 3, 3, 0, 1, -1}, pass.z(1).data());
        Matrix h = new Matrix(2, 3, Math.tanh(1), Math.tanh(3), Math.tanh(3), 0, Math.tanh(1), -Math.tanh(1));
        assertAgrees("h", Tolerances.EXACT, h, pass.a(1));
        Matrix y = new Matrix(2, 1, Math.tanh(1) + 5 * Math.tanh(3) + 0.5, 0.5 - Math.tanh(1));
        assertAgrees("y", Tolerances.ROUNDING, y, pass.output());
        assertSame(pass.a(2), pass.output());
        assertArrayEquals(new double[] {1, 2, 0, 0}, pass.a(0).data());
    }

    @Test
    void layersMayBeMany() {
        Network deep = Network.of(4, List.of(5, 6), 3, Elementwise.RELU, Softmax.SOFTMAX);
        assertEquals(3, deep.layers());
        assertEquals(List.of(4, 5, 6, 3), deep.sizes());
        assertSame(Elementwise.RELU, deep.activation(2));
        assertSame(Softmax.SOFTMAX, deep.outputActivation());
        assertEquals(
                "(7, 3)",
                deep.forward(deep.initial(2), Matrix.zeros(7, 4)).output().shape());
    }

    @Test
    void uselessSizesAreRefused() {
        assertRefused("A layer of 0 units in [2, 0, 1]", List.of(0));
        assertRefused("A layer of -3 units in [2, -3, 1]", List.of(-3));
        assertRefused(
                "Layers of [2, 2147483647, 2147483647, 1] units have more than 10000000 parameters",
                List.of(Integer.MAX_VALUE, Integer.MAX_VALUE));
    }

    /** 1-u-1 has 2u + u + 1 parameters. */
    @Test
    void tenMillionParametersAreTheMost() {
        assertEquals(
                2,
                Network.of(1, List.of(3_333_333), 1, Elementwise.TANH, Elementwise.IDENTITY)
                        .layers());
        CrosscheckException refused = assertThrows(
                CrosscheckException.class,
                () -> Network.of(1, List.of(3_333_334), 1, Elementwise.TANH, Elementwise.IDENTITY));
        assertEquals("Layers of [1, 3333334, 1] units have more than 10000000 parameters", refused.getMessage());
    }

    private static void assertRefused(String message, List<Integer> hidden) {
        CrosscheckException refused = assertThrows(
                CrosscheckException.class, () -> Network.of(2, hidden, 1, Elementwise.TANH, Elementwise.IDENTITY));
        assertEquals(message, refused.getMessage());
    }

    @Test
    void softmaxOverOneUnitIsRefused() {
        CrosscheckException refused = assertThrows(
                CrosscheckException.class, () -> Network.of(2, List.of(3), 1, Elementwise.TANH, Softmax.SOFTMAX));
        assertEquals("A softmax over one unit is always 1", refused.getMessage());
    }

    @Test
    void activationsMustMatchLayers() {
        List<Integer> sizes = List.of(2, 3, 1);
        List<Activation> one = List.of(Elementwise.TANH);
        assertThrows(IllegalArgumentException.class, () -> new Network(sizes, one));
    }

    /** Each group of the middle layer is a product of its own; without groups the same answers come from weights of which some are 0. */
    @Test
    void groupsAreNetworksSideBySide() {
        List<Activation> activations = List.of(Elementwise.TANH, Elementwise.TANH, Elementwise.IDENTITY);
        Network network = new Network(List.of(2, 6, 4, 1), activations, 2);
        assertEquals(3 * 6 + 4 * 4 + 5, network.parameterCount());
        assertEquals(3, network.inputs(2));
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
        Parameters whole = network.withoutGroups(parameters);
        assertEquals("(6, 4)", whole.weights(2).shape());
        assertArrayEquals(
                network.forward(parameters, x).output().data(),
                new Network(List.of(2, 6, 4, 1), activations)
                        .forward(whole, x)
                        .output()
                        .data(),
                1e-15);
        CrosscheckException refused =
                assertThrows(CrosscheckException.class, () -> new Network(List.of(2, 6, 5, 1), activations, 2));
        assertEquals("2 groups of units in layers of [2, 6, 5, 1] units", refused.getMessage());
    }
}
