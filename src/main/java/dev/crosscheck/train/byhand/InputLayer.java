package dev.crosscheck.train.byhand;

/**
 * How images meet the first layer's weights. One serves all slices of the hidden layer and all threads; I is the number of
 * pixels, U that of units in a slice ({@link HiddenSlice#UNITS}).
 */
interface InputLayer {

    /**
     * Prepares a batch for the forward pass. Every thread does its part, and all wait for one another before any goes on.
     *
     * @param part which thread this is, from 0
     */
    void load(Batch batch, int part);

    /**
     * Prepares it for the backward pass, likewise, after {@link #load}.
     *
     * @param part which thread this is, from 0
     */
    void arrange(Batch batch, int part);

    /**
     * Forward: {@code Z = X·W + b} with the normalised pixels X (N, I).
     *
     * @param w (I, U)
     * @param bias (U)
     * @param z receives (N, U), on the heap
     */
    void forward(Batch batch, Operand w, float[] bias, Operand z);

    /**
     * Backward, and the update of W on the way: {@code dW = Xᵀ·dZ} and {@code db = Σ rows of dZ}. Nothing but its own update
     * needs a weight's gradient, so that it can be used while it is still in the processor's nearest cache.
     *
     * @param dz (N, U), on the heap
     * @param w (I, U), is moved by a step of Adam
     * @param dBias receives (U)
     * @param step of Adam
     */
    void backward(Batch batch, Operand dz, Parameter w, float[] dBias, AdamStep step);

    /** @return how it multiplies, for people */
    String name();
}
