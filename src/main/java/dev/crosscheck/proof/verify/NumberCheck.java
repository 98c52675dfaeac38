package dev.crosscheck.proof.verify;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.MatrixExamples;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.proof.compare.Comparisons;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.twin.OptimizerTwin;
import dev.crosscheck.proof.verify.TrainerCheck.Maker;
import dev.crosscheck.train.Trainer;
import dev.crosscheck.train.TrainerChoice;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.byhand.Kernels;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Compares the trainer by hand, in float, with formulas in double, number by number: values and slopes with the course's activations, which
 * {@link ActivationCheck} compares with ND4J's; losses, gradients and outputs where exponentials overflow or digits cancel, by definition; and the first
 * steps of each optimizer with gradients from 0.002 to two million, with DL4J's updaters. Needs ND4J started.
 *
 * <p>All are observed in one step on one row whose input is 1; the velocity of momentum, which starts at 0, is exactly the gradient.
 */
final class NumberCheck {
    /** Some 2,000 numbers between -8 and 8, and one unit more than a multiple of slices and SIMD vectors. */
    private static final int UNITS = 2049;

    private static final double REACH = 8;
    private static final float[] MORE = {0f, -0f, 1e-20f, -1e-20f, 1e-4f, -1e-4f, 20f, -20f, 80f, -80f};
    private static final double FAR_BELOW = -1e7;

    private static final String LOSSES = "losses of any z, in float, by definition";

    private static final double[][] OF_CLASSES = {
        {0, 0, 0},
        {1, 2, 3},
        {-1e-6, 1e-6, 0},
        {12, 0, -3},
        {100, 0, -100},
        {-300, -200, -100},
        {88.5, 89, -89},
        {1e4, -1e4, 0}
    };
    private static final double[] OF_TWO = {0, 1e-6, -1e-6, 1, -1, 12, -12, 60, -60, 100, -100, 1e4, -1e4};
    private static final double[] FAR = {1e-3, -1e-3, 1, -1, 1e3, -1e3, 1e6, -1e6};

    /** The smallest divisor of a comparison of activations: smaller numbers do not affect a step. */
    private static final double LEAST_OF_UNITS = 1e-9;

    /** The same for outputs and losses: exponentials underflow below. */
    private static final double LEAST = 1e-30;

    /** The same for gradients: the velocity of momentum is a multiple of 2⁻¹⁰⁰. */
    private static final double LEAST_GRADIENT = 1e-23;

    /** The same for losses of several classes: near 0 they are the logarithm of a sum near 1, which was rounded twice by 6e-8. */
    private static final double LEAST_LOSS = 0.2;

    private final Comparisons all;
    private final Maker maker;
    private final TrainingMethod method;

    private NumberCheck(Comparisons all, Maker maker, Kernels kernels) {
        this.all = all;
        this.maker = maker;
        this.method = new TrainingMethod(TrainerChoice.BY_HAND, kernels, 2);
    }

    /** Checks fast and plain kernels. */
    static Findings findings() {
        Comparisons all = new Comparisons();
        for (Kernels kernels : List.of(Kernels.AUTO, Kernels.PLAIN)) {
            NumberCheck check = new NumberCheck(all, Maker.AS_TRAIN_DOES, kernels);
            List.of(Elementwise.values()).forEach(check::units);
            for (double[] z : OF_CLASSES) {
                IntStream.range(0, z.length).forEach(label -> check.classes(false, label, z));
            }
            for (double z : OF_TWO) {
                check.classes(true, 0, 0, z);
                check.classes(true, 1, 0, z);
            }
            check.numbers(OF_TWO);
            check.numbers(-0.5);
            for (OptimizerSpec.Kind kind : OptimizerSpec.Kind.values()) {
                Arrays.stream(FAR).forEach(target -> check.firstStep(kind, target));
            }
        }
        return findings(all, "each activation, output and optimizer, with fast and plain kernels");
    }

    /** Checks values and slopes of one activation in any trainer, which uses momentum. */
    static Findings findings(Elementwise activation, Maker maker) {
        Comparisons all = new Comparisons();
        new NumberCheck(all, maker, Kernels.AUTO).units(activation);
        return findings(all, activation.label());
    }

    private static Findings findings(Comparisons all, String note) {
        return all.findings(
                "The trainer by hand, number by number",
                UNITS
                        + " numbers: from -8 to 8, near 0, and ±20 and ±80; z from -10,000 to 10,000 of the outputs; gradients from 0.002"
                        + " to 2,000,000; " + note);
    }

    /** A step on one row whose input is 1. */
    private record Step(float[] answers, double loss, NetworkState after) {}

    /** @param parameters flat, in DL4J's order */
    private Step step(String words, double[] targets, float... parameters) {
        Setup setup = Setup.parse(words + " batch:1");
        int classes = setup.network().learnsNumbers() ? 0 : Math.max(2, targets.length);
        MatrixExamples row = new MatrixExamples(Matrix.rowOf(1), Matrix.rowOf(targets), classes);
        TrainingConfig config = TrainingConfig.of(setup).with(draft -> draft.method = method);
        int moments = setup.training().optimizer().kind().state() * parameters.length;
        NetworkState start = new NetworkState(parameters, new float[moments], 0, 0);
        try (Trainer trainer = maker.trainer(config, start, new Batches(row, 1))) {
            float[] answers = trainer.probabilities(row);
            double loss = trainer.step(new int[] {0}, 0, config.learningRate());
            return new Step(answers, loss, trainer.state(0));
        }
    }

