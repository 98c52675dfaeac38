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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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

    private final Comparisons all = new Comparisons();

    /** What is observed of a step. */
    private enum Quantity {
        VALUE("values of the activations, in float, against the course's"),
        SLOPE("slopes of the activations, in float, against the course's"),
        LOSS("losses of any z, in float, by definition"),
        GRADIENT("their gradients, in float, by definition"),
        ANSWER("answers, in float, by definition"),
        PARAMETER("first steps, against DL4J's updaters");

        private final String words;

        Quantity(String words) {
            this.words = words;
        }
    }

    /**
     * A number that is right.
     *
     * @param at the index of the parameter that is updated or whose gradient it is, or of the output
     * @param size by which it is divided before it is compared, since rounding is proportional to it
     */
    private record Exact(Quantity quantity, int at, String where, double value, double size) {}

    /**
     * A step on one row.
     *
     * @param parameters flat, in DL4J's order
     */
    private record Form(Setup setup, double[] targets, float[] parameters, List<Exact> expected) {}

    /** Checks fast and plain kernels. */
    static Findings findings() {
        NumberCheck check = new NumberCheck();
        for (Kernels kernels : List.of(Kernels.AUTO, Kernels.PLAIN)) {
            TrainingMethod method = new TrainingMethod(TrainerChoice.BY_HAND, kernels, 2);
            forms().forEach(form -> check.compare(Maker.AS_TRAIN_DOES, method, form));
        }
        return check.findings("each activation, output and optimizer, with fast and plain kernels");
    }

    private Findings findings(String note) {
        return all.findings(
                "The trainer by hand, number by number",
                UNITS
                        + " numbers: from -8 to 8, near 0, and ±20 and ±80; z from -10,000 to 10,000 of the outputs; gradients from 0.002"
                        + " to 2,000,000; " + note);
    }

    private static List<Form> forms() {
        List<Form> forms = new ArrayList<>();
        Stream.of(Elementwise.values()).map(NumberCheck::units).forEach(forms::add);
        Stream.of(OF_CLASSES).forEach(z -> {
            for (int label = 0; label < z.length; label++) {
                forms.add(classes(false, label, z));
            }
        });
        for (double z : OF_TWO) {
            forms.add(classes(true, 0, 0, z));
            forms.add(classes(true, 1, 0, z));
        }
        forms.add(numbers(OF_TWO));
        forms.add(numbers(-0.5));
        for (OptimizerSpec.Kind kind : OptimizerSpec.Kind.values()) {
            for (double target : FAR) {
                forms.add(firstStep(kind, target));
            }
        }
        return forms;
    }

    private void compare(Maker maker, TrainingMethod method, Form form) {
        int outputs = form.targets().length;
        boolean numbers = form.setup().network().learnsNumbers();
        MatrixExamples row =
                new MatrixExamples(Matrix.rowOf(1), Matrix.rowOf(form.targets()), numbers ? 0 : Math.max(2, outputs));
        TrainingConfig config = TrainingConfig.of(form.setup()).with(draft -> draft.method = method);
        int moments = form.setup().training().optimizer().kind().state() * form.parameters().length;
        NetworkState start = new NetworkState(form.parameters(), new float[moments], 0, 0);
        try (Trainer trainer = maker.trainer(config, start, new Batches(row, 1))) {
            float[] answers = trainer.probabilities(row);
            double loss = trainer.step(new int[] {0}, 0, config.learningRate());
            NetworkState after = trainer.state(0);
            for (Exact exact : form.expected()) {
                double found = switch (exact.quantity()) {
                    case VALUE, SLOPE, GRADIENT -> after.moments()[exact.at()];
                    case LOSS -> loss;
                    case ANSWER -> answers[exact.at()];
                    case PARAMETER -> after.parameters()[exact.at()];
                };
                all.of(exact.quantity().words, Tolerances.FLOAT_NEURON)
                        .add(
                                exact.where() + ", " + method.kernels().label(),
                                exact.value() / exact.size(),
                                found / exact.size());
            }
        }
    }

    /**
     * Unit j of a hidden layer has the weight z_j, all weights to the output are 1, and the Huber loss of an output that is far too large has the gradient
     * 1: then the gradient of the unit's bias is f'(z_j), that of its weight to the output is f(z_j).
     */
    private static Form units(Elementwise activation) {
        float[] parameters = new float[3 * UNITS + 1]; // W1 (1, H), b1 (H), W2 (H, 1), b2
        Arrays.fill(parameters, 2 * UNITS, 3 * UNITS, 1f);
        List<Exact> expected = new ArrayList<>();
        for (int j = 0; j < UNITS; j++) {
            float z = j < MORE.length ? MORE[j] : (float) (REACH * (2.0 * j / (UNITS - 1) - 1));
            parameters[j] = z;
            String where = activation.label() + " at " + z;
            double value = activation.value(z);
            double slope = activation.derivative(z, value);
            double gate = isGated(activation) && z != 0 ? value / z : 0;
            expected.add(new Exact(Quantity.VALUE, 2 * UNITS + j, where, value, size(value, LEAST_OF_UNITS)));
            double terms = Math.abs(gate) + Math.abs(slope - gate);
            expected.add(new Exact(Quantity.SLOPE, UNITS + j, where, slope, size(terms, LEAST_OF_UNITS)));
        }
        return new Form(
                setup("1-" + UNITS + "-1 " + activation.label() + " huber momentum"),
                new double[] {FAR_BELOW},
                parameters,
                expected);
    }

    /** @return whether a value is {@code z g(z)}, so that its slope is {@code g + z g'}, of which rounding is proportional to both */
    private static boolean isGated(Elementwise activation) {
        return activation == Elementwise.GELU || activation == Elementwise.MISH;
    }

    private static Setup setup(String line) {
        return Setup.parse(line + " batch:1");
    }

    private static double size(double value, double least) {
        return Math.max(Math.abs(value), least);
    }

    /** A hidden unit without activation passes the input on, so that the weights to the outputs are their z. */
    private static Form outputs(String words, double[] z, double[] targets, List<Exact> expected) {
        float[] parameters = new float[2 + 2 * z.length]; // W1 (1), b1 (1), W2 (1, C), b2 (C)
        parameters[0] = 1;
        for (int c = 0; c < z.length; c++) {
            parameters[2 + c] = (float) z[c];
        }
        return new Form(setup("1-1-" + z.length + " identity " + words), targets, parameters, expected);
    }

    /** @return the index of an output's bias, whose gradient is that of z */
    private static int bias(int output, int outputs) {
        return 2 + outputs + output;
    }

    /**
     * Classes by softmax, or the second of two by a sigmoid, which is softmax of 0 and z.
     *
     * @param z of each class
     */
    private static Form classes(boolean bySigmoid, int label, double... z) {
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
        double[] used = bySigmoid ? new double[] {z[1]} : z;
        double[] targets = new double[used.length];
        List<Exact> expected = new ArrayList<>();
        expected.add(new Exact(Quantity.LOSS, 0, where, loss, size(loss, bySigmoid ? LEAST : LEAST_LOSS)));
        for (int c = 0; c < used.length; c++) {
            int ofClass = bySigmoid ? 1 : c;
            targets[c] = ofClass == label ? 1 : 0;
            double p = terms[ofClass] / sum;
            double gradient = ofClass == label ? -others / sum : p;
            double size = Math.max(size(gradient, LEAST_GRADIENT), bySigmoid ? 0 : targets[c]);
            expected.add(new Exact(Quantity.ANSWER, c, where, p, size(p, LEAST)));
            expected.add(new Exact(Quantity.GRADIENT, bias(c, used.length), where, gradient, size));
        }
        return outputs((bySigmoid ? "bce" : "cross-entropy") + " momentum", used, targets, expected);
    }

    /** Regression: outputs are z itself; loss and gradients are means over the outputs. */
    private static Form numbers(double... z) {
        double[] targets = Arrays.stream(z).map(zi -> zi - 1).toArray();
        String where = z.length + " numbers";
        double gradient = 2.0 / z.length;
        List<Exact> expected = new ArrayList<>(List.of(new Exact(Quantity.LOSS, 0, where, 1, 1)));
        for (int o = 0; o < z.length; o++) {
            expected.add(new Exact(Quantity.ANSWER, o, where, z[o], size(z[o], LEAST)));
            expected.add(new Exact(Quantity.GRADIENT, bias(o, z.length), where, gradient, gradient));
        }
        return outputs("mse momentum", z, targets, expected);
    }

    private static Form firstStep(OptimizerSpec.Kind kind, double target) {
        double[] gradient = {-2 * target};
        OptimizerTwin.Updated start = OptimizerTwin.Updated.start(kind.byDefault(), 0);
        double right =
                OptimizerTwin.update(kind.byDefault(), start, gradient, 0).parameters()[0];
        String where = kind.label() + ", gradient " + gradient[0];
        return outputs(
                "mse " + kind.label(),
                new double[] {0},
                new double[] {target},
                List.of(new Exact(Quantity.PARAMETER, bias(0, 1), where, right, Math.abs(right))));
    }

    /** Checks values and slopes of one activation in any trainer, which uses momentum. */
    static Findings findings(Elementwise activation, Maker maker) {
        NumberCheck check = new NumberCheck();
        check.compare(maker, new TrainingMethod(TrainerChoice.BY_HAND, Kernels.AUTO, 1), units(activation));
        return check.findings(activation.label());
    }
}
