package dev.crosscheck.proof.verify;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.MatrixExamples;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.proof.compare.Comparisons;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.twin.FlatParameters;
import dev.crosscheck.proof.twin.OptimizerTwin;
import dev.crosscheck.proof.verify.NetworkCheck.Form;
import dev.crosscheck.proof.verify.TrainerCheck.Maker;
import dev.crosscheck.train.Trainer;
import dev.crosscheck.train.TrainerChoice;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.byhand.KernelChoice;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The trainer by hand, in float, number by number against definitions in double: values and slopes with the course's activations, which
 * {@link ActivationCheck} compares with ND4J's; losses, gradients and outputs where exponentials overflow or digits cancel; and the first steps of each
 * optimizer with gradients from 0.002 to two million, with DL4J's updaters.
 *
 * <p>Each row of the table is one step on one example whose input is 1; the velocity of momentum, which starts at 0, is exactly the gradient.
 */
final class NumberForms {
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

    /** The smallest divisor in a comparison of activations: smaller numbers do not affect a step. */
    private static final double LEAST_OF_UNITS = 1e-9;

    /** The same for outputs and losses: exponentials underflow below. */
    private static final double LEAST = 1e-30;

    /** The same for gradients: the velocity of momentum is a multiple of 2⁻¹⁰⁰. */
    private static final double LEAST_GRADIENT = 1e-23;

    /** The same for losses of several classes: near 0 they are the logarithm of a sum near 1, which was rounded twice by 6e-8. */
    private static final double LEAST_LOSS = 0.2;

    private static final String VALUES = "values of the activations, in float, against the course's";
    private static final String SLOPES = "slopes of the activations, in float, against the course's";
    private static final String LOSSES = "losses of any z, in float, by definition";
    private static final String ANSWERS = "answers, in float, by definition";
    private static final String GRADIENTS = "their gradients, in float, by definition";
    private static final String STEPS = "first steps, against DL4J's updaters";

    private NumberForms() {}

    /**
     * Numbers of a step by definition.
     *
     * @param size by which both sides are divided, since rounding is proportional to it
     */
    private record Right(String quantity, Matrix numbers, Matrix size) {}

    /**
     * A row of the table.
     *
     * @param name what is computed, for verdicts
     * @param words activation, loss and optimizer
     * @param start W1, b1, W2 and b2
     * @param z the numbers in question, which are W1 or W2
     */
    private record Row(String name, String words, List<Matrix> start, Matrix z, Matrix targets, List<Right> rights) {}

    /** Every row, with fast and plain kernels. */
    static Form all() {
        List<Row> rows = new ArrayList<>();
        List.of(Elementwise.values()).forEach(activation -> rows.add(units(activation)));
        for (double[] z : OF_CLASSES) {
            IntStream.range(0, z.length).forEach(label -> rows.add(classes(false, label, z)));
        }
        for (double z : OF_TWO) {
            rows.add(classes(true, 0, 0, z));
            rows.add(classes(true, 1, 0, z));
        }
        rows.add(numbers(OF_TWO));
        rows.add(numbers(-0.5));
        for (OptimizerSpec.Kind kind : OptimizerSpec.Kind.values()) {
            Arrays.stream(FAR).forEach(target -> rows.add(firstStep(kind, target)));
        }
        String what = "each activation, output and optimizer, with fast and plain kernels";
        return form(what, Maker.AS_TRAIN_DOES, List.of(KernelChoice.AUTO, KernelChoice.PLAIN), rows);
    }

    /** Values and slopes of one activation in any trainer, which uses momentum. */
    static Form of(Elementwise activation, Maker maker) {
        return form(activation.label(), maker, List.of(KernelChoice.AUTO), List.of(units(activation)));
    }

    private static Form form(String what, Maker maker, List<KernelChoice> kernels, List<Row> rows) {
        String note = UNITS
                + " numbers: from -8 to 8, near 0, and ±20 and ±80; z from -10,000 to 10,000 of the outputs; gradients from 0.002"
                + " to 2,000,000; " + what;
        return new Form("The trainer by hand, number by number", all -> {
            kernels.forEach(each -> rows.forEach(row -> compare(all, maker, each, row)));
            return note;
        });
    }

    private static void compare(Comparisons all, Maker maker, KernelChoice kernels, Row row) {
        Map<String, Matrix> step = step(maker, new TrainingMethod(TrainerChoice.BY_HAND, kernels, 2), row);
        for (Right right : row.rights()) {
            for (int j = 0; j < right.numbers().columns(); j++) {
                String where = row.name() + " at " + (float) row.z().get(0, j) + ", " + kernels.label();
                double size = right.size().get(0, j);
                double found = step.get(right.quantity()).get(0, j);
                all.of(right.quantity(), Tolerances.FLOAT_NEURON)
                        .add(where, right.numbers().get(0, j) / size, found / size);
            }
        }
    }

    /** @return the numbers of a step by their quantities */
    private static Map<String, Matrix> step(Maker maker, TrainingMethod method, Row row) {
        Parameters parameters = new Parameters(row.start());
        String sizes =
                "1-" + parameters.bias(1).columns() + "-" + parameters.bias(2).columns();
        Setup setup = Setup.parse(sizes + " " + row.words() + " batch:1");
        int classes =
                setup.network().learnsNumbers() ? 0 : Math.max(2, row.targets().columns());
        MatrixExamples example = new MatrixExamples(Matrix.rowOf(1), row.targets(), classes);
        TrainingConfig config = TrainingConfig.of(setup).with(draft -> draft.method = method);
        FlatParameters layout = new FlatParameters(setup.network().network());
        float[] flat = Matrix.floats(layout.flatten(parameters));
        int moments = setup.training().optimizer().kind().state() * flat.length;
        NetworkState start = new NetworkState(flat, new float[moments], 0, 0);
        try (Trainer trainer = maker.trainer(config, start, new Batches(example, 1))) {
            Matrix answers = Matrix.widened(1, trainer.probabilities(example));
            double loss = trainer.step(new int[] {0}, 0, config.learningRate());
            NetworkState state = trainer.state(0);
            Parameters after = layout.parameters(Matrix.doubles(state.parameters()));
            float[] velocity = Arrays.copyOf(state.moments(), flat.length);
            Parameters gradients = layout.parameters(Matrix.doubles(velocity));
            return Map.of(
                    VALUES, gradients.weights(2).transpose(),
                    SLOPES, gradients.bias(1),
                    LOSSES, Matrix.rowOf(loss),
                    ANSWERS, answers,
                    GRADIENTS, gradients.bias(2),
                    STEPS, after.bias(2));
        }
    }

