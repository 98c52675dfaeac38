package dev.crosscheck.train.byhand;

import dev.crosscheck.data.Batches;
import dev.crosscheck.nn.Elementwise;
import java.util.List;

/**
 * The operations that fast kernels provide, in float: the three matrix products of a linear layer {@code Z = X·W}, and the sums of a first
 * layer. All matrices are row-major, and their number of columns is a multiple of {@link Sums#ROUNDED_TO}. Sums are in the order that
 * {@link PlainNetwork} specifies.
 */
public interface Products {

    /**
     * The input side of a slice of a hidden layer: its pre-activations in the forward pass, and their gradient in the backward pass.
     *
     * <p>Shapes: N rows, I inputs, U units of a slice ({@link Sums#SLICE}).
     */
    interface Incoming {

        /**
         * Forward: {@code Z = X·W + b} with the inputs X (N, I).
         *
         * @param w (I, U)
         * @param bias (U)
         * @param z receives (N, U)
         */
        void forward(Batch batch, float[] w, float[] bias, float[] z);

        /**
         * Backward: {@code dW = Xᵀ·dZ} and {@code db = Σ rows of dZ}. Then one optimizer step for W and b. Both are one method because a
         * weight's gradient is only needed for its update, and is then still in the processor's innermost cache.
         *
         * @param dz (N, U)
         * @param w (I, U)
         * @param b (U)
         */
        void backwardAndUpdate(Batch batch, float[] dz, Parameter w, Parameter b, Update step);
    }

    /**
     * What the first layer reads and writes of a slice.
     *
     * @param w (I, U)
     * @param b (U)
     * @param z receives the pre-activations, (N, U)
     * @param dz their gradient, (N, U)
     */
    record Slice(Parameter w, Parameter b, float[] z, float[] dz) {}

    /** The first layer's products for a batch. One input layer serves all slices and threads. */
    interface InputLayer extends Incoming {

        /** The forward pass of several slices, which may share some of the work. */
        default void forward(Batch batch, List<Slice> slices) {
            slices.forEach(slice -> forward(batch, slice.w().theta(), slice.b().theta(), slice.z()));
        }

        /** The backward pass and the optimizer step of several slices. */
        default void backwardAndUpdate(Batch batch, List<Slice> slices, Update step) {
            slices.forEach(slice -> backwardAndUpdate(batch, slice.dz(), slice.w(), slice.b(), step));
        }

        /**
         * Prepares a batch for the forward pass. Every thread prepares its part; then all synchronise.
         *
         * @param part index of the calling thread, from 0
         */
        void load(Batch batch, int part);

        /**
         * Prepares a batch for the backward pass in the same way, after {@link #load}.
         *
         * @param part index of the calling thread, from 0
         */
        void arrange(Batch batch, int part);
    }

    /**
     * Creates a first layer for these examples.
     *
     * @param input whether dark pixels are skipped
     */
    default InputLayer inputLayer(Batches batches, InputForm input) {
        return input == InputForm.LIT ? new LitInputLayer(this, batches) : new DenseInputLayer(this, batches);
    }

    /**
     * Forward: {@code Z = X·W}.
     *
     * @param n rows of X and Z
     * @param k columns of X, rows of W
     * @param m columns of W and Z
     * @param x (n, k)
     * @param w (k, m)
     * @param z receives (n, m)
     */
    void forward(int n, int k, int m, float[] x, float[] w, float[] z);

    /**
     * Forward, of one slice of several: {@code Z += X·W}, with each element of {@code X·W} summed before it is added.
     *
     * @param n rows of X and Z
     * @param k columns of X, rows of W
     * @param m columns of W and Z
     * @param x (n, k)
     * @param w (k, m)
     * @param z (n, m), to which the product is added
     */
    void addForward(int n, int k, int m, float[] x, float[] w, float[] z);

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
    void weightGradient(int n, int k, int m, int used, float[] x, float[] dz, float[] dw);

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
    void addInputGradient(int n, int k, int m, int used, float[] dz, float[] w, float[] dx);

    /**
     * Transposes the first columns of W, four rows at a time, so that fewer lines of the cache are written at once.
     *
     * @param w (k, m), with k a multiple of 4
     * @param used number of columns to transpose
     * @param into receives Wᵀ (used, k)
     */
    static void transpose(int k, int m, int used, float[] w, float[] into) {
        for (int i = 0; i < k; i += 4) {
            for (int j = 0; j < used; j++) {
                into[j * k + i] = w[i * m + j];
                into[j * k + i + 1] = w[(i + 1) * m + j];
                into[j * k + i + 2] = w[(i + 2) * m + j];
                into[j * k + i + 3] = w[(i + 3) * m + j];
            }
        }
    }

    /**
     * Σ rows of a matrix in tiles: each tile is summed from 0, and the tiles' sums are added in their order, so that a GPU can sum many
     * tiles at once.
     *
     * @param tile rows of a tile, at least 1; the last may have fewer
     * @param matrix (rows, {@link Sums#SLICE})
     * @param sums receives the sum of each column
     */
    void sumRows(int rows, int tile, float[] matrix, float[] sums);

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
    void sumLit(
            EntryLists lists,
            int first,
            int count,
            float[] levels,
            float[] matrix,
            int origin,
            int distance,
            float[][] starts,
            int stride,
            float[][] sums);

    /**
     * An activation and its derivative: {@code a = f(z)} and {@code f'(z)}.
     *
     * @param count how many, a multiple of 16
     * @param a z, then f(z)
     * @param slope receives f'(z)
     */
    default void activate(Elementwise f, int count, float[] a, float[] slope) {
        for (int i = 0; i < count; i++) {
            float z = a[i];
            a[i] = Neuron.value(f, z);
            slope[i] = Neuron.slope(f, z);
        }
    }

    /**
     * Adds b to each row of Z.
     *
     * @param n rows of Z
     * @param b (U), with U = {@link Sums#SLICE}
     * @param z (n, U)
     */
    default void addBias(int n, float[] b, float[] z) {
        for (int row = 0; row < n; row++) {
            for (int j = 0; j < b.length; j++) {
                z[row * b.length + j] += b[j];
            }
        }
    }

    /**
     * Replaces gradients of ReLU's activations by those of their z, as {@link Neuron#keepWherePositive} does.
     *
     * @param count how many, a multiple of 16
     */
    default void keepWherePositive(int count, float[] a, float[] da) {
        Neuron.keepWherePositive(a, da, count);
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

    /** @return a name to show to users */
    String name();
}
