package dev.crosscheck.train.byhand;

import static dev.crosscheck.math.FloatMath.fma;

import dev.crosscheck.train.byhand.Update.Parameter;
import java.util.Arrays;

/**
 * The operations of the fast kernels, in float: the three matrix products of a linear layer {@code Z = X·W}, the sums of a first layer, and
 * the optimizer's step. All matrices are row-major, and their number of columns is a multiple of {@link Sums#ROUNDED_TO}. Sums are in the
 * order that {@link PlainNetwork} specifies.
 *
 * <p>{@link VectorKernels} does them with the Vector API. What is here are their definitions in plain Java, with which Crosscheck's layers
 * compute where that API is missing.
 */
public interface Kernels {

    /**
     * Forward, of some rows and one block of inputs: {@code Z += X·W}, with each element of {@code X·W} summed before it is added.
     *
     * @param from first row of X and Z
     * @param to one after the last row
     * @param k columns of X, rows of W
     * @param m columns of W and Z
     * @param x (n, k)
     * @param w (k, m)
     * @param z (n, m), to which the product is added
     */
    default void addForward(int from, int to, int k, int m, float[] x, float[] w, float[] z) {
        float[] share = new float[m];
        for (int row = from; row < to; row++) {
            Arrays.fill(share, 0f);
            for (int i = 0; i < k; i++) {
                Sums.addScaled(x[row * k + i], w, i * m, share, 0, m);
            }
            for (int j = 0; j < m; j++) {
                z[row * m + j] += share[j];
            }
        }
    }

    /**
     * Backward, to the weights: {@code dW = Xᵀ·dZ}.
     *
     * @param n rows of X and dZ
     * @param k columns of X; a multiple of {@link Sums#ROUNDED_TO} if {@code used} is less than m
     * @param m columns of dZ
     * @param used columns of dZ that are not padding; all others are 0, and so are those of dW, before and after
     * @param x (n, k)
     * @param dz (n, m)
     * @param dw receives (k, m)
     */
    default void weightGradient(int n, int k, int m, int used, float[] x, float[] dz, float[] dw) {
        Arrays.fill(dw, 0, k * m, 0f);
        for (int row = 0; row < n; row++) {
            for (int i = 0; i < k; i++) {
                Sums.addScaled(x[row * k + i], dz, row * m, dw, i * m, m);
            }
        }
    }

    /**
     * Backward, to the inputs: {@code dX += dZ·Wᵀ}, term by term, so that a sum can go on over the columns of several dZ.
     *
     * @param n rows of dZ and dX
     * @param k rows of W, columns of dX
     * @param m columns of dZ and W
     * @param used columns of dZ and W that are not padding; only these are read
     * @param dz (n, m)
     * @param w (k, m)
     * @param dx (n, k), to which each term is added
     */
    default void addInputGradient(int n, int k, int m, int used, float[] dz, float[] w, float[] dx) {
        for (int row = 0; row < n; row++) {
            for (int i = 0; i < k; i++) {
                float sum = dx[row * k + i];
                for (int j = 0; j < used; j++) {
                    sum = fma(dz[row * m + j], w[i * m + j], sum);
                }
                dx[row * k + i] = sum;
            }
        }
    }

    /**
     * Σ rows of a matrix in tiles: each tile is summed from 0, and the tiles' sums are added in their order, so that a GPU can sum many
     * tiles at once.
     *
     * @param tile rows of a tile, at least 1; the last may have fewer
     * @param matrix (rows, U)
     * @param sums (U), receives the sum of each column
     */
    default void sumRows(int rows, int tile, float[] matrix, float[] sums) {
        Arrays.fill(sums, 0f);
        float[] inTile = new float[sums.length];
        for (int first = 0; first < rows; first += tile) {
            Arrays.fill(inTile, 0f);
            for (int row = first; row < Math.min(rows, first + tile); row++) {
                Sums.addScaled(1f, matrix, row * sums.length, inTile, 0, sums.length);
            }
            Sums.addScaled(1f, inTile, 0, sums, 0, sums.length);
        }
    }

    /**
     * Lists of entries, each of an index and a value as {@link LitPixels} packs them: the lit pixels of images, or the rows in which pixels
     * are lit.
     *
     * @param entries of all lists
     * @param starts index of each list's first entry
     * @param ends index after each list's last entry
     */
    record EntryLists(int[] entries, int[] starts, int[] ends) {}

    /**
     * One sum per list and unit, for several slices: {@code start + Σ level(value) · matrix[index]} over the list's entries, one after the
     * other.
     *
     * @param first the first list
     * @param count number of lists
     * @param levels by value
     * @param matrix the slices' matrices, whose rows have {@link Sums#SLICE} columns
     * @param origin where the first slice's row of index 0 is, or would be
     * @param distance from a slice's matrix to the next one's
     * @param starts by slice, the initial values
     * @param stride from a list's initial values to the next one's: 0 if all have the same
     * @param sums by slice, receive (count, U); may be the initial values' arrays
     */
    default void sumLit(
            EntryLists lists,
            int first,
            int count,
            float[] levels,
            float[] matrix,
            int origin,
            int distance,
            float[][] starts,
            int stride,
            float[][] sums) {
        int u = Sums.SLICE;
        for (int slice = 0; slice < sums.length; slice++) {
            for (int k = 0; k < count; k++) {
                System.arraycopy(starts[slice], k * stride, sums[slice], k * u, u);
                for (int i = lists.starts()[first + k]; i < lists.ends()[first + k]; i++) {
                    int entry = lists.entries()[i];
                    int row = origin + slice * distance + LitPixels.index(entry) * u;
                    Sums.addScaled(levels[LitPixels.value(entry)], matrix, row, sums[slice], k * u, u);
                }
            }
        }
    }

    /**
     * Replaces gradients of ReLU's activations by those of their z. The derivative is 1 above 0, and 0 at 0 and below. There is no branch,
     * since it would be mispredicted half the time: an activation is never below 0, so the bits of -bits(a) >> 31 are all 1 where a is above
     * 0 and all 0 where it is 0.
     *
     * @param count how many, a multiple of 16
     */
    default void keepWherePositive(int count, float[] a, float[] da) {
        for (int i = 0; i < count; i++) {
            int keep = -Float.floatToRawIntBits(a[i]) >> 31;
            da[i] = Float.intBitsToFloat(Float.floatToRawIntBits(da[i]) & keep);
        }
    }

    /**
     * Does an optimizer step for some of the parameters.
     *
     * @param gradient of these parameters, from index 0
     * @param parameter θ and its moments
     * @param from index of the first of these parameters in θ
     * @param length how many, a multiple of 16
     */
    default void update(Update update, float[] gradient, Parameter parameter, int from, int length) {
        update.move(gradient, parameter.theta(), parameter.m(), parameter.v(), from, length);
    }

    /** @return those of a convolution */
    default ConvolutionKernels convolutions() {
        return new ConvolutionKernels() {};
    }

    /** @return a name to show to users */
    default String name() {
        return "plain Java";
    }
}
