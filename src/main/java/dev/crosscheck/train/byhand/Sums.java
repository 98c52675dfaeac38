package dev.crosscheck.train.byhand;

import static dev.crosscheck.math.FloatMath.fma;

import java.util.Arrays;

/** What the order of additions is made of, which {@link PlainNetwork} states. */
public final class Sums {
    /** Hidden units whose products are summed by themselves, before these sums are added up: so many belong to one thread. */
    public static final int SLICE = 64;

    /** Rows of W1 that are summed by themselves, before their sums are added up. */
    static final int TILE = 16;

    /** Columns of the logits are rounded up to a multiple of this, a vector's width; those beyond the classes stay 0. */
    static final int ROUNDED_TO = 16;

    private Sums() {}

    /** @return slices of a hidden layer of this size */
    public static int slices(int units) {
        return (units - 1) / SLICE + 1;
    }

    /** @return columns of the logits for this number of classes */
    public static int width(int classes) {
        return (classes + ROUNDED_TO - 1) / ROUNDED_TO * ROUNDED_TO;
    }

    /** target += scale · source, for {@code length} elements from {@code to} and {@code from} on. */
    static void addScaled(float scale, float[] source, int from, float[] target, int to, int length) {
        for (int j = 0; j < length; j++) {
            target[to + j] = fma(source[from + j], scale, target[to + j]);
        }
    }

    /** Σ rows of a matrix (rows, columns), column by column. */
    public static void sumRows(int rows, float[] matrix, float[] sums) {
        Arrays.fill(sums, 0f);
        for (int row = 0; row < rows; row++) {
            for (int j = 0; j < sums.length; j++) {
                sums[j] += matrix[row * sums.length + j];
            }
        }
    }
}
