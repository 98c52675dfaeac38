package dev.crosscheck.proof.verify;

import dev.crosscheck.data.ImageSet;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.LayerArrays;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Comparisons;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.twin.DigitTwin;
import dev.crosscheck.proof.twin.FlatParameters;
import dev.crosscheck.proof.twin.OptimizerTwin;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.ArrayList;
import java.util.Arrays;
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

    /** If the input of a ReLU is nearer to 0 than this, it may be on the other side of 0 in float. */
    private static final double NEAR_A_KINK = 1e-5;

    private final Epoch epoch;
    private final DigitTwin twin;
    private final FlatParameters layout;
    private final OptimizerSpec adam;
    private final Comparisons all;
    private final Comparison losses;
    private final Comparison parameters;
    private final Comparison seconds;
    private final Comparison leftOut;
    private int steps;
    private int stepsLeftOut;

    /** @param all receives the comparisons */
    StepComparison(Comparisons all, DigitTrainer.Task task, Epoch epoch) {
        this.all = all;
        this.epoch = epoch;
        this.twin = new DigitTwin(task.start(), task.learningRate());
        this.layout = twin.layout();
        this.adam = new OptimizerSpec(OptimizerSpec.Kind.ADAM, task.learningRate(), 0, 0);
        this.losses = all.of("losses from the same parameters, against DL4J's layers", Tolerances.FLOAT_LOSS);
        task.start().names().forEach(this::gradients);
        this.parameters =
                all.of("parameters after a step, against DL4J's Adam on the same gradients", Tolerances.FLOAT_UPDATE);
        this.seconds = all.of(
                "second moments after a step, against DL4J's Adam on the same gradients",
                Tolerances.FLOAT_SECOND_MOMENT);
        this.leftOut = all.of(
                "share of hidden units with a ReLU too near its kink, left out of their layer's gradients",
                Tolerances.LEFT_OUT);
        if (isDeep()) {
            below();
        }
    }

    private Comparison gradients(String name) {
        return all.of("d" + name + " over its largest, against DL4J's layers", Tolerances.FLOAT_GRADIENT);
    }

    private boolean isDeep() {
        return layout.sizes().size() > 3;
    }

    private Comparison below() {
        return all.of(
                "share of steps with a ReLU too near its kink in a later layer, left out of those below",
                Tolerances.STEPS_LEFT_OUT);
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
        double[] theta = Matrix.doubles(before.parameters());
        double[] m = Matrix.doubles(before.moments());
        double[] moved = Matrix.doubles(after.moments());
        double[] gradient = new double[theta.length];
        Arrays.setAll(gradient, i -> (moved[i] - BETA1 * m[i]) / (1 - BETA1));
        ImageSet batch = epoch.batch(step);
        DigitTwin.Derivative theirs = twin.differentiate(theta, batch.pixels(), batch.labels());
        losses.add(step, "loss", theirs.loss(), loss);
        compareGradients(step, theirs, layout.parameters(gradient));
        OptimizerTwin.Updated updated = OptimizerTwin.update(adam, new OptimizerTwin.Updated(theta, m), gradient, step);
        parameters.add(step, named(updated.parameters()), named(Matrix.doubles(after.parameters())));
        seconds.add(
                step,
                named(Arrays.copyOfRange(updated.moments(), theta.length, moved.length)),
                named(Arrays.copyOfRange(moved, theta.length, moved.length)));
        return loss;
    }

    private Map<String, Matrix> named(double... flat) {
        return layout.parameters(flat).byName();
    }

    private void compareGradients(int step, DigitTwin.Derivative theirs, LayerArrays gradients) {
        Kinks kinks =
                new Kinks(theirs.nearest().stream().map(StepComparison::kinks).toList());
        stepsLeftOut += kinks.lowest() > 1 ? 1 : 0;
        steps++;
        for (int layer = 1; layer <= kinks.near().size(); layer++) {
            leftOut.add(
                    step,
                    "share",
                    0,
                    (double) kinks.count(layer) / layout.sizes().get(layer));
        }
        layout.parameters(theirs.gradient()).byName().forEach((name, whole) -> {
            Matrix expected = kinks.without(name, whole);
            if (expected != null) {
                double largest = expected.largest();
                Matrix actual = kinks.without(name, gradients.get(name));
                gradients(name).add(step, "d" + name, expected.map(g -> g / largest), actual.map(g -> g / largest));
            }
        });
    }

    private static boolean[] kinks(double... nearest) {
        boolean[] kinks = new boolean[nearest.length];
        for (int unit = 0; unit < kinks.length; unit++) {
            kinks[unit] = nearest[unit] < NEAR_A_KINK;
        }
        return kinks;
    }

    /** Compares the share of steps that were left out; to be called once, at the end. */
    void end() {
        if (isDeep()) {
            below().add(0, "share", 0, (double) stepsLeftOut / steps);
        }
    }
}
