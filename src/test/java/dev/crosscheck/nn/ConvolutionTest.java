package dev.crosscheck.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.math.Shape;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConvolutionTest {
    private static final Matrix NO_BIAS = Matrix.zeros(1, 1);

    /** The kernel is not turned, and beyond the border are zeros: numbers to redo on paper. */
    @Test
    void aKernelIsLaidOnThePictureAsItIs() {
        Shape shape = new Shape(1, 3, 3);
        Matrix picture = Matrix.rowOf(1, 2, 3, 4, 5, 6, 7, 8, 9);
        Matrix kernel = new Matrix(9, 1, 1, 10, 100, 0, 1000, 0, 0, 0, 0.5);
        double[] valid = new Convolution(shape, 1, 3, false, false)
                .z(picture, kernel, NO_BIAS)
                .data();
        assertArrayEquals(new double[] {1 + 20 + 300 + 5000 + 4.5}, valid);
        double[] same = new Convolution(shape, 1, 3, true, false)
                .z(picture, kernel, NO_BIAS)
                .data();
        assertArrayEquals(new double[] {1002.5, 2003, 3000, 4214, 5325.5, 6032, 7540, 8654, 9065}, same);
    }

    /** Of a map of 3 by 3 the last row and column are left out; of equal values the left one and the upper one get the gradient. */
    @ParameterizedTest
    @CsvSource({"1, 2, 3, 4, 4", "2, 2, 2, 2, 0", "1, 2, 2, 1, 1", "1, 1, 2, 2, 3", "3, 3, 1, 4, 4", "-1, -1, -1, -1, 0"
    })
    void theLargestOfAWindowGetsTheGradient(double a, double b, double c, double d, int place) {
        Convolution pooled = new Convolution(new Shape(1, 3, 3), 1, 1, false, true);
        Matrix picture = Matrix.rowOf(a, b, 9, c, d, 9, 9, 9, 9);
        Matrix one = new Matrix(1, 1, 1);
        double[] expected = new double[9];
        expected[place] = 7;
        assertArrayEquals(
                expected,
                pooled.beforePooling(picture, one, NO_BIAS, Matrix.rowOf(7)).data());
        assertArrayEquals(
                new double[] {Math.max(Math.max(a, b), Math.max(c, d))},
                pooled.z(picture, one, NO_BIAS).data());
    }

    /** Every parameter; the step crosses no kink. The upper half of the pictures is black, so that windows have equal values. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "6x7-conv2x3-pool2-3 relu cross-entropy",
                "2x5x6-conv3x3s-pool2-conv2x3s-4-2 relu mse",
                "3x8x8-conv2x7s-conv2x5-pool2-1 relu bce",
                "1x4x4-conv3x1-pool2-2 relu huber"
            })
    void gradientsAreCentralDifferences(String line) {
        Setup setup = Setup.parse(line + " seed:3");
        Network network = setup.network().network();
        Shape shape = network.layer(1).input();
        Matrix x = Matrix.gaussian(3, shape.size(), new SplittableRandom(5));
        for (int i = 0; i < x.data().length; i++) {
            x.data()[i] *= i / shape.columns() % shape.rows() < shape.rows() / 2 ? 0 : 1;
        }
        Matrix t = Matrix.zeros(3, network.outputs());
        for (int n = 0; n < 3; n++) {
            t.data()[n * network.outputs() + n % network.outputs()] = 1;
        }
        ForwardPass pass = network.forward(setup.initial(), x);
        Gradients found = Backprop.BY_HAND.gradients(network, setup.initial(), pass, t, setup.objective());
        Gradients expected =
                Backprop.CENTRAL_DIFFERENCES.gradients(network, setup.initial(), pass, t, setup.objective());
        // The third derivative times the square of the step, and 1e-16 divided by it: 1e-9 for losses of one.
        expected.byName()
                .forEach((name, gradient) ->
                        assertArrayEquals(gradient.data(), found.get(name).data(), 1e-8, name));
    }
}
