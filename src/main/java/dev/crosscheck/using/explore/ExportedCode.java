package dev.crosscheck.using.explore;

import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Softmax;
import dev.crosscheck.nn.optim.Adam;
import dev.crosscheck.nn.optim.OptimizerSpec;

/**
 * The formulas of exported programs in the syntax of their languages: activations, losses and updates. In Java they are written as in {@code
 * nn}, operation by operation, so that a program computes the page's bits.
 */
final class ExportedCode {
    private ExportedCode() {}

    /** An activation and its derivative, as expressions of {@code z} and of {@code a = f(z)}. */
    record Function(String value, String slope) {}

    /**
     * The loss of a batch as statements that return it, and its derivative by the last {@code z}, as expressions of {@code z}, {@code y} and
     * {@code t}. In Java they are the term of one output, its derivative and the divisor.
     */
    record OfLoss(String value, String slope) {}

    /** An activation in Java; softmax has a method of its own. */
    static Function java(Activation activation) {
        if (!(activation instanceof Elementwise f)) {
            throw new IllegalArgumentException("a method of its own computes " + activation.label());
        }
        return switch (f) {
            case SIGMOID -> new Function("sigmoid(z)", "a * (1 - a)");
            case RELU -> new Function("Math.max(0, z)", "z > 0 ? 1 : 0");
            case TANH -> new Function("Math.tanh(z)", "1 - a * a");
            case LEAKY_RELU ->
                new Function("z > 0 ? z : " + Elementwise.LEAK + " * z", "z > 0 ? 1 : " + Elementwise.LEAK);
            case ELU -> new Function("z > 0 ? z : Math.expm1(z)", "z > 0 ? 1 : Math.exp(z)");
            case GELU ->
                new Function(
                        "z * sigmoid(" + Elementwise.GELU_SCALE + " * z)",
                        "geluSlope(z, sigmoid(" + Elementwise.GELU_SCALE + " * z))");
            case SOFTPLUS -> new Function("Math.max(0, z) + Math.log1p(Math.exp(-Math.abs(z)))", "sigmoid(z)");
            case IDENTITY -> new Function("z", "1");
        };
    }

    /** Methods that the expressions of an activation call, without sigmoid. */
    static String javaMethods(Activation activation) {
        if (activation == Elementwise.GELU) {
            return """

                private static double geluSlope(double z, double s) {
                    return s + SCALE * (z * (s * (1 - s)));
                }
            """.replace("SCALE", "" + Elementwise.GELU_SCALE);
        }
        return "";
    }

    /** An activation in NumPy. */
    static Function numpy(Activation activation) {
        if (activation == Softmax.SOFTMAX) {
            return new Function(
                    "np.exp(z - z.max(axis=1, keepdims=True))"
                            + " / np.exp(z - z.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True)",
                    "None");
        }
        return switch ((Elementwise) activation) {
            case SIGMOID -> new Function("sigmoid(z)", "a * (1 - a)");
            case RELU -> new Function("np.maximum(0, z)", "np.where(z > 0, 1.0, 0.0)");
            case TANH -> new Function("np.tanh(z)", "1 - a * a");
            case LEAKY_RELU -> new Function("np.where(z > 0, z, 0.01 * z)", "np.where(z > 0, 1, 0.01)");
            case ELU ->
                new Function(
                        "np.where(z > 0, z, np.expm1(np.minimum(z, 0)))",
                        "np.where(z > 0, 1, np.exp(np.minimum(z, 0)))");
            case GELU ->
                new Function(
                        "z * sigmoid(" + Elementwise.GELU_SCALE + " * z)",
                        "sigmoid(C * z) + C * z * sigmoid(C * z) * sigmoid(-C * z)"
                                .replace("C", "" + Elementwise.GELU_SCALE));
            case SOFTPLUS -> new Function("np.maximum(0, z) + np.log1p(np.exp(-np.abs(z)))", "sigmoid(z)");
            case IDENTITY -> new Function("z", "np.ones_like(z)");
        };
    }

    /** An activation as a module of PyTorch. */
    static String torch(Activation activation) {
        if (activation == Softmax.SOFTMAX) {
            return "nn.Softmax(dim=1)";
        }
        return switch ((Elementwise) activation) {
            case SIGMOID -> "nn.Sigmoid()";
            case RELU -> "nn.ReLU()";
            case TANH -> "nn.Tanh()";
            case LEAKY_RELU -> "nn.LeakyReLU(0.01)";
            case ELU -> "nn.ELU()";
            case GELU -> "SigmoidGelu()";
            case SOFTPLUS -> "nn.Softplus(threshold=40)";
            case IDENTITY -> "nn.Identity()";
        };
    }

    /** A loss in NumPy; a cross-entropy is computed from z, and its derivative by z is y - t. */
    static OfLoss numpy(Loss loss) {
        String throughOutput = " * FUNCTIONS[ACTIVATIONS[-1]][1](z, y)";
        return switch (loss) {
            case MEAN_SQUARED_ERROR ->
                new OfLoss("return ((y - t) ** 2).mean()", "2 * (y - t) / t.size" + throughOutput);
            case HALF_SQUARED_ERROR ->
                new OfLoss("return 0.5 * ((y - t) ** 2).sum() / len(t)", "(y - t) / len(t)" + throughOutput);
            case HUBER ->
                new OfLoss(
                        "r = np.abs(y - t)\n    return np.where(r <= 1, 0.5 * r * r, r - 0.5).mean()",
                        "np.clip(y - t, -1, 1) / t.size" + throughOutput);
            case BINARY_CROSS_ENTROPY ->
                new OfLoss(
                        "return (np.maximum(0, z) - t * z + np.log1p(np.exp(-np.abs(z)))).mean()", "(y - t) / t.size");
            case CATEGORICAL_CROSS_ENTROPY ->
                new OfLoss(
                        "z = z - z.max(axis=1, keepdims=True)\n"
                                + "    return (t * (np.log(np.exp(z).sum(axis=1, keepdims=True)) - z)).sum() / len(t)",
                        "(y - t) / len(t)");
        };
    }

