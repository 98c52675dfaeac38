package dev.crosscheck.course;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Softmax;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is written of an activation: a row of the course's table (section 2), and its formula in the languages of exported models.
 *
 * @param activation the activation
 * @param formula f(x)
 * @param derivative f'(x), where f stands for f(x)
 * @param range the values it takes
 * @param largestSlope the supremum of f' (for softmax: of the Jacobian's elements)
 * @param use when to choose it
 * @param java f as an expression of {@code z} that may call {@code sigmoid(z)}, operation by operation as in {@link Elementwise}, so that it has the same
 *     bits; null for softmax, which is no function of a single z, and for which exports have a place of their own
 * @param onnx f as a node of ONNX; null for softmax
 */
public record ActivationTraits(
        Activation activation,
        String formula,
        String derivative,
        String range,
        double largestSlope,
        String use,
        @JsonIgnore @Nullable String java,
        @JsonIgnore @Nullable Onnx onnx) {

    /**
     * A node of ONNX.
     *
     * @param operator its name; null for z itself and for a constant
     * @param number the attribute alpha, or the constant; null if there is none
     * @param inputs the nodes that it takes
     */
    public record Onnx(String operator, Double number, List<Onnx> inputs) {
        private static final Onnx Z = new Onnx(null, null, List.of());

        private static Onnx of(String operator) {
            return of(operator, Z);
        }

        private static Onnx of(String operator, Onnx... inputs) {
            return new Onnx(operator, null, List.of(inputs));
        }

        private static Onnx withAlpha(String operator, double alpha) {
            return new Onnx(operator, alpha, List.of(Z));
        }

        private static Onnx constant(double value) {
            return new Onnx(null, value, List.of());
        }
    }

    /** The table, with a row for each of {@link Activation#all()} in that order. */
    public static final List<ActivationTraits> TABLE = List.of(
            new ActivationTraits(
                    Elementwise.SIGMOID,
                    "1/(1 + e^-x)",
                    "f(1 - f)",
                    "(0, 1)",
                    0.25,
                    "output of a binary classifier: a probability",
                    "sigmoid(z)",
                    Onnx.of("Sigmoid")),
            new ActivationTraits(
                    Elementwise.RELU,
                    "max(0, x)",
                    "1[x > 0]",
                    "[0, ∞)",
                    1,
                    "hidden layers: the first to try",
                    "Math.max(0, z)",
                    Onnx.of("Relu")),
            new ActivationTraits(
                    Elementwise.TANH,
                    "tanh x",
                    "1 - f²",
                    "(-1, 1)",
                    1,
                    "hidden layers of small or recurrent networks",
                    "StrictMath.tanh(z)",
                    Onnx.of("Tanh")),
            new ActivationTraits(
                    Softmax.SOFTMAX,
                    "e^(x_i - max x) / Σ_j e^(x_j - max x)",
                    "f_i(δ_ij - f_j)",
                    "(0, 1), each row sums to 1",
                    0.25,
                    "output of a classifier with several classes",
                    null,
                    null),
            new ActivationTraits(
                    Elementwise.LEAKY_RELU,
                    "x if x > 0, else 0.01 x",
                    "1 if x > 0, else 0.01",
                    "(-∞, ∞)",
                    1,
                    "hidden layers where ReLU units die",
                    "z > 0 ? z : 0.01 * z",
                    Onnx.withAlpha("LeakyRelu", Elementwise.LEAK)),
            new ActivationTraits(
                    Elementwise.ELU,
                    "x if x > 0, else e^x - 1",
                    "1 if x > 0, else e^x",
                    "(-1, ∞)",
                    1,
                    "hidden layers whose means should stay near 0",
                    "z > 0 ? z : StrictMath.expm1(z)",
                    Onnx.withAlpha("Elu", 1)),
            new ActivationTraits(
                    Elementwise.GELU,
                    "x σ(1.702 x)",
                    "s + 1.702 x s(1 - s), s = σ(1.702 x)",
                    "[-0.1636, ∞)",
                    1.0998,
                    "hidden layers of transformers: a smooth ReLU",
                    "z * sigmoid(" + Elementwise.GELU_SCALE
                            + " * z)", // ONNX's Gelu, in newer operator sets, is another function.
                    Onnx.of(
                            "Mul",
                            Onnx.Z,
                            Onnx.of("Sigmoid", Onnx.of("Mul", Onnx.Z, Onnx.constant(Elementwise.GELU_SCALE))))),
            new ActivationTraits(
                    Elementwise.SOFTPLUS,
                    "ln(1 + e^x)",
                    "σ(x)",
                    "(0, ∞)",
                    1,
                    "outputs that must be positive",
                    "Math.max(0, z) + StrictMath.log1p(StrictMath.exp(-Math.abs(z)))",
                    Onnx.of("Softplus")),
            new ActivationTraits(
                    Elementwise.IDENTITY, "x", "1", "(-∞, ∞)", 1, "output of a regression", "z", Onnx.of("Identity")));

    /** @return the row of an activation */
    public static ActivationTraits of(Activation activation) {
        return TABLE.stream()
                .filter(row -> row.activation == activation)
                .findFirst()
                .orElseThrow();
    }
}
