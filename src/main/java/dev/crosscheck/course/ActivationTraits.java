package dev.crosscheck.course;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Softmax;
import java.util.List;

/**
 * What is written of an activation: a row of the course's table (section 2), and its formulas in the languages of exported programs and of
 * the explorer's page.
 *
 * @param activation the activation
 * @param formula f(x)
 * @param derivative f'(x), where f stands for f(x)
 * @param range the values it takes
 * @param largestSlope the supremum of f' (for softmax: of the Jacobian's elements)
 * @param use when to choose it
 * @param programs f and f' in other languages
 */
public record ActivationTraits(
        Activation activation,
        String formula,
        String derivative,
        String range,
        double largestSlope,
        String use,
        @JsonIgnore Programs programs) {

    /** f and f' as expressions of {@code z} and {@code a = f(z)}; in Java and NumPy, {@code sigmoid(z)} may be called. */
    public record Code(String value, String slope) {}

    /**
     * An activation in other languages. Softmax has neither TeX, Java nor ONNX here: it is no function of a single z, and the exports have a
     * place of their own for it.
     *
     * @param java operation by operation as in {@link Elementwise}, so that it has the same bits
     */
    public record Programs(Tex tex, Code java, Code numpy, Onnx onnx) {}

    /**
     * f and f' in TeX, with {@code #z} and {@code #a} in the place of z and a.
     *
     * @param definition of the function that they name; null if they name none
     */
    public record Tex(String value, String slope, String definition) {}

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

    private static final String SCALED = Elementwise.GELU_SCALE + " * z";
    private static final String GATE = "sigmoid(" + SCALED + ")";

    /** The table, with a row for each of {@link Activation#all()} in that order. */
    public static final List<ActivationTraits> TABLE = List.of(
            new ActivationTraits(
                    Elementwise.SIGMOID,
                    "1/(1 + e^-x)",
                    "f(1 - f)",
                    "(0, 1)",
                    0.25,
                    "output of a binary classifier: a probability",
                    new Programs(
                            new Tex("\\sigma(#z)", "#a\\,(1 - #a)", "\\sigma(z) = \\dfrac{1}{1 + e^{-z}}"),
                            new Code("sigmoid(z)", "a * (1 - a)"),
                            new Code("sigmoid(z)", "a * (1 - a)"),
                            Onnx.of("Sigmoid"))),
            new ActivationTraits(
                    Elementwise.RELU,
                    "max(0, x)",
                    "1[x > 0]",
                    "[0, ∞)",
                    1,
                    "hidden layers: the first to try",
                    new Programs(
                            new Tex("\\max(0,\\, #z)", "\\mathbf{1}[#z > 0]", null),
                            new Code("Math.max(0, z)", "z > 0 ? 1 : 0"),
                            new Code("np.maximum(0, z)", "np.where(z > 0, 1.0, 0.0)"),
                            Onnx.of("Relu"))),
            new ActivationTraits(
                    Elementwise.TANH,
                    "tanh x",
                    "1 - f²",
                    "(-1, 1)",
                    1,
                    "hidden layers of small or recurrent networks",
                    new Programs(
                            new Tex("\\tanh(#z)", "(1 - {#a}^2)", null),
                            new Code("StrictMath.tanh(z)", "1 - a * a"),
                            new Code("np.tanh(z)", "1 - a * a"),
                            Onnx.of("Tanh"))),
            new ActivationTraits(
                    Softmax.SOFTMAX,
                    "e^(x_i - max x) / Σ_j e^(x_j - max x)",
                    "f_i(δ_ij - f_j)",
                    "(0, 1), each row sums to 1",
                    0.25,
                    "output of a classifier with several classes",
                    new Programs(
                            null,
                            null,
                            new Code(
                                    "np.exp(z - z.max(axis=1, keepdims=True))"
                                            + " / np.exp(z - z.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True)",
                                    "None"),
                            null)),
            new ActivationTraits(
                    Elementwise.LEAKY_RELU,
                    "x if x > 0, else 0.01 x",
                    "1 if x > 0, else 0.01",
                    "(-∞, ∞)",
                    1,
                    "hidden layers where ReLU units die",
                    new Programs(
                            new Tex("\\max(0.01\\,#z,\\, #z)", "(1 \\text{ if } #z > 0 \\text{ else } 0.01)", null),
                            new Code("z > 0 ? z : 0.01 * z", "z > 0 ? 1 : 0.01"),
                            new Code("np.where(z > 0, z, 0.01 * z)", "np.where(z > 0, 1, 0.01)"),
                            Onnx.withAlpha("LeakyRelu", Elementwise.LEAK))),
            new ActivationTraits(
                    Elementwise.ELU,
                    "x if x > 0, else e^x - 1",
                    "1 if x > 0, else e^x",
                    "(-1, ∞)",
                    1,
                    "hidden layers whose means should stay near 0",
                    new Programs(
                            new Tex(
                                    "\\operatorname{elu}(#z)",
                                    "(1 \\text{ if } #z > 0 \\text{ else } e^{#z})",
                                    "z \\text{ if } z > 0 \\text{ else } e^z - 1"),
                            new Code("z > 0 ? z : StrictMath.expm1(z)", "z > 0 ? 1 : StrictMath.exp(z)"),
                            new Code(
                                    "np.where(z > 0, z, np.expm1(np.minimum(z, 0)))",
                                    "np.where(z > 0, 1, np.exp(np.minimum(z, 0)))"),
                            Onnx.withAlpha("Elu", 1))),
            new ActivationTraits(
                    Elementwise.GELU,
                    "x σ(1.702 x)",
                    "s + 1.702 x s(1 - s), s = σ(1.702 x)",
                    "[-0.1636, ∞)",
                    1.0998,
                    "hidden layers of transformers: a smooth ReLU",
                    new Programs(
                            new Tex("#z\\,\\sigma(1.702\\,#z)", "\\operatorname{gelu}'(#z)", null),
                            new Code(
                                    "z * " + GATE,
                                    GATE + " + " + Elementwise.GELU_SCALE + " * (z * (" + GATE + " * (1 - " + GATE
                                            + ")))"),
                            new Code(
                                    "z * " + GATE,
                                    GATE + " + " + SCALED + " * " + GATE + " * sigmoid(-" + SCALED + ")"),
                            // ONNX's Gelu, in newer operator sets, is another function.
                            Onnx.of(
                                    "Mul",
                                    Onnx.Z,
                                    Onnx.of(
                                            "Sigmoid",
                                            Onnx.of("Mul", Onnx.Z, Onnx.constant(Elementwise.GELU_SCALE)))))),
            new ActivationTraits(
                    Elementwise.SOFTPLUS,
                    "ln(1 + e^x)",
                    "σ(x)",
                    "(0, ∞)",
                    1,
                    "outputs that must be positive",
                    new Programs(
                            new Tex("\\ln(1 + e^{#z})", "\\sigma(#z)", null),
                            new Code("Math.max(0, z) + StrictMath.log1p(StrictMath.exp(-Math.abs(z)))", "sigmoid(z)"),
                            new Code("np.maximum(0, z) + np.log1p(np.exp(-np.abs(z)))", "sigmoid(z)"),
                            Onnx.of("Softplus"))),
            new ActivationTraits(
                    Elementwise.IDENTITY,
                    "x",
                    "1",
                    "(-∞, ∞)",
                    1,
                    "output of a regression",
                    new Programs(
                            new Tex("#z", "1", null),
                            new Code("z", "1"),
                            new Code("z", "np.ones_like(z)"),
                            Onnx.of("Identity"))));

    /** @return the row of an activation */
    public static ActivationTraits of(Activation activation) {
        return TABLE.stream()
                .filter(row -> row.activation == activation)
                .findFirst()
                .orElseThrow();
    }
}
