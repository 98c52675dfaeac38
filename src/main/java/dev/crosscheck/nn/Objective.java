package dev.crosscheck.nn;

import dev.crosscheck.math.Matrix;
import org.jspecify.annotations.Nullable;

/**
 * The quantity that training minimises: a {@link Loss}, or a {@link WeightedLoss}, in which rows are weighted by class.
 *
 * <p>A loss is a mean over terms, one per output, and can be computed in two ways. From the outputs Y, whatever activation computed them: a
 * cross-entropy then clips probabilities away from 0 and 1 ({@link Loss#CLIP}), where its logarithms are infinite. Or from the logits Z, if
 * the output activation is the cross-entropy's partner: sigmoid or softmax and the loss are then one function of Z, which is finite for
 * every finite Z and has the gradient Y - T over the divisor. Nothing is clipped, so that a network that is confident and wrong still
 * learns. Networks are trained in the second way wherever {@link #isFusedWith} holds.
 */
public sealed interface Objective permits Loss, WeightedLoss {

    /** @return the loss of each row, without class weights */
    Loss loss();

    /** @return the weight of each row, (N, 1); null if all are equal */
    @Nullable
    Matrix rowWeights(Matrix t);

    /**
     * @param y outputs, (N, O)
     * @param t targets, (N, O)
     * @return the loss
     */
    default double value(Matrix y, Matrix t) {
        return mean(loss().terms(y, t), t);
    }

    /**
     * @param y outputs, (N, O)
     * @param t targets, (N, O)
     * @return the derivative of {@link #value} with respect to Y, (N, O)
     */
    default Matrix gradient(Matrix y, Matrix t) {
        return shares(loss().slopes(y, t), t); // value(Y, T)
    }

    /**
     * @return whether the loss and this output activation can be computed as one function of the logits: a cross-entropy and its partner
     */
    default boolean isFusedWith(Activation output) {
        return output == loss().partner() && output != Elementwise.IDENTITY;
    }

    /**
     * @param z logits, (N, O): the input of the loss's partner
     * @param t targets, (N, O)
     * @return the loss
     * @throws IllegalStateException if the loss is not a cross-entropy
     */
    default double valueOfLogits(Matrix z, Matrix t) {
        return mean(loss().termsOfLogits(z, t), t);
    }

    /**
     * @param y the outputs that the loss's partner computes from the logits Z, (N, O)
     * @param t targets, (N, O)
     * @return the derivative of {@link #valueOfLogits} with respect to Z, (N, O): Y - T over the divisor, each row multiplied by its weight
     */
    default Matrix gradientOfLogits(Matrix y, Matrix t) {
        return shares(y.combine(t, (yi, ti) -> yi - ti), t); // valueOfLogits(Z, T)
    }

    /** The weighted sum of the terms over the loss's divisor. */
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
