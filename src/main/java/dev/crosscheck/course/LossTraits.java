package dev.crosscheck.course;

import dev.crosscheck.nn.Loss;
import java.util.List;

/**
 * What is written of a loss: a row of the course's table (section 3).
 *
 * @param loss the loss
 * @param formula its value as a function of the outputs, including the average: N rows, O outputs per row, r = y - t
 * @param gradient dLoss/dy of one element, with the same symbols
 * @param use when to choose it
 * @param outputLayer the output activation that belongs to it
 */
public record LossTraits(Loss loss, String formula, String gradient, String use, String outputLayer) {

    /** The table, with a row for each loss in declaration order. */
    public static final List<LossTraits> TABLE = List.of(
            new LossTraits(Loss.MEAN_SQUARED_ERROR, "Σ r² / (N O)", "2r / (N O)", "regression", "identity"),
            new LossTraits(
                    Loss.BINARY_CROSS_ENTROPY,
                    "-Σ [t ln y + (1-t) ln(1-y)] / (N O)",
                    "(y - t) / (y(1-y) N O)",
                    "two classes, or several that do not exclude each other",
                    "sigmoid"),
            new LossTraits(
                    Loss.CATEGORICAL_CROSS_ENTROPY,
                    "-Σ t ln y / N",
                    "-t / (y N)",
                    "several classes that exclude each other",
                    "softmax"),
            new LossTraits(
                    Loss.HUBER,
                    "Σ h(r) / (N O), h = ½r² if |r| ≤ 1, else |r| - ½",
                    "clip(r, -1, 1) / (N O)",
                    "regression on data with outliers",
                    "identity"),
            new LossTraits(
                    Loss.HALF_SQUARED_ERROR,
                    "½ Σ r² / N",
                    "r / N",
                    "regression, where the gradient should be the plain error",
                    "identity"));

    /** @return the row of a loss */
    public static LossTraits of(Loss loss) {
        return TABLE.get(loss.ordinal());
    }
}
