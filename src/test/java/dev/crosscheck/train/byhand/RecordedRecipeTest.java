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
 * Rates by layer, smoothed labels, a short β2, SELU and the schedule of four waves, all in one training, against PyTorch 2.6 in double, which
 * trains V and b of {@code x V/√n + b} ({@code src/reference/python/ntp.py}).
 */
class RecordedRecipeTest {
    private static final String SETUP = "3-4-2 selu cross-entropy adam lr:0.04 beta2:0.95 layer-rates:ntp smoothing:0.1"
            + " schedule:waves/0/8 batch:5";

    private static final double[] LOSSES = {
        0.8393797172612574,
        0.8393797172612574,
        0.7754204417785648,
        0.7462168268707069,
        0.7143410826187566,
        0.7103680797307523,
        0.6665481059479016,
        0.6261230030076668
    };

    private static final double[] W1 = {
        0.2578371392155645,
        0.44459188743056216,
        0.5943009245385049,
        0.17631425924195718,
        0.4364027969836275,
        0.23353039540366183,
        -0.44601339520154737,
        -0.666797086501651,
        -0.3935440359029092,
        -0.47940109058000263,
        -0.5030575738742636,
        -0.02562370378655119
    };

    private static final double[] W2 = {
        0.3631465101967421,
        0.5371058832468165,
        0.08560882778571663,
        -0.18303282316201053,
        -0.5717990689604513,
        -0.30334823365009067,
        0.031899411549452146,
        0.29104040710473716
    };

    private static final double[] B1 = {
        0.9248104527230695, 0.22320722451343877, -0.5952817821129336, -0.9839929727133548
    };
    private static final double[] B2 = {0.6279233025045434, 1.0158679877746526};

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
                List.of(sines(3, 4, 0.3, Math.sqrt(3)), sines(1, 4, 2, 1), sines(4, 2, 1.1, 2), sines(1, 2, 0.7, 1)));
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
            // 1e-8, which PyTorch had
            // at 0, beside gradients from 1e-4 on.
            assertArrayEquals(W1, end.weights(1).data(), 5e-6);
            assertArrayEquals(B1, end.bias(1).data(), 5e-7);
            assertArrayEquals(W2, end.weights(2).data(), 5e-6);
            assertArrayEquals(B2, end.bias(2).data(), 5e-7);
        }
    }
}
