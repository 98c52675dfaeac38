package dev.crosscheck.proof.verify;

import dev.crosscheck.data.MatrixExamples;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Comparisons;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.verify.Mutants.Family;
import dev.crosscheck.proof.verify.Mutants.Mutant;
import dev.crosscheck.proof.verify.TrainerCheck.Maker;
import dev.crosscheck.proof.verify.Wrong.WrongActivation;
import dev.crosscheck.train.TrainerChoice;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.byhand.Kernels;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Compares values and derivatives of the activations in the trainer by hand, in float, with independent formulas in double, number by number.
 *
 * <p>They are observed in one step of a training. Unit j of a single hidden layer has the weight z_j for an input of 1, all weights to the output are 1,
 * and the Huber loss of an output that is far too large has the gradient 1. Then the gradient of the unit's bias is f'(z_j), that of its weight to the
 * output is f(z_j), and the velocity of momentum, which starts at 0, is exactly the gradient.
 */
final class NeuronCheck {
    /** Some 2,000 numbers between -8 and 8, and one unit more than a multiple of slices and SIMD vectors. */
    private static final int UNITS = 2049;

    private static final double REACH = 8;
    private static final float[] MORE = {0f, -0f, 1e-20f, -1e-20f, 1e-4f, -1e-4f, 20f, -20f, 80f, -80f};
    /** The smallest divisor of a comparison: smaller numbers do not affect a step. */
    private static final double LEAST = 1e-9;

    private static final float FAR_BELOW = -1e7f;

    private final Comparisons all = new Comparisons();
    private final Comparison values =
            all.of("values of the activations, in float, against their formulas", Tolerances.FLOAT_NEURON);
    private final Comparison slopes =
            all.of("slopes of the activations, in float, against their formulas", Tolerances.FLOAT_NEURON);

    /** The value of a formula, and its largest term, to which rounding is proportional. */
    private record Exact(double value, double size) {}

    /** Checks every activation with fast and plain kernels. */
    static Findings findings() {
        NeuronCheck check = new NeuronCheck();
        for (Kernels kernels : List.of(Kernels.AUTO, Kernels.PLAIN)) {
            for (Elementwise activation : Elementwise.values()) {
                check.compare(activation, Maker.AS_TRAIN_DOES, new TrainingMethod(TrainerChoice.BY_HAND, kernels, 2));
            }
        }
        return check.verdicts();
    }

    private static Findings findings(Elementwise activation, Maker maker) {
        NeuronCheck check = new NeuronCheck();
        check.compare(activation, maker, new TrainingMethod(TrainerChoice.BY_HAND, Kernels.AUTO, 1));
        return check.verdicts();
    }

    private Findings verdicts() {
        return all.findings(
                "Activations of the trainer by hand, number by number",
                UNITS + " numbers: from -8 to 8, near 0, and ±20 and ±80; each activation and way to multiply");
    }

    private void compare(Elementwise activation, Maker maker, TrainingMethod method) {
        float[] z = new float[UNITS];
        for (int j = 0; j < UNITS; j++) {
            z[j] = j < MORE.length ? MORE[j] : (float) (REACH * (2.0 * j / (UNITS - 1) - 1));
        }
        float[] parameters = new float[3 * UNITS + 1]; // W1 (1, H), b1 (H), W2 (H, 1), b2
        System.arraycopy(z, 0, parameters, 0, UNITS);
        Arrays.fill(parameters, 2 * UNITS, 3 * UNITS, 1f);
        MatrixExamples row =
                new MatrixExamples(new Matrix(1, 1, new double[] {1}), new Matrix(1, 1, new double[] {FAR_BELOW}), 0);
        NetworkSpec network = TrainerChecks.network(0, List.of(UNITS), activation, 0, Loss.HUBER);
        float[] gradient = OneStep.of(maker, method, network, OptimizerSpec.Kind.MOMENTUM, row, parameters)
                .after()
                .moments();
        for (int j = 0; j < UNITS; j++) {
            String name = activation.label() + " at " + z[j];
            add(values, name, value(activation, z[j]), gradient[2 * UNITS + j]);
            add(slopes, name, slope(activation, z[j]), gradient[UNITS + j]);
        }
    }