    /** A loss in PyTorch, as an expression of {@code z}, {@code y} and {@code t}. */
    static String torch(Loss loss) {
        return switch (loss) {
            case MEAN_SQUARED_ERROR -> "nn.functional.mse_loss(y, t)";
            case BINARY_CROSS_ENTROPY -> "nn.functional.binary_cross_entropy_with_logits(z, t)";
            case CATEGORICAL_CROSS_ENTROPY -> "nn.functional.cross_entropy(z, t)";
            case HUBER -> "nn.functional.huber_loss(y, t)";
            case HALF_SQUARED_ERROR -> "0.5 * ((y - t) ** 2).sum() / len(t)";
        };
    }

    /** A loss in Java: the term of one output, and its derivative by the last z, both before they are divided. */
    static OfLoss java(Loss loss) {
        return switch (loss) {
            case MEAN_SQUARED_ERROR -> new OfLoss("(y - t) * (y - t)", "2 * (y - t)");
            case HALF_SQUARED_ERROR -> new OfLoss("0.5 * (y - t) * (y - t)", "y - t");
            case HUBER ->
                new OfLoss(
                        "Math.abs(y - t) <= 1 ? 0.5 * Math.abs(y - t) * Math.abs(y - t) : Math.abs(y - t) - 0.5",
                        "Math.max(-1, Math.min(1, y - t))");
            case BINARY_CROSS_ENTROPY ->
                new OfLoss("Math.max(0, z) - t * z + Math.log1p(Math.exp(-Math.abs(z)))", "y - t");
            case CATEGORICAL_CROSS_ENTROPY -> new OfLoss("-t * logSoftmax", "y - t");
        };
    }

    /** @return whether a loss is divided by the number of rows, not of elements */
    static boolean isByRow(Loss loss) {
        return loss == Loss.HALF_SQUARED_ERROR || loss == Loss.CATEGORICAL_CROSS_ENTROPY;
    }

    /** The update in NumPy: statements of {@code parameters}, {@code grads}, RATE, STEP and MEMORY. */
    static String numpy(OptimizerSpec spec) {
        return switch (spec.kind()) {
            case SGD -> """
                    for p, g in zip(parameters, grads):
                        p -= RATE * g
                """;
            case MOMENTUM -> """
                    for p, g, v in zip(parameters, grads, MEMORY["v"]):
                        v[...] = MU * v + g
                        p -= RATE * v
                """.replace("MU", "" + spec.momentum());
            case ADAM, ADAMW ->
                """
                    correction1, correction2 = 1 - B1**STEP, 1 - B2**STEP
                    for p, g, m, v in zip(parameters, grads, MEMORY["m"], MEMORY["v"]):
                        p *= 1 - RATE * DECAY
                        m[...] = B1 * m + (1 - B1) * g
                        v[...] = B2 * v + (1 - B2) * g * g
                        p -= RATE * np.sqrt(correction2) / correction1 * m / (np.sqrt(v) + EPSILON)
                """.replace(
                                spec.weightDecay() == 0 ? "        p *= 1 - RATE * DECAY\n" : "DECAY",
                                spec.weightDecay() == 0 ? "" : "" + spec.weightDecay())
                        .replace("B1", "" + Adam.BETA1)
                        .replace("B2", "" + Adam.BETA2)
                        .replace("EPSILON", "" + Adam.EPSILON);
        };
    }

    /** The update of one parameter in Java: statements of {@code p}, {@code g}, the index {@code i} and the memory. */
    static String java(OptimizerSpec spec) {
        return switch (spec.kind()) {
            case SGD -> "p[i] -= RATE * g[i];";
            case MOMENTUM -> "v[i] = " + spec.momentum() + " * v[i] + g[i];\np[i] -= RATE * v[i];";
            case ADAM, ADAMW ->
                "m[i] = B1 * m[i] + (1 - B1) * g[i];\nv[i] = B2 * v[i] + (1 - B2) * g[i] * g[i];\n"
                                .replace("B1", "" + Adam.BETA1)
                                .replace("B2", "" + Adam.BETA2)
                        + "p[i] -= size * m[i] / (Math.sqrt(v[i]) + " + Adam.EPSILON + ");";
        };
    }

    /** The optimizer in PyTorch. Its ε is added to the corrected root, the page's to the raw one; each step sets it accordingly. */
    static String torch(OptimizerSpec spec, double rate) {
        return switch (spec.kind()) {
            case SGD -> "torch.optim.SGD(model.parameters(), lr=" + rate + ")";
            case MOMENTUM -> "torch.optim.SGD(model.parameters(), lr=" + rate + ", momentum=" + spec.momentum() + ")";
            case ADAM -> "torch.optim.Adam(model.parameters(), lr=" + rate + ")";
            case ADAMW ->
                "torch.optim.AdamW(model.parameters(), lr=" + rate + ", weight_decay=" + spec.weightDecay() + ")";
        };
    }
}
