package dev.crosscheck.train.byhand;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.crosscheck.nn.optim.Adam;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Adam in three forms: as an update to subtract, in one pass, and in one pass with the Vector API. */
class VectorAdamTest {
    private static final int LENGTH = 128;

    @Test
    void allFormsGiveTheSameBits() {
        Parameter onePass = new Parameter(new PlainProducts(), LENGTH);
        Parameter vectors = new Parameter(new PlainProducts(), LENGTH);
        float[] theta = new float[LENGTH];
        float[] m = new float[LENGTH];
        float[] v = new float[LENGTH];
        SplittableRandom random = new SplittableRandom(1);
        for (int step = 0; step < 100; step++) {
            AdamStep adam = AdamStep.after(step, 0.001, 0.9, 0.999, 1e-8, Adam.Epsilon.ON_RAW);
            float[] gradient = onePass.gradient().values();
            for (int i = 0; i < LENGTH; i++) {
                gradient[i] = (float) (random.nextGaussian() * Math.exp(-i / 2.0));
            }
            onePass.update(adam);
            VectorAdam.update(adam, gradient, vectors, 0, LENGTH);
            adam.updateInPlace(theta, gradient, m, v);
        }
        assertArrayEquals(theta, onePass.theta().values());
        assertArrayEquals(theta, vectors.theta().values());
        assertArrayEquals(v, vectors.v());
    }
}