    private static Right right(String quantity, Matrix numbers, double least) {
        return new Right(quantity, numbers, sizes(numbers, least));
    }

    private static Matrix sizes(Matrix numbers, double least) {
        return numbers.map(number -> Math.max(Math.abs(number), least));
    }

    /**
     * Unit j of a hidden layer has the weight z_j, all weights to the output are 1, and the Huber loss of an output that is far too large has the gradient
     * 1: then the gradient of the unit's bias is f'(z_j), that of its weight to the output is f(z_j).
     */
    private static Row units(Elementwise f) {
        Matrix zero = Matrix.zeros(1, UNITS);
        Matrix z = zero.copy();
        Arrays.setAll(z.data(), j -> j < MORE.length ? MORE[j] : (float) (REACH * (2.0 * j / (UNITS - 1) - 1)));
        Matrix values = z.map(f::value);
        Matrix slopes = z.combine(values, f::derivative);
        // The slope of z g(z) is g + z g', of which rounding is proportional to both.
        Matrix gates = z.combine(values, (x, value) -> f == Elementwise.GELU && x != 0 ? value / x : 0);
        Matrix terms = slopes.combine(gates, (slope, gate) -> Math.abs(gate) + Math.abs(slope - gate));
        return new Row(
                f.label(),
                f.label() + " huber momentum",
                List.of(z, zero, zero.map(x -> 1).transpose(), Matrix.rowOf(0)),
                z,
                Matrix.rowOf(FAR_BELOW),
                List.of(
                        right(VALUES, values, LEAST_OF_UNITS),
                        new Right(SLOPES, slopes, sizes(terms, LEAST_OF_UNITS))));
    }

    /** A hidden unit without activation passes the input on, so that the weights to the outputs are their z. */
    private static Row outputs(String name, String words, Matrix z, Matrix targets, Right... rights) {
        List<Matrix> start = List.of(Matrix.rowOf(1), Matrix.rowOf(0), z, Matrix.zeros(1, z.columns()));
        return new Row(name, "identity " + words, start, z, targets, List.of(rights));
    }

    /**
     * Classes by softmax, or the second of two by a sigmoid, which is softmax of 0 and z.
     *
     * @param z of each class
     */
    private static Row classes(boolean bySigmoid, int label, double... z) {
        double max = Arrays.stream(z).max().orElseThrow();
        Matrix terms = Matrix.rowOf(z).map(zi -> Math.exp(zi - max));
        Matrix targets = Matrix.zeros(1, z.length);
        targets.data()[label] = 1;
        double sum = Arrays.stream(terms.data()).sum();
        double others = Arrays.stream(
                        terms.combine(targets, (term, t) -> t == 1 ? 0 : term).data())
                .sum();
        // Where the label has the largest z, digits of a small loss would cancel in ln(sum).
        double loss = z[label] == max ? Math.log1p(others) : Math.log(sum) - (z[label] - max);
        Matrix answers = terms.map(term -> term / sum);
        Matrix gradients = answers.combine(targets, (p, t) -> t == 1 ? -others / sum : p);
        Matrix sizes =
                sizes(gradients, LEAST_GRADIENT).combine(targets, (size, t) -> bySigmoid ? size : Math.max(size, t));
        int first = bySigmoid ? 1 : 0;
        int count = z.length - first;
        return outputs(
                "z " + Arrays.toString(z) + ", class " + label,
                (bySigmoid ? "bce" : "cross-entropy") + " momentum",
                Matrix.rowOf(z).columns(first, count),
                targets.columns(first, count),
                right(LOSSES, Matrix.rowOf(loss), bySigmoid ? LEAST : LEAST_LOSS),
                right(ANSWERS, answers.columns(first, count), LEAST),
                new Right(GRADIENTS, gradients.columns(first, count), sizes.columns(first, count)));
    }

    /** Regression: outputs are z itself; loss and gradients are means over the outputs. */
    private static Row numbers(double... numbers) {
        Matrix z = Matrix.rowOf(numbers);
        return outputs(
                numbers.length + " numbers",
                "mse momentum",
                z,
                z.map(zi -> zi - 1),
                right(LOSSES, Matrix.rowOf(1), LEAST),
                right(ANSWERS, z, LEAST),
                right(GRADIENTS, z.map(zi -> 2.0 / numbers.length), LEAST));
    }

    private static Row firstStep(OptimizerSpec.Kind kind, double target) {
        OptimizerTwin.Updated start = OptimizerTwin.Updated.start(kind.byDefault(), 0);
        OptimizerTwin.Updated right = OptimizerTwin.update(kind.byDefault(), start, new double[] {-2 * target}, 0);
        return outputs(
                kind.label() + ", gradient " + -2 * target,
                "mse " + kind.label(),
                Matrix.rowOf(0),
                Matrix.rowOf(target),
                right(STEPS, Matrix.rowOf(right.parameters()), 0));
    }
}
