package dev.crosscheck.train.byhand;

import static dev.crosscheck.math.FloatMath.fma;

/** The constants that fix the order of additions, which {@link PlainNetwork} specifies. */
public final class Sums {
    /**
     * Hidden units per slice. The products of a slice are summed first, then the slices' sums are added; one thread computes a whole slice.
     */
    public static final int SLICE = 64;

    /** Rows of W1 per tile. A tile is summed first, then the tiles' sums are added. */
    public static final int TILE = 16;

    /** The number of columns of the logits is rounded up to a multiple of this, a vector's width; the extra columns stay 0. */
    public static final int ROUNDED_TO = 16;

    private Sums() {}

    /** @return number of slices of a hidden layer of this size */
    public static int slices(int units) {
        return (units - 1) / SLICE + 1;
    }

    /** @return number of columns of the logits for this number of classes */
    public static int width(int classes) {
        return (classes + ROUNDED_TO - 1) / ROUNDED_TO * ROUNDED_TO;
    }

    /** target += scale · source, for {@code length} elements from {@code to} and {@code from} on. */
    static void addScaled(float scale, float[] source, int from, float[] target, int to, int length) {
        for (int j = 0; j < length; j++) {
            target[to + j] = fma(source[from + j], scale, target[to + j]);
        }
    }
}
