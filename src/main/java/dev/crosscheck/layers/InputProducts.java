package dev.crosscheck.layers;

import org.bytedeco.javacpp.FloatPointer;

/**
 * The two products of a linear layer at a network's input, N rows of I inputs and H outputs. All matrices are row-major.
 *
 * <p>Each element is one sum in a fixed order, so that the number of threads does not change the result.
 */
interface InputProducts {

    /**
     * Forward: {@code z = x W + b}.
     *
     * @param n N, rows of x
     * @param x (N, I)
     * @param w (I, H)
     * @param bias (H)
     * @param z receives (N, H)
     * @param training whether {@link #weightGradient} is to follow
     */
    void forward(int n, FloatPointer x, FloatPointer w, float[] bias, float[] z, boolean training);

    /**
     * Backward: {@code dW = xᵀ dz}, with the x of the last forward pass.
     *
     * @param n N, rows of x
     * @param x (N, I)
     * @param dz (N, H)
     * @param dBias Σ rows of dz, (H)
     * @param dw receives (I, H)
     */
    void weightGradient(int n, FloatPointer x, float[] dz, float[] dBias, FloatPointer dw);
}
