package dev.crosscheck.train.byhand;

/**
 * The three matrix products of a linear layer {@code Z = X·W}, in float. All matrices are row-major.
 *
 * <p>For the same shapes an implementation adds in the same order each time, so that equal operands give equal bits.
 */
interface Products extends AutoCloseable {

    /**
     * Makes an array that this implementation can multiply.
     *
     * @param length how many floats, all 0 at first
     */
    Operand operand(int length);

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

    /** @return what computes, for people */
    String name();

    /** Releases native memory. */
    @Override
    void close();
}
