package dev.crosscheck.train.byhand;

import static dev.crosscheck.math.FloatMath.fma;

import java.util.Arrays;

/**
 * The operations of a convolution on {@link #LANES} images at once, in float: number l of each group of {@value #LANES} belongs to image l, and no
 * sum has terms of two images, so that a vector's width changes no bit. What is here are the definitions in plain Java; {@link VectorKernels} has them
 * with the Vector API. Sums are in the order that {@link PlainNetwork} specifies.
 */
interface ConvolutionKernels {
    /** Images of a group. */
    int LANES = 16;

    /**
     * The terms of a sum, in their order: where the factors are, relative to those of the first.
     *
     * @param x in the maps, as a multiple of {@link #LANES}
     * @param w in the weights; unused in {@link #correlate}
     */
    record Taps(int[] x, int[] w) {
        int count() {
            return x.length;
        }
    }

    /**
     * Part of an array.
     *
     * @param at where it begins
     * @param stride from one channel to the next
     */
    record ArrayPart(float[] array, int at, int stride) {}

    /**
     * Sums of one row: {@code Z[o, j] = start + Σ x[j + tap]·w[o, tap]}.
     *
     * @param start of each channel's sums; empty for 0
     * @param x the maps' part at the first place of the row; its stride is not used
     * @param w weights
     * @param channels of Z
     * @param columns of the row
     * @param z receives the row
     */
    default void convolve(Taps taps, float[] start, ArrayPart x, ArrayPart w, int channels, int columns, ArrayPart z) {
        for (int o = 0; o < channels; o++) {
            for (int j = 0; j < columns * LANES; j++) {
                float sum = start.length == 0 ? 0f : start[o];
                for (int t = 0; t < taps.count(); t++) {
                    sum = fma(x.array[x.at + taps.x[t] + j], w.array[w.at + taps.w[t] + o * w.stride], sum);
                }
                z.array[z.at + o * z.stride + j] = sum;
            }
        }
    }

    /**
     * The gradients of weights: {@code dW[tap, o] = Σ x[r, c + tap]·dY[o, r, c]}, summed over rows and columns by image, and over the images as
     * {@link #sum} does.
     *
     * @param x the maps; its stride is from one row to the next
     * @param dy gradients
     * @param row from one row of dY to the next
     * @param dw receives (taps, channels), row-major, from {@code at} on
     */
    default void correlate(
            Taps taps, ArrayPart x, ArrayPart dy, int row, int rows, int columns, int channels, float[] dw, int at) {
        float[] sums = new float[LANES];
        for (int t = 0; t < taps.count(); t++) {
            for (int o = 0; o < channels; o++) {
                Arrays.fill(sums, 0f);
                for (int r = 0; r < rows; r++) {
                    int from = x.at + taps.x[t] + r * x.stride;
                    int of = dy.at + o * dy.stride + r * row;
                    for (int j = 0; j < columns * LANES; j++) {
                        sums[j % LANES] = fma(x.array[from + j], dy.array[of + j], sums[j % LANES]);
                    }
                }
                dw[at + t * channels + o] = sum(sums);
            }
        }
    }

    /** @return the sum over a group's images, halves added to halves; the numbers are overwritten */
    static float sum(float[] lanes) {
        for (int half = LANES / 2; half > 0; half /= 2) {
            for (int j = 0; j < half; j++) {
                lanes[j] += lanes[j + half];
            }
        }
        return lanes[0];
    }

    /**
     * ReLU of one row, after pooling: {@code a = max(0, the largest of each 2 by 2)}. Of equal ones the left and the upper one win.
     *
     * @param upper the upper row, (2 · columns); the lower one is {@code stride} after it
     * @param a receives the row
     * @param winner receives which of the four won: 0 and 1 of the upper row, 2 and 3 of the lower
     */
    default void pool(ArrayPart upper, int columns, float[] a, int at, float[] winner, int winnerAt) {
        for (int j = 0; j < columns * LANES; j++) {
            int left = upper.at + j / LANES * 2 * LANES + j % LANES;
            int ofUpper = larger(upper.array, left);
            int ofLower = larger(upper.array, left + upper.stride);
            boolean lowerWins = upper.array[ofUpper] < upper.array[ofLower];
            float best = upper.array[lowerWins ? ofLower : ofUpper];
            int which = lowerWins ? 2 + (ofLower - left - upper.stride) / LANES : (ofUpper - left) / LANES;
            a[at + j] = Math.max(best, 0f);
            winner[winnerAt + j] = which;
        }
    }

    /** @return the place of the larger of two neighbours, the left one if they are equal */
    private static int larger(float[] y, int left) {
        return y[left] < y[left + LANES] ? left + LANES : left;
    }

    /**
     * Backward through ReLU and pooling, of one row: where a is above 0, the gradient goes to the place that won, and the other three get 0.
     *
     * @param da dLoss/dA of the row, from {@code winnerAt} on
     * @param upper receives the upper row of dLoss/dY; the lower one is {@code stride} after it
     * @param db by image, to which the row's gradients are added
     */
    default void unpool(
            float[] a, int at, float[] winner, int winnerAt, float[] da, int columns, ArrayPart upper, float[] db) {
        for (int j = 0; j < columns * LANES; j++) {
            float dz = a[at + j] > 0 ? da[winnerAt + j] : 0f;
            db[j % LANES] += dz;
            int left = upper.at + j / LANES * 2 * LANES + j % LANES;
            for (int k = 0; k < 4; k++) {
                upper.array[left + k / 2 * upper.stride + k % 2 * LANES] = winner[winnerAt + j] == k ? dz : 0f;
            }
        }
    }
}
