package dev.crosscheck.proof.verify;

import dev.crosscheck.data.ImageSet;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.optim.Adam;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.compare.Verdict;
import dev.crosscheck.proof.twin.DigitTwin;
import dev.crosscheck.proof.twin.OptimizerTwin;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Compares single steps of a digit trainer with DL4J's own layers and Adam, each from the trainer's state before it.
 *
 * <p>The gradient that a trainer used is recovered from its moments, {@code m' = β1 m + (1-β1) g}, and compared with that of DL4J's layers at the same
 * parameters. The new {@code θ'} and {@code v'} are compared with the result of DL4J's Adam for the recovered gradient, not for DL4J's: where a
 * gradient is as small as ε, its rounding error in float is as large as itself and would hide where ε was added.
 */
final class StepComparison {
    /** The number of first steps that are all compared, since bias corrections and ε matter most there. */
    static final int FIRST = 10;

    /** After those, one of this many steps is compared. */
    static final int STRETCH = 50;

    private static final double BETA1 = 0.9;
    private static final int ONE_HIDDEN_LAYER = 4; // arrays: W1, b1, W2, b2
    /** If the input of a ReLU is nearer to 0 than this, it may be on the other side of 0 in float. */
    private static final double NEAR_A_KINK = 1e-5;

    private final Epoch epoch;
    private final DigitTwin twin;
    private final OptimizerSpec adam;
    private final Map<String, Matrix> shapes;
    private final Comparison losses =
            new Comparison("losses from the same parameters, against DL4J's layers", Tolerances.FLOAT_LOSS);
    private final Map<String, Comparison> gradients = new LinkedHashMap<>();
    private final Comparison parameters = new Comparison(
            "parameters after a step, against DL4J's Adam on the same gradients", Tolerances.FLOAT_UPDATE);
    private final Comparison seconds = new Comparison(
            "second moments after a step, against DL4J's Adam on the same gradients", Tolerances.FLOAT_SECOND_MOMENT);
    private final Comparison leftOut = new Comparison(
            "share of hidden units with a ReLU too near its kink, left out of their layer's gradients",
            Tolerances.LEFT_OUT);
    private int steps;
    private int stepsLeftOut;

    StepComparison(DigitTrainer.Task task, Epoch epoch) {
        this.epoch = epoch;
        this.twin = new DigitTwin(task.start(), task.learningRate(), Adam.Epsilon.ON_RAW);
        this.adam = new OptimizerSpec(OptimizerSpec.Kind.ADAM, task.learningRate(), 0, 0);
        this.shapes = task.start().byName();
        shapes.keySet()
                .forEach(name -> gradients.put(
                        name,
                        new Comparison(
                                "d" + name + " over its largest, against DL4J's layers", Tolerances.FLOAT_GRADIENT)));
    }

    /** @return the indices of the steps to compare, given the number of steps */
    static List<Integer> looks(int steps, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Integer> looks = new ArrayList<>();
        for (int step = 0; step < Math.min(FIRST, steps); step++) {
            looks.add(step);
        }
        for (int from = FIRST; from < steps; from += STRETCH) {
            looks.add(from + random.nextInt(Math.min(STRETCH, steps - from)));
        }
        if (!looks.contains(steps - 1)) {
            looks.add(steps - 1);
        }
        return looks;
    }

    /**
     * Makes the trainer do a step, and compares it.
     *
     * @return the trainer's loss
     */
    double compare(DigitTrainer trainer, int[] order, int step) {
        NetworkState before = trainer.state();
        double loss = trainer.step(order, step);
        NetworkState after = trainer.state();
        double[] theta = widened(before.parameters());
        double[] m = widened(before.moments());
        double[] moved = widened(after.moments());
        double[] gradient = new double[theta.length];
        Arrays.setAll(gradient, i -> (moved[i] - BETA1 * m[i]) / (1 - BETA1));
        ImageSet batch = epoch.batch(step);
        DigitTwin.Derivative theirs = twin.differentiate(theta, batch.pixels(), batch.labels());
        losses.add(step, "loss", theirs.loss(), loss);
        compareGradients(step, theirs, gradient);
        OptimizerTwin.Updated updated = OptimizerTwin.update(adam, new OptimizerTwin.Updated(theta, m), gradient, step);
        compareByName(parameters, step, updated.parameters(), widened(after.parameters()));
        compareByName(
                seconds,
                step,
                Arrays.copyOfRange(updated.moments(), theta.length, moved.length),
                Arrays.copyOfRange(moved, theta.length, moved.length));
        return loss;
    }

    /**
     * Leaves out the columns of dWk and dbk of units whose input may be on the other side of 0 in float. All layers below such a unit are left out at this
     * step, since the contribution of a whole image to their gradients may differ.
     */
    private void compareGradients(int step, DigitTwin.Derivative theirs, double[] gradient) {
        List<boolean[]> kinks =
                theirs.nearest().stream().map(StepComparison::kinks).toList();
        int lowest = lowestComparable(kinks);
        stepsLeftOut += lowest > 1 ? 1 : 0;
        steps++;
        for (boolean[] layer : kinks) {
            leftOut.add(step, "share", 0, (double) count(layer) / layer.length);
        }
        int from = 0;
        for (Map.Entry<String, Matrix> named : shapes.entrySet()) {
            int layer = Integer.parseInt(named.getKey().substring(1));
            int rows = named.getValue().rows();
            int length = named.getValue().data().length;
            if (layer >= lowest) {
                double[] expected = Arrays.copyOfRange(theirs.gradient(), from, from + length);
                double[] actual = Arrays.copyOfRange(gradient, from, from + length);
                boolean[] left = layer <= kinks.size() ? kinks.get(layer - 1) : new boolean[length / rows];
                compareGradient(step, named.getKey(), without(left, rows, expected), without(left, rows, actual));
            }
            from += length;
        }
    }

    private void compareGradient(int step, String name, double[] expected, double[] actual) {
        double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
        gradients.get(name).add(step, "d" + name, over(largest, expected), over(largest, actual));
    }

    private static boolean[] kinks(double[] nearest) {
        boolean[] kinks = new boolean[nearest.length];
        for (int unit = 0; unit < kinks.length; unit++) {
            kinks[unit] = nearest[unit] < NEAR_A_KINK;
        }
        return kinks;
    }

    private static int count(boolean[] kinks) {
        int count = 0;
        for (boolean kink : kinks) {
            count += kink ? 1 : 0;
        }
        return count;
    }

    /** @return the lowest layer, counted from 1, above which no hidden unit is near its kink */
    private static int lowestComparable(List<boolean[]> kinks) {
        int lowest = kinks.size();
        while (lowest > 1 && count(kinks.get(lowest - 1)) == 0) {
            lowest--;
        }
        return lowest;
    }

    /** @return the columns, one after the other, of the units that are not left out */
    private static double[] without(boolean[] kink, int rows, double[] columns) {
        double[] kept = new double[columns.length];
        int count = 0;
        for (int unit = 0; unit < kink.length; unit++) {
            if (!kink[unit]) {
                System.arraycopy(columns, unit * rows, kept, count, rows);
                count += rows;
            }
        }
        return Arrays.copyOf(kept, count);
    }

    private static double[] over(double largest, double[] values) {
        return Arrays.stream(values).map(value -> value / largest).toArray();
    }

    private void compareByName(Comparison comparison, int step, double[] expected, double[] actual) {
        int from = 0;
        for (Map.Entry<String, Matrix> named : shapes.entrySet()) {
            int to = from + named.getValue().data().length;
            comparison.add(
                    step, named.getKey(), Arrays.copyOfRange(expected, from, to), Arrays.copyOfRange(actual, from, to));
            from = to;
        }
    }

    static double[] widened(float[] values) {
        double[] wide = new double[values.length];
        Arrays.setAll(wide, i -> values[i]);
        return wide;
    }

    List<Verdict> verdicts() {
        List<Verdict> verdicts = new ArrayList<>(List.of(losses.verdict()));
        gradients.values().forEach(comparison -> verdicts.add(comparison.verdict()));
        verdicts.addAll(List.of(parameters.verdict(), seconds.verdict(), leftOut.verdict()));
        if (shapes.size() > ONE_HIDDEN_LAYER) {
            Comparison below = new Comparison(
                    "share of steps with a ReLU too near its kink in a later layer, left out of those below",
                    Tolerances.STEPS_LEFT_OUT);
            below.add(0, "share", 0, (double) stepsLeftOut / steps);
            verdicts.add(below.verdict());
        }
        return verdicts;
    }
}