    private static void add(Comparison comparison, String name, Exact exact, double found) {
        comparison.add(name, exact.value() / exact.size(), found / exact.size());
    }

    /** @return σ(z) = 1/(1 + e^-z) */
    static double sigma(double z) {
        double e = Math.exp(-Math.abs(z));
        return (z < 0 ? e : 1) / (1 + e);
    }

    /** @return ln(1 + e^z) */
    static double softplus(double z) {
        return Math.max(0, z) + Math.log1p(Math.exp(-Math.abs(z)));
    }

    private static Exact value(Elementwise activation, double z) {
        double value = switch (activation) {
            case SIGMOID -> sigma(z);
            case RELU -> z > 0 ? z : 0;
            case TANH -> Math.tanh(z);
            case LEAKY_RELU -> z > 0 ? z : z / 100;
            case ELU -> z > 0 ? z : Math.expm1(z);
            case GELU -> z * sigma(1.702 * z);
            case SOFTPLUS -> softplus(z);
            case SELU -> 1.05070098735548049342 * (z > 0 ? z : 1.67326324235437728482 * Math.expm1(z));
            case MISH -> z * Math.tanh(softplus(z));
            case IDENTITY -> z;
        };
        return new Exact(value, Math.max(Math.abs(value), LEAST));
    }

    private static Exact slope(Elementwise activation, double z) {
        double s = sigma(z);
        double c = sigma(1.702 * z);
        double gate = Math.tanh(softplus(z));
        double value = switch (activation) {
            case SIGMOID -> s * (1 - s);
            case RELU -> z > 0 ? 1 : 0;
            case TANH -> 1 / (Math.cosh(z) * Math.cosh(z));
            case LEAKY_RELU -> z > 0 ? 1 : 0.01;
            case ELU -> z > 0 ? 1 : Math.exp(z);
            case GELU -> c + 1.702 * z * c * (1 - c);
            case SOFTPLUS -> s;
            case SELU -> 1.05070098735548049342 * (z > 0 ? 1 : 1.67326324235437728482 * Math.exp(z));
            case MISH -> gate + z * s / (Math.cosh(softplus(z)) * Math.cosh(softplus(z)));
            case IDENTITY -> 1;
        };
        double terms = switch (activation) {
            case GELU -> c + Math.abs(1.702 * z * c * (1 - c));
            case MISH -> gate + Math.abs(value - gate);
            default -> Math.abs(value);
        };
        return new Exact(value, Math.max(terms, LEAST));
    }

    static Stream<Mutant> mutants() {
        return Stream.of(
                mutant(
                        "a GELU in float with c = 1.70201",
                        "1.70201; right: 1.702",
                        Elementwise.GELU,
                        (z, a, da) -> da.combine(z, (d, x) -> {
                            double s = sigma(1.70201 * x);
                            return d * (s + 1.70201 * x * s * (1 - s));
                        })),
                mutant(
                        "a tanh's slope of one unit in 20,000",
                        "1.00005 times; right: 1 - tanh²",
                        Elementwise.TANH,
                        (z, a, da) -> da.combine(z, (d, x) -> 1.00005 * d / (Math.cosh(x) * Math.cosh(x)))));
    }

    private static Mutant mutant(String name, String slip, Elementwise activation, Wrong.Backward backward) {
        PlainTrainer.Parts right = PlainTrainer.Parts.RIGHT.withRule(PlainTrainer.momentum(0.9));
        return new Family<PlainTrainer.Parts>(parts -> findings(activation, parts.maker()), right)
                .mutant(
                        name,
                        slip,
                        right.withBackprop(Wrong.hiddenActivation(WrongActivation.slope(activation, backward))));
    }
}
