package dev.crosscheck.using.explore;

import dev.crosscheck.nn.optim.Adam;
import dev.crosscheck.nn.optim.OptimizerSpec;

/** The updates of exported programs in the syntax of their languages. In Java they are written as in {@code nn.optim}, operation by operation. */
final class ExportedCode {
    private ExportedCode() {}

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
