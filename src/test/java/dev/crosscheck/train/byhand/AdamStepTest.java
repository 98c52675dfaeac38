package dev.crosscheck.train.byhand;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.nn.optim.Adam;
import dev.crosscheck.train.byhand.Update.AdamStep;
import dev.crosscheck.train.byhand.Update.Parameter;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdamStepTest {

    /**
     * For a unit that lit up once and never again. Its second moment takes 70,000 steps to fall from 1e-8 to where floats become
     * subnormal.
     */
    @ParameterizedTest
    @ValueSource(floats = {1e-4f, -1e-4f, 1e-12f})
    void noMomentAndNoUpdateBecomesSubnormal(float first) {
        float[] parameters = {0.1f};
        float[] gradient = {first};
        float[][] moments = new float[2][1];
        for (int step = 0; step < 100_000; step++) {
            AdamStep adam = AdamStep.after(step, 0.001, 0.9, 0.999, 1e-8, Adam.Epsilon.ON_RAW, 0);
            adam.move(gradient, parameters, moments[0], moments[1], 0, 1);
            for (float[] moment : moments) {
                assertNormal(moment[0], step);
            }
            assertNormal(adam.rate() * moments[0][0], step);
            gradient[0] = 0;
        }
    }

    private static void assertNormal(float value, int step) {
        assertTrue(value == 0 || Math.abs(value) >= Float.MIN_NORMAL, value + " after step " + step);
    }

    /** They are what the formula gives without rounding. */
    @Test
    void momentsOfOrdinarySizeKeepEveryBit() {
        AdamStep adam = AdamStep.after(0, 0.001, 0.9, 0.999, 1e-8, Adam.Epsilon.ON_RAW, 0);
        for (float g = 1e4f; g > 1e-6f; g *= 0.7f) {
            float[] m = {g / 3};
            float[] v = {g * g / 7};
            float[] parameters = {1};
            float expectedM = adam.beta1() * m[0] + adam.fresh1() * g;
            float expectedV = adam.beta2() * v[0] + adam.fresh2() * g * g;
            adam.move(new float[] {g}, parameters, m, v, 0, 1);
            assertEquals(expectedM, m[0]);
            assertEquals(expectedV, v[0]);
        }
    }

    /** With ε on the corrected root: η m̂/(√v̂ + ε) = η √(1 - β2ᵗ)/(1 - β1ᵗ) · m/(√v + ε √(1 - β2ᵗ)), so ε falls as the correction does. */
    @Test
    void epsilonOnTheCorrectedRootIsScaledByTheCorrection() {
        AdamStep first = AdamStep.after(0, 0.001, 0.9, 0.75, 0.5, Adam.Epsilon.ON_CORRECTED, 0);
        assertEquals(0.25f, first.epsilon());
        assertEquals(
                0.5f,
                AdamStep.after(0, 0.001, 0.9, 0.75, 0.5, Adam.Epsilon.ON_RAW, 0).epsilon());
    }

    /** On plain arrays, on a parameter, and with the Vector API. */
    @Test
    void allFormsGiveTheSameBits() {
        int length = 128;
        Parameter parameter = new Parameter(length);
        Parameter vectors = new Parameter(length);
        float[] theta = new float[length];
        float[] m = new float[length];
        float[] v = new float[length];
        SplittableRandom random = new SplittableRandom(1);
        for (int step = 0; step < 100; step++) {
            AdamStep adam = AdamStep.after(step, 0.001, 0.9, 0.999, 1e-8, Adam.Epsilon.ON_RAW, 0);
            float[] gradient = parameter.gradient();
            for (int i = 0; i < length; i++) {
                gradient[i] = (float) (random.nextGaussian() * Math.exp(-i / 2.0));
            }
            parameter.update(adam);
            KernelChoice.vector().update(adam, gradient, vectors, 0, length);
            adam.move(gradient, theta, m, v, 0, length);
        }
        assertArrayEquals(theta, parameter.theta());
        assertArrayEquals(theta, vectors.theta());
        assertArrayEquals(v, vectors.v());
    }
}
