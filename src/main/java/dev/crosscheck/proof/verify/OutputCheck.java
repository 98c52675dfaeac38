package dev.crosscheck.proof.verify;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.MatrixExamples;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.ClassWeights;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Initialization;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.twin.OptimizerTwin;
import dev.crosscheck.train.Trainer;
import dev.crosscheck.train.TrainerChoice;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.byhand.Kernels;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.Arrays;
import java.util.List;

/**
 * What the trainer by hand makes of outputs before their activation that no trained network may have, in float: losses, their gradients and answers
 * where exponentials end or digits get lost, against their definitions in double; and first steps of each optimizer on gradients from 0.002 to two
 * million, against DL4J's updaters. Needs ND4J started.
 *
 * <p>They are seen from outside. A hidden unit without activation hands an input of 1 on, so that the weights to the output are its z; momentum's
 * velocity, which begins at 0, is the gradient to the bit.
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

    /** Smaller answers and losses are compared as shares of this one: exponentials end below. */
    private static final double LEAST = 1e-30;

    /** The same of gradients: momentum's velocity is a multiple of 2⁻¹⁰⁰. */
    private static final double LEAST_GRADIENT = 1e-23;

    /** The same of losses of several classes: near 0 they are the logarithm of a sum near 1, which was rounded twice, by 6e-8. */
    private static final double LEAST_LOSS = 0.2;

    private final Comparison losses =
            new Comparison("losses of any z, in float, by definition", Tolerances.FLOAT_NEURON);
    private final Comparison gradients =
            new Comparison("their gradients, in float, by definition", Tolerances.FLOAT_NEURON);
    private final Comparison answers = new Comparison("answers, in float, by definition", Tolerances.FLOAT_NEURON);
    private final Comparison steps = new Comparison("first steps, against DL4J's updaters", Tolerances.FLOAT_NEURON);

    /** What a step of a network of 1-1-outputs came to. */
    private record Step(double loss, float[] gradient, float[] answer, float[] after) {}

    private OutputCheck() {}

    /** Checks each way to multiply. */
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
        return new Findings(
                "Outputs and first steps of the trainer by hand, number by number",
                "z from -10,000 to 10,000, of three classes and of two by one output; gradients from 0.002 to 2,000,000",
                List.of(
                        check.losses.verdict(),
                        check.gradients.verdict(),
                        check.answers.verdict(),
                        check.steps.verdict()),
                List.of());
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
        double p = of(z);
        double loss = ofLogarithm(target == 1 ? -z : z);
        double gradient = target == 1 ? -of(-z) : p;
        add(losses, where, loss, step.loss(), Math.max(loss, LEAST));
        add(answers, where, p, step.answer()[0], Math.max(p, LEAST));
        add(gradients, where, gradient, step.gradient()[0], Math.max(Math.abs(gradient), LEAST_GRADIENT));
    }

    /** Numbers are answered as they are; loss and gradients are means over them. */
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

    /** σ(z). */
    private static double of(double z) {
        double e = Math.exp(-Math.abs(z));
        return (z < 0 ? e : 1) / (1 + e);
    }

    /** ln(1 + e^z). */
    private static double ofLogarithm(double z) {
        return Math.max(0, z) + Math.log1p(Math.exp(-Math.abs(z)));
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
        comparison.add(Comparison.NO_STEP, where, right / size, found / size);
    }

    /** One step on one row; gradient and parameters after it are those of the biases of the output. */
    private static Step step(Kernels kernels, Loss loss, OptimizerSpec.Kind kind, double[] z, double... target) {
        int outputs = z.length;
        int classes = loss == Loss.MEAN_SQUARED_ERROR ? 0 : Math.max(2, outputs);
        MatrixExamples row = new MatrixExamples(new Matrix(1, 1, 1), new Matrix(1, outputs, target), classes);
        NetworkSpec network = new NetworkSpec(
                0, NetworkSpec.layers(List.of(1), Elementwise.IDENTITY), 0, loss, null, 0, Initialization.TORCH);
        Setup setup = TrainerChecks.setup(network, kind, ClassWeights.NONE);
        TrainingConfig config = TrainingConfig.of(setup).with(draft -> {
            draft.network = network.of(1, outputs);
            draft.batch = 1;
            draft.method = new TrainingMethod(TrainerChoice.BY_HAND, kernels, 1);
        });
        float[] parameters = new float[2 + 2 * outputs]; // W1 (1), b1 (1), W2 (1, C), b2 (C)
        parameters[0] = 1;
        for (int c = 0; c < outputs; c++) {
            parameters[2 + c] = (float) z[c];
        }
        int biases = 2 + outputs;
        NetworkState start = new NetworkState(parameters, new float[kind.state() * parameters.length], 0, 0);
        try (Trainer trainer = TrainerCheck.Maker.AS_TRAIN_DOES.trainer(config, start, new Batches(row, 1))) {
            float[] answer = trainer.probabilities(row);
            double found = trainer.step(new int[] {0}, 0, config.learningRate());
            NetworkState after = trainer.state(0);
            float[] gradient = kind == OptimizerSpec.Kind.MOMENTUM
                    ? Arrays.copyOfRange(after.moments(), biases, parameters.length)
                    : new float[0];
            return new Step(found, gradient, answer, Arrays.copyOfRange(after.parameters(), biases, parameters.length));
        }
    }
}
