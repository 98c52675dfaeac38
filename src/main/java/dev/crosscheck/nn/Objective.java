package dev.crosscheck.nn;

import dev.crosscheck.math.Matrix;

/** What training reduces: a {@link Loss}, or one in which rows count by their classes. */
public sealed interface Objective permits Loss, WeightedLoss {

    /** @return the loss of each row */
    Loss loss();

    /**
     * @param y outputs, (N, O)
     * @param t targets, (N, O)
     * @return how far they are apart
     */
    double value(Matrix y, Matrix t);

    /**
     * @param y outputs, (N, O)
     * @param t targets, (N, O)
     * @return the derivative of {@link #value} by Y, (N, O)
     */
    Matrix gradient(Matrix y, Matrix t);

    /** @return how much each row counts, (N, 1); null where all count the same */
    Matrix rowWeights(Matrix t);
}
