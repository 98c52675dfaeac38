package dev.crosscheck.train.byhand;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.MatrixExamples;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.RateSchedule;
import dev.crosscheck.nn.Setup;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * SELU, smoothed labels, Adam with short memories and a cosine schedule, all in one training, against PyTorch 2.6 in double ({@code
 * src/reference/python/recipe.py}).
 */
class RecordedRecipeTest {
    private static final String SETUP =
            "3-4-2 selu cross-entropy adam lr:0.04 beta1:0.8 beta2:0.95 smoothing:0.1 schedule:cosine/0/8 batch:5";

    private static final double[] LOSSES = {
        0.8268961684987551,
        0.7042225487251053,
        0.6157920059648575,
        0.5552605759040287,
        0.5123792118903394,
        0.483791048072318,
        0.46707775243857136,
        0.45914895781289394
    };

    private static final double[] W1 = {
        0.31833854449141497,
        0.30965857774424654,
        0.6124673882560676,
        0.23886661822846286,
        0.2886880621997669,
        0.29020718381545996,
        -0.4797669073825252,
        -0.6629504402973021,
        -0.43445928418116714,
        -0.3333155452191673,
        -0.5331607696388372,
        -0.10694135813901215
    };

    private static final double[] W2 = {
        0.27770818600505537,
        0.6225442074385032,
        0.002427825662170817,
        -0.09985182103846475,
        -0.6696691733041882,
        -0.20547812930635376,
        -0.0017205742736082765,
        0.32466039292779764
    };

    private static final double[] B1 = {
        1.0358086652987353, 0.09877596495273974, -0.4316218475368824, -0.8412154999101426
    };
    private static final double[] B2 = {0.5083806118333429, 1.1354106784458529};

    private static Matrix sines(int rows, int columns, double from, double divisor) {
        double[] values = new double[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.sin(from + 1.7 * (i / columns) + 0.9 * (i % columns)) / divisor;
        }
        return new Matrix(rows, columns, values);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kernels.class,
            names = {"PLAIN", "DENSE"})
    void stepsAreThoseOfPyTorch(Kernels kernels) {
        Setup setup = Setup.parse(SETUP);
        Parameters start = new Parameters(
                List.of(sines(3, 4, 0.3, 2), sines(1, 4, 2, 1), sines(4, 2, 1.1, 2), sines(1, 2, 0.7, 1)));
        Matrix labels = new Matrix(5, 2, 1, 0, 0, 1, 0, 1, 1, 0, 0, 1);
        Batches batches = new Batches(new MatrixExamples(sines(5, 3, 0.5, 0.5), labels, 2), 5);
        RateSchedule.Rate rate = setup.training().schedule().of(0.04, 1);
        try (FloatNetwork network = kernels.network(
                setup, NetworkState.of(start, setup.training().optimizer().kind()), batches, 1)) {
            for (int step = 0; step < LOSSES.length; step++) {
                double loss = network.steps(batches.inOrder(), 0, rate.valueAt(step, step))[0];
                assertEquals(
                        LOSSES[step], loss, 1e-6, "loss before step " + step); // some ten roundings of numbers near 1
            }
            Parameters end = network.state(0).parameters(setup.network().sizes());
            // Eight steps of at most 0.04, each with a relative error of some 1e-6 of a gradient in float, and ε =
            // 1e-8,
            // which PyTorch had at 0, beside gradients from 1e-4 on.
            assertArrayEquals(W1, end.weights(1).data(), 5e-6);
            assertArrayEquals(B1, end.bias(1).data(), 5e-6);
            assertArrayEquals(W2, end.weights(2).data(), 5e-6);
            assertArrayEquals(B2, end.bias(2).data(), 5e-6);
        }
    }
}