    /** @param size by which both sides are divided, since rounding is proportional to it */
    private void compare(String quantity, String where, double expected, double found, double size) {
        all.of(quantity, Tolerances.FLOAT_NEURON)
                .add(where + ", " + method.kernels().label(), expected / size, found / size);
    }

    private static double size(double value, double least) {
        return Math.max(Math.abs(value), least);
    }

    /**
     * Unit j of a hidden layer has the weight z_j, all weights to the output are 1, and the Huber loss of an output that is far too large has the gradient
     * 1: then the gradient of the unit's bias is f'(z_j), that of its weight to the output is f(z_j).
     */
    private void units(Elementwise activation) {
        float[] parameters = new float[3 * UNITS + 1]; // W1 (1, H), b1 (H), W2 (H, 1), b2
        Arrays.fill(parameters, 2 * UNITS, 3 * UNITS, 1f);
        for (int j = 0; j < UNITS; j++) {
            parameters[j] = j < MORE.length ? MORE[j] : (float) (REACH * (2.0 * j / (UNITS - 1) - 1));
        }
        String words = "1-" + UNITS + "-1 " + activation.label() + " huber momentum";
        float[] used = step(words, new double[] {FAR_BELOW}, parameters).after().moments();
        // The slope of z g(z) is g + z g', of which rounding is proportional to both.
        boolean gated = activation == Elementwise.GELU;
        for (int j = 0; j < UNITS; j++) {
            float z = parameters[j];
            String where = activation.label() + " at " + z;
            double value = activation.value(z);
            double slope = activation.derivative(z, value);
            double gate = gated && z != 0 ? value / z : 0;
            double terms = Math.abs(gate) + Math.abs(slope - gate);
            compare(
                    "values of the activations, in float, against the course's",
                    where,
                    value,
                    used[2 * UNITS + j],
                    size(value, LEAST_OF_UNITS));
            compare(
                    "slopes of the activations, in float, against the course's",
                    where,
                    slope,
                    used[UNITS + j],
                    size(terms, LEAST_OF_UNITS));
        }
    }

    /** A hidden unit without activation passes the input on, so that the weights to the outputs are their z. */
    private Step outputs(String words, double[] z, double... targets) {
        float[] parameters = new float[2 + 2 * z.length]; // W1 (1), b1 (1), W2 (1, C), b2 (C)
        parameters[0] = 1;
        for (int c = 0; c < z.length; c++) {
            parameters[2 + c] = (float) z[c];
        }
        return step("1-1-" + z.length + " identity " + words, targets, parameters);
    }

    private void compareOutput(Step step, int output, String where, double answer, double gradient, double size) {
        compare("answers, in float, by definition", where, answer, step.answers()[output], size(answer, LEAST));
        int bias = 2 + step.answers().length + output; // its gradient is that of z
        compare(
                "their gradients, in float, by definition",
                where,
                gradient,
                step.after().moments()[bias],
                size);
    }

    /**
     * Classes by softmax, or the second of two by a sigmoid, which is softmax of 0 and z.
     *
     * @param z of each class
     */
    private void classes(boolean bySigmoid, int label, double... z) {
        double max = Arrays.stream(z).max().orElseThrow();
        double[] terms = Arrays.stream(z).map(zi -> Math.exp(zi - max)).toArray();
        double sum = Arrays.stream(terms).sum();
        double others = IntStream.range(0, z.length)
                .filter(c -> c != label)
                .mapToDouble(c -> terms[c])
                .sum();
        // Where the label has the largest z, digits of a small loss would cancel in ln(sum).
        double loss = z[label] == max ? Math.log1p(others) : Math.log(sum) - (z[label] - max);
        String where = "z " + Arrays.toString(z) + ", class " + label;
        int first = bySigmoid ? 1 : 0;
        double[] targets = new double[z.length];
        targets[label] = 1;
        Step step = outputs(
                (bySigmoid ? "bce" : "cross-entropy") + " momentum",
                Arrays.copyOfRange(z, first, z.length),
                Arrays.copyOfRange(targets, first, z.length));
        compare(LOSSES, where, loss, step.loss(), size(loss, bySigmoid ? LEAST : LEAST_LOSS));
        for (int c = first; c < z.length; c++) {
            double p = terms[c] / sum;
            double gradient = c == label ? -others / sum : p;
            double size = Math.max(size(gradient, LEAST_GRADIENT), bySigmoid ? 0 : targets[c]);
            compareOutput(step, c - first, where, p, gradient, size);
        }
    }

    /** Regression: outputs are z itself; loss and gradients are means over the outputs. */
    private void numbers(double... z) {
        double[] targets = Arrays.stream(z).map(zi -> zi - 1).toArray();
        String where = z.length + " numbers";
        Step step = outputs("mse momentum", z, targets);
        compare(LOSSES, where, 1, step.loss(), 1);
        for (int o = 0; o < z.length; o++) {
            compareOutput(step, o, where, z[o], 2.0 / z.length, 2.0 / z.length);
        }
    }

    private void firstStep(OptimizerSpec.Kind kind, double target) {
        double[] gradient = {-2 * target};
        OptimizerTwin.Updated start = OptimizerTwin.Updated.start(kind.byDefault(), 0);
        double right =
                OptimizerTwin.update(kind.byDefault(), start, gradient, 0).parameters()[0];
        float[] found =
                outputs("mse " + kind.label(), new double[] {0}, target).after().parameters();
        String where = kind.label() + ", gradient " + gradient[0];
        compare("first steps, against DL4J's updaters", where, right, found[found.length - 1], Math.abs(right));
    }
}
