package dev.crosscheck.course.guide;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinearFitTest {
    private static final int ROWS = 5000;

    private static LinearFit fit(DoubleSupplier noise, SplittableRandom random) {
        float[][] x = new float[ROWS][3];
        float[] t = new float[ROWS];
        for (int row = 0; row < ROWS; row++) {
            for (int f = 0; f < 3; f++) {
                x[row][f] = (float) gaussian(random);
            }
            t[row] = (float) (2 * x[row][0] - x[row][2] + 5 + noise.getAsDouble());
        }
        return LinearFit.of(ROWS, 3, (row, into) -> System.arraycopy(x[row], 0, into, 0, 3), t);
    }

    private static double gaussian(SplittableRandom random) {
        return Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
    }

    private static double laplace(SplittableRandom random) {
        return Math.log(1 - random.nextDouble()) * (random.nextBoolean() ? 1 : -1);
    }

    /** 4x + 2y = 10 and 2x + 3y = 9 have x = 1.5, y = 2. */
    @Test
    void equationsOnPaper() {
        double[] w = {10, 9};
        LinearFit.solve(new double[][] {{4, 0}, {2, 3}}, w);
        assertArrayEquals(new double[] {1.5, 2}, w, 1e-14);
    }

    /** Five variances, four of the signal's, one of noise: 5/6 is explained, give or take 0.4 %. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void normalResidualsHaveNoOutliers(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        LinearFit fit = fit(() -> gaussian(random), random);
        assertEquals(5.0 / 6, fit.r2(), 0.015);
        assertFalse(fit.hasOutliers(), fit.toString());
        assertEquals(3, fit.features());
    }

    /** 0.78 % are expected: 39 of 5,000, with a deviation of 6; the limit is 25. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void laplaceResidualsHave(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        LinearFit fit = fit(() -> laplace(random), random);
        assertEquals(0.0078, fit.outliers(), 0.003);
        assertTrue(fit.hasOutliers(), fit.toString());
    }

    @Test
    void aFewValuesFarOffAreOutliers() {
        SplittableRandom random = new SplittableRandom(1);
        LinearFit fit = fit(() -> random.nextDouble() < 0.01 ? 100 : gaussian(random), random);
        assertEquals(0.01, fit.outliers(), 0.004);
    }

    /** One-hot features of one column add up to 1 in every row, as the constant does; the ridge keeps that solvable. */
    @Test
    void oneHotFeaturesAreSolved() {
        float[] t = new float[300];
        for (int row = 0; row < t.length; row++) {
            t[row] = row % 3 - 1;
        }
        LinearFit.Features oneHot = (row, into) -> {
            for (int f = 0; f < 3; f++) {
                into[f] = row % 3 == f ? 1 : 0;
            }
        };
        LinearFit fit = LinearFit.of(t.length, 3, oneHot, t);
        assertEquals(1, fit.r2(), 1e-6);
        assertEquals(0, fit.outliers(), "what is left is rounding");
    }

    /** With 40 rows four features are used; the one that tells all is among them wherever it is. */
    @ParameterizedTest
    @ValueSource(ints = {0, 57, 99})
    void theFeaturesThatTellMostAreUsed(int telling) {
        SplittableRandom random = new SplittableRandom(7);
        float[][] x = new float[40][100];
        float[] t = new float[40];
        for (int row = 0; row < t.length; row++) {
            for (int f = 0; f < 100; f++) {
                x[row][f] = (float) gaussian(random);
            }
            t[row] = x[row][telling];
        }
        LinearFit fit = LinearFit.of(40, 100, (row, into) -> System.arraycopy(x[row], 0, into, 0, 100), t);
        assertEquals(4, fit.features());
        assertEquals(1, fit.r2(), 1e-4);
    }

    /** Most targets the same: there are no fences, and no division by zero. */
    @Test
    void aMostlyConstantTargetHasNoFences() {
        float[] t = new float[100];
        t[50] = 1;
        LinearFit fit = LinearFit.of(100, 1, (row, into) -> into[0] = 0, t);
        assertEquals(0, fit.outliers());
        assertEquals(0, fit.r2(), 1e-12);
        assertEquals(
                0,
                LinearFit.of(100, 1, (row, into) -> into[0] = row, new float[100])
                        .r2(),
                "nothing to explain");
        assertEquals(1, LinearFit.of(1, 1, (row, into) -> into[0] = row, 1).rows());
    }

    /** A million rows of 3,000 features are looked at in about a second. */
    @Test
    void aLargeTableDoesNotHang() {
        float[] t = new float[1_000_000];
        SplittableRandom random = new SplittableRandom(3);
        for (int row = 0; row < t.length; row++) {
            t[row] = (float) gaussian(random);
        }
        assertTimeout(Duration.ofSeconds(60), () -> {
            LinearFit fit = LinearFit.of(t.length, 3000, (row, into) -> into[row % 3000] = t[row], t);
            assertEquals(LinearFit.MOST_FEATURES, fit.features());
            assertEquals(LinearFit.MOST_ROWS, fit.rows());
        });
    }
}
