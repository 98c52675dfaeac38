package dev.crosscheck.nn;

import dev.crosscheck.math.Matrix;

/**
 * What training reduces: a {@link Loss}, or one in which rows count by their classes.
 *
 * <p>A loss is a mean over terms, one per output, and takes them in one of two ways. Of the outputs Y, whatever made them: there a
 * cross-entropy keeps probabilities off 0 and 1 ({@link Loss#CLIP}), where its logarithms end. Or of the logits Z, where the
 * output activation is a cross-entropy's own: sigmoid or softmax and loss are then one function of Z, which is finite for every
 * finite Z and has the gradient Y - T over the divisor. Nothing is clipped, so that a network that is sure and wrong still learns.
 * Networks are trained in the second way wherever {@link #isFusedWith} holds.
 */
public sealed interface Objective permits Loss, WeightedLoss {

    /** @return the loss of each row */
    Loss loss();

    /** @return how much each row counts, (N, 1); null where all count the same */
    Matrix rowWeights(Matrix t);

    /**
     * @param y outputs, (N, O)
     * @param t targets, (N, O)
     * @return how far they are apart
     */
    default double value(Matrix y, Matrix t) {
        return mean(loss().terms(y, t), t);
    }

    /**
     * @param y outputs, (N, O)
     * @param t targets, (N, O)
     * @return the derivative of {@link #value} by Y, (N, O)
     */
    default Matrix gradient(Matrix y, Matrix t) {
        return shares(loss().slopes(y, t), t); // value(Y, T)
    }

    /** @return whether this loss and that output activation are one function of the logits: a cross-entropy and its partner */
    default boolean isFusedWith(Activation output) {
        return output == loss().partner() && output != Elementwise.IDENTITY;
    }

    /**
     * @param z logits, (N, O): what the loss's partner makes the outputs of
     * @param t targets, (N, O)
     * @return how far the outputs are from them
     * @throws IllegalStateException if the loss is no cross-entropy
     */
    default double valueOfLogits(Matrix z, Matrix t) {
        return mean(loss().termsOfLogits(z, t), t);
    }

    /**
     * @param y the outputs that the loss's partner makes of the logits Z, (N, O)
     * @param t targets, (N, O)
     * @return the derivative of {@link #valueOfLogits} by Z, (N, O): Y - T over the divisor, each row by its weight
     */
    default Matrix gradientOfLogits(Matrix y, Matrix t) {
        return shares(y.combine(t, (yi, ti) -> yi - ti), t); // valueOfLogits(Z, T)
    }

    /** The terms' weighted sum over the loss's divisor. */
    private double mean(Matrix terms, Matrix t) {
        double sum = 0;
        for (double term : weighted(terms, t).data()) {
            sum += term;
        }
        return sum / loss().divisor(terms);
    }

    private Matrix shares(Matrix slopes, Matrix t) {
        double divisor = loss().divisor(slopes);
        return weighted(slopes.map(slope -> slope / divisor), t);
    }

    private Matrix weighted(Matrix terms, Matrix t) {
        Matrix weights = rowWeights(t);
        if (weights == null) {
            return terms;
        }
        double[] weighted = terms.data().clone();
        for (int i = 0; i < weighted.length; i++) {
            weighted[i] *= weights.get(i / terms.columns(), 0);
        }
        return new Matrix(terms.rows(), terms.columns(), weighted);
    }
}
