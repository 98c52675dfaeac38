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
import dev.crosscheck.proof.twin.OptimizerTwin;
import dev.crosscheck.train.TrainerChoice;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.byhand.Kernels;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.Arrays;
import java.util.List;

/**
 * Checks the trainer by hand, in float, with extreme pre-activations z of the outputs: losses, gradients and outputs where exponentials overflow or digits
 * cancel are compared with their definitions in double; and the first steps of each optimizer with gradients from 0.002 to two million are compared
 * with DL4J's updaters. Needs ND4J started.
 *
 * <p>They are observed in one step of a training. A hidden unit without activation passes on an input of 1, so that the weights to the outputs are z;
 * the velocity of momentum, which starts at 0, is exactly the gradient.
 */
final class OutputCheck {
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

    /** The smallest divisor when comparing outputs and losses: exponentials underflow below. */
    private static final double LEAST = 1e-30;

    /** The same for gradients: the velocity of momentum is a multiple of 2⁻¹⁰⁰. */
    private static final double LEAST_GRADIENT = 1e-23;

    /** The same for losses of several classes: near 0 they are the logarithm of a sum near 1, which was rounded twice by 6e-8. */
    private static final double LEAST_LOSS = 0.2;

    private final Comparisons all = new Comparisons();
    private final Comparison losses = all.of("losses of any z, in float, by definition", Tolerances.FLOAT_NEURON);
    private final Comparison gradients = all.of("their gradients, in float, by definition", Tolerances.FLOAT_NEURON);
    private final Comparison answers = all.of("answers, in float, by definition", Tolerances.FLOAT_NEURON);
    private final Comparison steps = all.of("first steps, against DL4J's updaters", Tolerances.FLOAT_NEURON);

    /** The result of one step of a network with one input, one hidden unit and some outputs. */
    private record Step(double loss, float[] gradient, float[] answer, float[] after) {}

    private OutputCheck() {}

    /** Checks fast and plain kernels. */
    static Findings findings() {
        OutputCheck check = new OutputCheck();
        for (Kernels kernels : List.of(Kernels.AUTO, Kernels.PLAIN)) {
            for (double[] z : OF_CLASSES) {
                check.compareClasses(kernels, z);
            }
            for (double z : OF_TWO) {
                check.compareTwo(kernels, z, 0);
                check.compareTwo(kernels, z, 1);
            }
            check.compareNumbers(kernels, OF_TWO);
            check.compareNumbers(kernels, -0.5);
            for (OptimizerSpec.Kind kind : OptimizerSpec.Kind.values()) {
                for (double target : FAR) {
                    check.compareStep(kernels, kind, target);
                }
            }
        }
        return check.all.findings(
                "Outputs and first steps of the trainer by hand, number by number",
                "z from -10,000 to 10,000, of three classes and of two by one output; gradients from 0.002 to 2,000,000");
    }

    private void compareClasses(Kernels kernels, double... z) {
        double max = Arrays.stream(z).max().orElseThrow();
        double sum = Arrays.stream(z).map(zi -> Math.exp(zi - max)).sum();
        for (int label = 0; label < z.length; label++) {
            double[] target = new double[z.length];
            target[label] = 1;
            Step step = step(kernels, Loss.CATEGORICAL_CROSS_ENTROPY, OptimizerSpec.Kind.MOMENTUM, z, target);
            String where = "z " + Arrays.toString(z) + ", class " + label + ", " + kernels.label();
            double loss = Math.log(sum) - (z[label] - max);
            add(losses, where, loss, step.loss(), Math.max(loss, LEAST_LOSS));
            for (int c = 0; c < z.length; c++) {
                double p = Math.exp(z[c] - max) / sum;
                add(answers, where, p, step.answer()[c], Math.max(p, LEAST));
                add(
                        gradients,
                        where,
                        p - target[c],
                        step.gradient()[c],
                        Math.max(p, Math.max(target[c], LEAST_GRADIENT)));
            }
        }
    }

