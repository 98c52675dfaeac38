package dev.crosscheck.nn;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.math.Matrix;
import java.util.List;

/**
 * A cross-entropy in which each row is weighted by its class: {@code Σ w_n l_n / N}, with the row's loss l_n, so that a row's gradient is
 * w_n times that of the plain loss. The divisor is the number of rows, as in DL4J and Keras, not the sum of the weights, as in PyTorch:
 * with weights whose mean over the training part is 1, as {@link ClassWeights#BALANCED} makes them, the loss is about as large as the plain
 * one, and a batch with many rows of a rare class has a larger weight.
 *
 * @param loss categorical cross-entropy, or binary of one output
 * @param classWeights one per class, above 0; with one output, the weights of 0 and 1
 */
public record WeightedLoss(Loss loss, List<Double> classWeights) implements Objective {
    /** More than the rows of any table: a balanced weight is at most half the number of rows. */
    public static final double LARGEST = Integer.MAX_VALUE;

    public WeightedLoss {
        classWeights = List.copyOf(classWeights);
        if (loss.partner() == Elementwise.IDENTITY) {
            throw new CrosscheckException(
                    "Class weights do not go with " + loss.title() + ", which knows no classes",
                    "Use them with " + Loss.CATEGORICAL_CROSS_ENTROPY.label() + " or "
                            + Loss.BINARY_CROSS_ENTROPY.label() + ".");
        }
        if (classWeights.size() < 2 || !classWeights.stream().allMatch(weight -> weight > 0 && weight <= LARGEST)) {
            throw new CrosscheckException(
                    "The class weights " + classWeights,
                    "Give two or more, one per class, each above 0 and at most " + LARGEST + ".");
        }
    }

    /** @return the loss itself if there are no weights, else the weighted loss */
    public static Objective of(Loss loss, List<Double> classWeights) {
        return classWeights.isEmpty() ? loss : new WeightedLoss(loss, classWeights);
    }

    @Override
    public Matrix rowWeights(Matrix t) {
        boolean oneOutput = loss == Loss.BINARY_CROSS_ENTROPY;
        if (classWeights.size() != (oneOutput ? t.columns() + 1 : t.columns())) {
            throw new IllegalArgumentException(classWeights.size() + " class weights for " + t.columns() + " outputs");
        }
        double[] weights = new double[t.rows()];
        for (int n = 0; n < weights.length; n++) {
            if (oneOutput) {
                double target = t.get(n, 0);
                weights[n] = (1 - target) * classWeights.get(0) + target * classWeights.get(1);
            }
            for (int c = 0; !oneOutput && c < t.columns(); c++) {
                weights[n] += t.get(n, c) * classWeights.get(c);
            }
        }
        return new Matrix(weights.length, 1, weights);
    }
}
