package dev.crosscheck.train.byhand;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.optim.Optimizer;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.nn.optim.OptimizerSpec.Kind;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every optimizer's step in float against the reference in double, fed the same gradients. */
class UpdateTest {
    private static final int LENGTH = 8;
    private static final double RATE = 0.003;

    /** 6,000 steps at a rate that changes, so that the corrections of Adam's moments have all but gone. */
    @ParameterizedTest
    @EnumSource
    void everyStepIsThatOfTheReference(Kind kind) {
        OptimizerSpec optimizer =
                new OptimizerSpec(kind, RATE, kind == Kind.MOMENTUM ? 0.8 : 0, kind == Kind.ADAMW ? 0.05 : 0);
        Optimizer reference = optimizer.start();
        SplittableRandom random = new SplittableRandom(4);
        Matrix theta = Matrix.zeros(1, LENGTH);
        float[] found = new float[LENGTH + 1];
        float[] m = new float[LENGTH + 1];
        float[] v = new float[LENGTH + 1];
        for (int i = 0; i < LENGTH; i++) {
            found[i + 1] = (float) random.nextGaussian();
            theta.data()[i] = found[i + 1];
        }
        double rate = RATE;
        for (int step = 0; step < 6000; step++) {
            if (step % 1000 == 999) {
                rate /= 2;
                reference = reference.continued(rate);
            }
            Matrix gradient = Matrix.zeros(1, LENGTH);
            float[] g = new float[LENGTH];
            for (int i = 0; i < LENGTH; i++) {
                g[i] = (float) (random.nextGaussian() + 0.3 * found[i + 1]);
                gradient.data()[i] = g[i];
            }
            double[] before = theta.data().clone();
            float[] wasFound = found.clone();
            reference.updateInPlace(List.of(theta), List.of(gradient));
            Update.after(optimizer, step, rate).move(g, found, m, v, 1, LENGTH);
            for (int i = 0; i < LENGTH; i++) {
                double expected = theta.data()[i] - before[i];
                // The change is rounded as a part of θ, of size one, and some ten roundings of its own; the moments'
                // roundings do not add up,
                // since each step forgets a part of them.
                assertEquals(
                        expected, found[i + 1] - wasFound[i + 1], 3e-7 + 1e-5 * Math.abs(expected), "step " + step);
            }
        }
        assertEquals(0, found[0], "what comes before is not touched");
        assertTrue(Math.abs(theta.data()[0]) < 10, "a gradient towards 0");
    }
}
