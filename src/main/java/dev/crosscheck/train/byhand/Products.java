package dev.crosscheck.train.byhand;

import dev.crosscheck.data.Batches;

/**
 * What fast kernels have to provide, in float: the three matrix products of a linear layer {@code Z = X·W}, and the sums of a first layer. All matrices are
 * row-major, and their columns a multiple of {@link Sums#ROUNDED_TO}. Sums have the order that {@link PlainNetwork} states.
 */
public interface Products {

    /**
     * What comes to the units of a slice of a hidden layer, before their activation, and back from it.
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
         * Backward: {@code dW = Xᵀ·dZ} and {@code db = Σ rows of dZ}. Update: one step of the optimizer for W and b. The two are one method
         * because only its own update needs a weight's gradient, which is then still in the processor's nearest cache.
         *
         * @param dz (N, U)
         * @param w (I, U)
         * @param b (U)
         */
        void backwardAndUpdate(Batch batch, float[] dz, Parameter w, Parameter b, Update step);
    }

    /** The first layer's products, for a batch. One input layer serves all of that layer's slices and all threads. */
    interface InputLayer extends Incoming {

        /**
         * Prepares a batch for the forward pass. Every thread prepares a part of it, then all wait until the last is done.
         *
         * @param part which thread this is, from 0
         */
        void load(Batch batch, int part);

        /**
         * Prepares it for the backward pass, in the same way, after {@link #load}.
         *
         * @param part which thread this is, from 0
         */
        void arrange(Batch batch, int part);
    }

    /**
     * Makes a first layer for these examples.
     *
     * @param input whether dark pixels are left out
     * @param mostParts the most threads that prepare a batch together
     */
    default InputLayer inputLayer(Batches batches, InputForm input, int mostParts) {
        return input == InputForm.LIT
                ? new LitInputLayer(this, batches, mostParts)
                : new DenseInputLayer(this, batches);
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
     * Backward, to the weights: {@code dW = Xᵀ·dZ}.
     *
     * @param n rows of X and dZ
     * @param k columns of X
     * @param m columns of dZ
     * @param x (n, k)
     * @param dz (n, m)
     * @param dw receives (k, m)
     */
    void weightGradient(int n, int k, int m, float[] x, float[] dz, float[] dw);

    /**
     * Backward, to the inputs: {@code dX = dZ·Wᵀ}.
     *
     * @param n rows of dZ and dX
     * @param k rows of W, columns of dX
     * @param m columns of dZ and W
     * @param dz (n, m)
     * @param w (k, m)
     * @param dx receives (n, k)
     */
    void inputGradient(int n, int k, int m, float[] dz, float[] w, float[] dx);

    /** @return Wᵀ (m, k) */
    static float[] transposed(int k, int m, float[] w) {
        float[] transposed = new float[m * k];
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < m; j++) {
                transposed[j * k + i] = w[i * m + j];
            }
        }
        return transposed;
    }

    /**
     * Σ rows of a matrix in tiles: each is summed from 0, and their sums are added in their order. A GPU sums many tiles at a time.
     *
     * @param tile rows of a tile, at least 1; the last may have fewer
     * @param matrix (rows, {@link Sums#SLICE})
     * @param sums receives a sum for each column
     */
    void sumRows(int rows, int tile, float[] matrix, float[] sums);

    /**
     * A sum over lit pixels, or over the rows in which a pixel is lit: {@code start + Σ level(value) · matrix[index]} for the index and the
     * value of each entry.
     *
     * @param entries as {@link LitPixels} packs them
     * @param from the first
     * @param to the one after the last
     * @param levels by value
     * @param matrix its rows are as long as a slice has units
     * @param start what each column's sum begins with
     * @param sums receives the sums
     * @param at where the first goes
     */
    void sumLit(int[] entries, int from, int to, float[] levels, float[] matrix, float[] start, float[] sums, int at);

    /**
     * Moves some of the parameters.
     *
     * @param gradient of these parameters, from its start
     * @param parameter θ and its moments
     * @param from the first of these parameters in θ
     * @param length how many, a multiple of 16
     */
    default void update(Update update, float[] gradient, Parameter parameter, int from, int length) {
        update.move(gradient, parameter.theta(), parameter.m(), parameter.v(), from, length);
    }

    /** @return what computes, for people */
    String name();
}
