package dev.crosscheck.train.byhand;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The products with the Vector API against sums in double. */
class KernelsTest {
    /** A sum of k float products and a number before rounds at most k + 2 times, each time by up to 2⁻²⁴ of the sum of the terms' sizes. */
    private static final double ROUNDING = 0x1p-24;

    private static final Kernels KERNELS = KernelChoice.vector();

    static Stream<Arguments> cases() {
        List<Arguments> cases = new ArrayList<>();
        for (int[] shape : new int[][] {
            {1, 1, 16}, {3, 64, 16}, {64, 64, 16}, {7, 100, 64}, {6, 5, 48}, {300, 11, 64}, {5, 270, 64}
        }) {
            cases.add(Arguments.of(shape[0], shape[1], shape[2]));
        }
        return cases.stream();
    }

    /** What is added to is there before; the other results replace what is there. Plain Java gives the same bits, so that a run's do not depend on the Vector API. */
    @ParameterizedTest
    @MethodSource("cases")
    void products(int n, int k, int m) {
        int rounded = (k + 15) / 16 * 16; // the vector kernels need a multiple of 16 columns
        float[] x = random(n * rounded, 7);
        float[] w = random(rounded * m, 8);
        float[] dz = random(n * m, 9);
        float[] matrix = random(k * Sums.SLICE, 10);
        List<List<float[]>> results = new ArrayList<>();
        for (Kernels kernels : List.of(KERNELS, KernelChoice.plain())) {
            List<float[]> found = List.of(
                    random(n * m, 11),
                    random(n * m, 14),
                    random(rounded * m, 12),
                    random(n * rounded, 15),
                    random(Sums.SLICE, 13));
            kernels.addForward(0, n, rounded, m, x, w, found.get(0));
            kernels.addForward(n / 3, n - n / 4, rounded, m, x, w, found.get(1));
            kernels.weightGradient(n, rounded, m, m, x, dz, found.get(2));
            kernels.addInputGradient(n, rounded, m, m, dz, w, found.get(3));
            kernels.sumRows(k, Sums.TILE, matrix, found.get(4));
            results.add(found);
        }
        List<float[]> found = results.get(0);
        float[] z = random(n * m, 11);
        float[] dx = random(n * rounded, 15);
        check(n, m, rounded, (row, i) -> row * rounded + i, x, (i, j) -> i * m + j, w, z, found.get(0));
        check(rounded, m, n, (row, i) -> i * rounded + row, x, (i, j) -> i * m + j, dz, null, found.get(2));
        check(n, rounded, m, (row, i) -> row * m + i, dz, (i, j) -> j * m + i, w, dx, found.get(3));
        float[] ones = new float[k];
        Arrays.fill(ones, 1f);
        check(1, Sums.SLICE, k, (row, i) -> i, ones, (i, j) -> i * Sums.SLICE + j, matrix, null, found.get(4));
        for (int i = 0; i < found.size(); i++) {
            assertArrayEquals(found.get(i), results.get(1).get(i), "result " + i);
        }
    }

    /** An activation of 0 or above, or NaN in a run that diverges. */
    @Test
    void gradientsOfReluAreKeptWhereTheActivationIsPositive() {
        float[] a = {0f, 1f, Float.MIN_VALUE, Float.NaN, Float.POSITIVE_INFINITY, 0f, 3f, 0f};
        float[] da = {1f, -2f, 3f, 4f, -5f, Float.NaN, -0f, -6f};
        float[] kept = {0f, -2f, 3f, 4f, -5f, 0f, -0f, 0f};
        for (Kernels kernels : List.of(KERNELS, KernelChoice.plain())) {
            float[] activations = new float[48];
            float[] found = new float[48];
            for (int i = 0; i < found.length; i++) {
                activations[i] = a[i % a.length];
                found[i] = da[i % da.length];
            }
            kernels.keepWherePositive(32, activations, found);
            for (int i = 0; i < found.length; i++) {
                assertEquals(i < 32 ? kept[i % kept.length] : da[i % da.length], found[i], kernels.name() + ", " + i);
            }
        }
    }

    /** Where an element is in its array. */
    private interface Index {
        int of(int row, int column);
    }

    /** Compares a product with sums in double, which begin at what was there before, or at 0. */
    private static void check(
            int rows, int columns, int inner, Index inA, float[] a, Index inB, float[] b, float[] before, float[] c) {
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                double sum = before == null ? 0 : before[row * columns + column];
                double size = Math.abs(sum);
                for (int i = 0; i < inner; i++) {
                    double term = (double) a[inA.of(row, i)] * b[inB.of(i, column)];
                    sum += term;
                    size += Math.abs(term);
                }
                float found = c[row * columns + column];
                assertTrue(Float.isFinite(found), "an element is not finite");
                assertEquals(sum, found, (inner + 2) * ROUNDING * size, "row " + row + ", column " + column);
            }
        }
    }

    private static float[] random(int length, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] operand = new float[length];
        for (int i = 0; i < length; i++) {
            operand[i] = (float) random.nextGaussian();
        }
        return operand;
    }
}
