package dev.crosscheck.course;

import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Softmax;
import java.util.List;

/**
 * A row of the course's table of activations (section 2).
 *
 * @param activation the activation
 * @param formula f(x)
 * @param derivative f'(x), where f stands for f(x)
 * @param range the values it takes
 * @param zeroCentred whether its values are centred about 0
 * @param saturates where its slope vanishes
 * @param largestSlope the supremum of f' (for softmax: of the Jacobian's elements)
 * @param cost the operations for one value
 * @param use when to choose it
 */
public record ActivationTraits(
        Activation activation,
        String formula,
        String derivative,
        String range,
        String zeroCentred,
        String saturates,
        double largestSlope,
        String cost,
        String use) {

    /** The table, with a row for each of {@link Activation#all()} in that order. */
    public static final List<ActivationTraits> TABLE = List.of(
            new ActivationTraits(
                    Elementwise.SIGMOID,
                    "1/(1 + e^-x)",
                    "f(1 - f)",
                    "(0, 1)",
                    "no",
                    "at both ends",
                    0.25,
                    "one exponential",
                    "output of a binary classifier: a probability"),
            new ActivationTraits(
                    Elementwise.RELU,
                    "max(0, x)",
                    "1[x > 0]",
                    "[0, ∞)",
                    "no",
                    "for x < 0, where the slope is 0 and a unit can die",
                    1,
                    "one comparison",
                    "hidden layers: the first to try"),
            new ActivationTraits(
                    Elementwise.TANH,
                    "tanh x",
                    "1 - f²",
                    "(-1, 1)",
                    "yes",
                    "at both ends",
                    1,
                    "one exponential",
                    "hidden layers of small or recurrent networks"),
            new ActivationTraits(
                    Softmax.SOFTMAX,
                    "e^(x_i - max x) / Σ_j e^(x_j - max x)",
                    "f_i(δ_ij - f_j)",
                    "(0, 1), each row sums to 1",
                    "no",
                    "where one input exceeds the others by far",
                    0.25,
                    "one exponential per class, and their sum",
                    "output of a classifier with several classes"),
            new ActivationTraits(
                    Elementwise.LEAKY_RELU,
                    "x if x > 0, else 0.01 x",
                    "1 if x > 0, else 0.01",
                    "(-∞, ∞)",
                    "no",
                    "nowhere",
                    1,
                    "one comparison, one product",
                    "hidden layers where ReLU units die"),
            new ActivationTraits(
                    Elementwise.ELU,
                    "x if x > 0, else e^x - 1",
                    "1 if x > 0, else e^x",
                    "(-1, ∞)",
                    "nearly",
                    "far below 0",
                    1,
                    "one exponential for x < 0",
                    "hidden layers whose means should stay near 0"),
            new ActivationTraits(
                    Elementwise.GELU,
                    "x σ(1.702 x)",
                    "s + 1.702 x s(1 - s), s = σ(1.702 x)",
                    "[-0.1636, ∞)",
                    "no",
                    "far below 0",
                    1.0998,
                    "one exponential",
                    "hidden layers of transformers: a smooth ReLU"),
            new ActivationTraits(
                    Elementwise.SOFTPLUS,
                    "ln(1 + e^x)",
                    "σ(x)",
                    "(0, ∞)",
                    "no",
                    "far below 0",
                    1,
                    "one exponential, one logarithm",
                    "outputs that must be positive"),
            new ActivationTraits(
                    Elementwise.IDENTITY,
                    "x",
                    "1",
                    "(-∞, ∞)",
                    "yes",
                    "nowhere",
                    1,
                    "nothing",
                    "output of a regression"));
}
