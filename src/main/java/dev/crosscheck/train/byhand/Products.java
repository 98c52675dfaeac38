package dev.crosscheck.train.byhand;

import dev.crosscheck.data.Batches;

/**
 * What fast kernels have to provide, in float: the three matrix products of a linear layer {@code Z = X·W}, and a first layer. All matrices are
 * row-major, and their columns a multiple of {@link Layers#ROUNDED_TO}. Sums have the order that {@link PlainNetwork} states.
 */
interface Products {

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
    InputLayer inputLayer(Batches batches, InputForm input, int mostParts);

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

    /** @return what computes, for people */
    String name();
}
