package dev.crosscheck.train.byhand;

import dev.crosscheck.data.Batches;
import dev.crosscheck.train.byhand.AdamStep.Parameter;
import dev.crosscheck.train.byhand.ByHandNetwork.Batch;
import java.util.Arrays;

/**
 * What kernels have to provide, in float: the three matrix products of a linear layer {@code Z = X·W}, and a first layer for
 * images. All matrices are row-major.
 *
 * <p>For the same shapes an implementation always adds in the same order, so that equal operands give equal bits.
 */
interface Products extends AutoCloseable {

    /**
     * Floats that products read and write. A native library keeps a second copy outside the heap; whoever owns the operand says when
     * to bring one copy up to date with the other.
     */
    interface Operand {

        /** @return the values on the heap, always the same array */
        float[] values();

        /** Copies values that were written on the heap to where products read them. */
        void push(int from, int to);

        /** Copies values that a product has written to the heap. */
        void pull(int from, int to);

        /** {@link #push(int, int)} for all values. */
        default void push() {
            push(0, values().length);
        }

        /** {@link #pull(int, int)} for all values. */
        default void pull() {
            pull(0, values().length);
        }

        /** Values on the heap only. */
        record OnHeap(float[] values) implements Operand {

            @Override
            public void push(int from, int to) {}

            @Override
            public void pull(int from, int to) {}
        }
    }

    /**
     * What comes to the units of a slice of a hidden layer, before their activation, and back from it.
     *
     * <p>Shapes: N images, I pixels, U units of a slice ({@link Layers#UNITS}).
     */
    interface Incoming {

        /**
         * Forward: {@code Z = X·W + b} with the normalised pixels X (N, I).
         *
         * @param w (I, U)
         * @param bias (U)
         * @param z receives (N, U), on the heap
         */
        void forward(Batch batch, Operand w, float[] bias, Operand z);

        /**
         * Backward: {@code dW = Xᵀ·dZ} and {@code db = Σ rows of dZ}. Update: one step of Adam for W and b. The two are one method
         * because only its own update needs a weight's gradient, which is then still in the processor's nearest cache.
         *
         * @param dz (N, U), on the heap
         * @param w (I, U)
         * @param b (U)
         */
        void backwardAndUpdate(Batch batch, Operand dz, Parameter w, Parameter b, AdamStep step);
    }

    /** The first layer's products, for a batch of images. One input layer serves all of that layer's slices and all threads. */
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

        /** @return what computes, for people */
        String name();
    }

    /**
     * Makes an array that these products can read and write.
     *
     * @param length number of floats, all 0 at first
     */
    Operand operand(int length);

    /**
     * Makes a first layer for these images.
     *
     * @param mostParts the most threads that prepare a batch together
     */
    default InputLayer inputLayer(Batches batches, int mostParts) {
        return new DenseInputLayer(this, batches);
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
    void forward(int n, int k, int m, Operand x, Operand w, Operand z);

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
    void weightGradient(int n, int k, int m, Operand x, Operand dz, Operand dw);

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
    void inputGradient(int n, int k, int m, Operand dz, Operand w, Operand dx);

    /**
     * Backward, to a bias: sums each column of a matrix.
     *
     * @param rows of the matrix
     * @param matrix (rows, columns)
     * @param sums receives (columns)
     */
    static void sumRows(int rows, float[] matrix, float[] sums) {
        Arrays.fill(sums, 0f);
        for (int row = 0; row < rows; row++) {
            for (int j = 0; j < sums.length; j++) {
                sums[j] += matrix[row * sums.length + j];
            }
        }
    }

    /** @return what computes, for people */
    String name();

    /** Releases native memory. */
    @Override
    void close();
}
