package dev.crosscheck.course;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.crosscheck.nn.Loss;
import java.util.List;

/**
 * What is written of a loss: a row of the course's table (section 3), and its formulas in the languages of exported programs.
 *
 * @param loss the loss
 * @param formula its value as a function of the outputs, including the average: N rows, O outputs per row, r = y - t
 * @param gradient dLoss/dy of one element, with the same symbols
 * @param use when to choose it
 * @param outputLayer the output activation that belongs to it
 * @param numpy statements that return the loss of a batch, and its derivative by the last z
 * @param java operation by operation as in {@link Loss}: the term of one output and its derivative, both before they are divided; of a
 *     squared loss and Huber's by y, of a cross-entropy by z
 */
public record LossTraits(
        Loss loss,
        String formula,
        String gradient,
        String use,
        String outputLayer,
        @JsonIgnore Code numpy,
        @JsonIgnore Code java) {

    /** Loss and derivative in terms of {@code z}, {@code y} and {@code t}; a cross-entropy is computed from z, and its derivative by z is y - t. */
    public record Code(String value, String slope) {}

    private static final String THROUGH_OUTPUT = " * FUNCTIONS[ACTIVATIONS[-1]][1](z, y)";

    /** The table, with a row for each loss in declaration order. */
    public static final List<LossTraits> TABLE = List.of(
            new LossTraits(
                    Loss.MEAN_SQUARED_ERROR,
                    "Σ r² / (N O)",
                    "2r / (N O)",
                    "regression",
                    "identity",
                    new Code("return ((y - t) ** 2).mean()", "2 * (y - t) / t.size" + THROUGH_OUTPUT),
                    new Code("(y - t) * (y - t)", "2 * (y - t)")),
            new LossTraits(
                    Loss.BINARY_CROSS_ENTROPY,
                    "-Σ [t ln y + (1-t) ln(1-y)] / (N O)",
                    "(y - t) / (y(1-y) N O)",
                    "two classes, or several that do not exclude each other",
                    "sigmoid",
                    new Code(
                            "return (np.maximum(0, z) - t * z + np.log1p(np.exp(-np.abs(z)))).mean()",
                            "(y - t) / t.size"),
                    new Code("Math.max(0, z) - t * z + StrictMath.log1p(StrictMath.exp(-Math.abs(z)))", "y - t")),
            new LossTraits(
                    Loss.CATEGORICAL_CROSS_ENTROPY,
                    "-Σ t ln y / N",
                    "-t / (y N)",
                    "several classes that exclude each other",
                    "softmax",
                    new Code(
                            "z = z - z.max(axis=1, keepdims=True)\n"
                                    + "    return (t * (np.log(np.exp(z).sum(axis=1, keepdims=True)) - z)).sum() / len(t)",
                            "(y - t) / len(t)"),
                    new Code("-t * logSoftmax", "y - t")),
            new LossTraits(
                    Loss.HUBER,
                    "Σ h(r) / (N O), h = ½r² if |r| ≤ 1, else |r| - ½",
                    "clip(r, -1, 1) / (N O)",
                    "regression on data with outliers",
                    "identity",
                    new Code(
                            "r = np.abs(y - t)\n    return np.where(r <= 1, 0.5 * r * r, r - 0.5).mean()",
                            "np.clip(y - t, -1, 1) / t.size" + THROUGH_OUTPUT),
                    new Code(
                            "Math.abs(y - t) <= 1 ? 0.5 * Math.abs(y - t) * Math.abs(y - t) : Math.abs(y - t) - 0.5",
                            "Math.max(-1, Math.min(1, y - t))")),
            new LossTraits(
                    Loss.HALF_SQUARED_ERROR,
                    "½ Σ r² / N",
                    "r / N",
                    "regression, where the gradient should be the plain error",
                    "identity",
                    new Code("return 0.5 * ((y - t) ** 2).sum() / len(t)", "(y - t) / len(t)" + THROUGH_OUTPUT),
                    new Code("0.5 * (y - t) * (y - t)", "y - t")));

    /** @return the row of a loss */
    public static LossTraits of(Loss loss) {
        return TABLE.get(loss.ordinal());
    }
}
