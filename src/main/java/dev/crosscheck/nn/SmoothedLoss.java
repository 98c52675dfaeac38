package dev.crosscheck.nn;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.math.Matrix;

/**
 * A cross-entropy with smoothed labels (Szegedy and others, 2016): a row's target {@code t} becomes {@code (1-ε) t + ε/C}, with C classes; in
 * binary cross-entropy C is 2, since 0 and 1 are two classes. Its gradient vanishes at these probabilities, not at certainty, so logits stay small.
 *
 * <p>The divisor stays that of the loss, as in PyTorch. A row's class weight is that of its label, whatever ε is (PyTorch weights
 * each class's term by its own weight).
 *
 * @param plain the loss of labels as they are, weighted by class or not
 * @param share ε, above 0 and below 1
 */
public record SmoothedLoss(Objective plain, double share) implements Objective {

    public SmoothedLoss {
        requireFits(plain.loss());
        if (!(share > 0 && share < 1)) {
            throw new CrosscheckException(
                    "Labels smoothed by " + share, "Give a share above 0 and below 1, such as 0.1.");
        }
    }

    /** @return the loss itself if ε is 0, else the smoothed loss */
    public static Objective of(Objective plain, double share) {
        return share == 0 ? plain : new SmoothedLoss(plain, share);
    }

    /** @throws CrosscheckException for a loss that is no cross-entropy */
    static void requireFits(Loss loss) {
        if (loss.partner() == Elementwise.IDENTITY) {
            throw new CrosscheckException(
                    "Smoothed labels with the loss " + loss.label(), "Take them with classes, or leave them out.");
        }
    }

    @Override
    public Loss loss() {
        return plain.loss();
    }

    @Override
    public Matrix rowWeights(Matrix t) {
        return plain.rowWeights(t);
    }

    @Override
    public Matrix targets(Matrix t) {
        int classes = loss() == Loss.BINARY_CROSS_ENTROPY ? 2 : t.columns();
        return t.map(one -> (1 - share) * one + share / classes);
    }
}
