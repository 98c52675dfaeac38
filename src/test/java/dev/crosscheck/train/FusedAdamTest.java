package dev.crosscheck.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.optim.Adam.Epsilon;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.Adam;

class FusedAdamTest extends Nd4jTest {
    private static final int PARAMETERS = 1003;
    private static final int STEPS = 500;

    private final FusedAdam config = new FusedAdam(0.001, 0.9, 0.999, 1e-8, Epsilon.ON_RAW);

    @Test
    void everyUpdateIsThatOfDl4jsAdam() {
        Adam stock = new Adam(0.001, 0.9, 0.999, 1e-8);
        GradientUpdater<?> expected = stock.instantiate(Nd4j.zeros(1, 2 * PARAMETERS), true);
        GradientUpdater<?> actual = config.instantiate(Nd4j.zeros(1, 2 * PARAMETERS), true);
        SplittableRandom random = new SplittableRandom(3);
        for (int step = 0; step < STEPS; step++) {
            float[] gradient = gradient(random);
            INDArray a = Nd4j.create(gradient, new long[] {1, PARAMETERS}, 'c');
            INDArray b = a.dup();
            expected.applyUpdater(a, step, 0);
            actual.applyUpdater(b, step, 0);
            assertClose(a.toFloatVector(), b.toFloatVector(), step);
        }
    }

    /**
     * Gradients from 1e-12, where epsilon rules, to 1e3, and zeros. Each parameter keeps its sign, so that no cancellation in
     * m magnifies rounding.
     */
    private static float[] gradient(SplittableRandom random) {
        float[] gradient = new float[PARAMETERS];
        for (int i = 0; i < PARAMETERS; i++) {
            double size = random.nextDouble() * Math.pow(10, i % 16 - 12);
            gradient[i] = i % 7 == 0 ? 0 : (float) (i % 2 == 0 ? size : -size);
        }
        return gradient;
    }

    /**
     * The moments are float products summed in the same order: a few units in the last place. On top of that, DL4J computes
     * the bias correction in float: β2 and each factor of β2ᵗ are rounded by half a unit, 1 - β2ᵗ keeps that error and is
     * small, and half of it stays under the root. So does the error of its 1 - β2.
     */
    private static double relativeTolerance(int step) {
        int t = step + 1;
        double lostByFloat = (t + 1) * (Math.ulp(1f) / 2) / (1 - Math.pow(0.999, t));
        double lostByFresh = Math.abs((1 - 0.999f) / (1 - 0.999) - 1);
        return 8 * Math.ulp(1f) + (lostByFloat + lostByFresh) / 2;
    }

    private static void assertClose(float[] expected, float[] actual, int step) {
        for (int i = 0; i < expected.length; i++) {
            double allowed = relativeTolerance(step) * Math.abs(expected[i]) + Float.MIN_NORMAL;
            assertTrue(
                    Math.abs(expected[i] - actual[i]) <= allowed,
                    "step " + step + ", parameter " + i + ": " + expected[i] + " against " + actual[i]);
        }
    }

    /** In double the hand-written Adam rounds nothing that float would show: what is left is float's own, a few units a step. */
    @ParameterizedTest
    @EnumSource(Epsilon.class)
    void everyUpdateIsThatOfTheHandWrittenAdamWithTheSameHomeOfEpsilon(Epsilon home) {
        FusedAdam fused = new FusedAdam(0.001, 0.9, 0.999, 1e-8, home);
        GradientUpdater<?> actual = fused.instantiate(Nd4j.zeros(1, 2 * PARAMETERS), true);
        dev.crosscheck.nn.optim.Adam byHand = new dev.crosscheck.nn.optim.Adam(0.001, home);
        SplittableRandom random = new SplittableRandom(5);
        for (int step = 0; step < STEPS; step++) {
            float[] gradient = gradient(random);
            Matrix wide = Matrix.zeros(1, PARAMETERS);
            Arrays.setAll(wide.data(), i -> gradient[i]);
            Matrix theta = Matrix.zeros(1, PARAMETERS);
            byHand.updateInPlace(List.of(theta), List.of(wide));
            INDArray update = Nd4j.create(gradient, new long[] {1, PARAMETERS}, 'c');
            actual.applyUpdater(update, step, 0);
            for (int i = 0; i < PARAMETERS; i++) {
                double expected = -theta.data()[i];
                double allowed = 24 * Math.ulp(1f) * Math.abs(expected) + Float.MIN_NORMAL;
                assertEquals(expected, update.getFloat(i), allowed, "step " + step + ", parameter " + i);
            }
        }
    }

    @Test
    void itsStateLiesInTheViewAfterFlushAndIsTakenUpAgain() {
        INDArray view =
                Nd4j.zeros(1, 2 * PARAMETERS + 5).get(NDArrayIndex.all(), NDArrayIndex.interval(5, 2 * PARAMETERS + 5));
        FusedAdamUpdater first = (FusedAdamUpdater) config.instantiate(view, true);
        SplittableRandom random = new SplittableRandom(4);
        float[] gradient = gradient(random);
        first.applyUpdater(Nd4j.create(gradient, new long[] {1, PARAMETERS}, 'c'), 0, 0);
        first.flush();
        assertEquals(
                0.1f * gradient[1],
                view.getFloat(1),
                1e-6 * Math.abs(gradient[1]),
                "m is a tenth of the first gradient");
        GradientUpdater<?> second = config.instantiate(view, false);
        INDArray next = Nd4j.create(gradient(random), new long[] {1, PARAMETERS}, 'c');
        INDArray same = next.dup();
        first.applyUpdater(next, 1, 0);
        second.applyUpdater(same, 1, 0);
        assertArrayEquals(next.toFloatVector(), same.toFloatVector());
    }
}