    private void compareTwo(Kernels kernels, double z, double target) {
        Step step = step(
                kernels, Loss.BINARY_CROSS_ENTROPY, OptimizerSpec.Kind.MOMENTUM, new double[] {z}, new double[] {target
                });
        String where = "z " + z + ", class " + target + ", " + kernels.label();
        double p = NeuronCheck.sigma(z);
        double loss = NeuronCheck.softplus(target == 1 ? -z : z);
        double gradient = target == 1 ? -NeuronCheck.sigma(-z) : p;
        add(losses, where, loss, step.loss(), Math.max(loss, LEAST));
        add(answers, where, p, step.answer()[0], Math.max(p, LEAST));
        add(gradients, where, gradient, step.gradient()[0], Math.max(Math.abs(gradient), LEAST_GRADIENT));
    }

    /** Regression: outputs are z itself; loss and gradients are means over the outputs. */
    private void compareNumbers(Kernels kernels, double... z) {
        double[] target = Arrays.stream(z).map(zi -> zi - 1).toArray();
        Step step = step(kernels, Loss.MEAN_SQUARED_ERROR, OptimizerSpec.Kind.MOMENTUM, z, target);
        String where = z.length + " numbers, " + kernels.label();
        add(losses, where, 1, step.loss(), 1);
        for (int o = 0; o < z.length; o++) {
            add(answers, where, z[o], step.answer()[o], Math.max(Math.abs(z[o]), LEAST));
            add(gradients, where, 2.0 / z.length, step.gradient()[o], 2.0 / z.length);
        }
    }

    private void compareStep(Kernels kernels, OptimizerSpec.Kind kind, double target) {
        Step step = step(kernels, Loss.MEAN_SQUARED_ERROR, kind, new double[] {0}, new double[] {target});
        double[] moments = new double[kind.state()];
        OptimizerTwin.Updated updated = OptimizerTwin.update(
                kind.byDefault(), new OptimizerTwin.Updated(new double[1], moments), new double[] {-2 * target}, 0);
        double right = updated.parameters()[0];
        String where = kind.label() + ", gradient " + -2 * target + ", " + kernels.label();
        add(steps, where, right, step.after()[0], Math.abs(right));
    }

    private static void add(Comparison comparison, String where, double right, double found, double size) {
        comparison.add(where, right / size, found / size);
    }

    /** Does one step on one row. The gradient and the parameters after the step are those of the output biases. */
    private static Step step(Kernels kernels, Loss loss, OptimizerSpec.Kind kind, double[] z, double... target) {
        int outputs = z.length;
        int classes = loss == Loss.MEAN_SQUARED_ERROR ? 0 : Math.max(2, outputs);
        MatrixExamples row = new MatrixExamples(new Matrix(1, 1, 1), new Matrix(1, outputs, target), classes);
        NetworkSpec network = TrainerChecks.network(0, List.of(1), Elementwise.IDENTITY, 0, loss);
        TrainingMethod method = new TrainingMethod(TrainerChoice.BY_HAND, kernels, 1);
        float[] parameters = new float[2 + 2 * outputs]; // W1 (1), b1 (1), W2 (1, C), b2 (C)
        parameters[0] = 1;
        for (int c = 0; c < outputs; c++) {
            parameters[2 + c] = (float) z[c];
        }
        int biases = 2 + outputs;
        OneStep step = OneStep.of(TrainerCheck.Maker.AS_TRAIN_DOES, method, network, kind, row, parameters);
        NetworkState after = step.after();
        float[] gradient = kind == OptimizerSpec.Kind.MOMENTUM
                ? Arrays.copyOfRange(after.moments(), biases, parameters.length)
                : new float[0];
        return new Step(
                step.loss(),
                gradient,
                step.outputs(),
                Arrays.copyOfRange(after.parameters(), biases, parameters.length));
    }
}
