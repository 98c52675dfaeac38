package dev.crosscheck.proof.verify;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Examples;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.ClassWeights;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Gradients;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.Objective;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.TrainingSpec;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.verify.Mutants.Family;
import dev.crosscheck.proof.verify.Mutants.Mutant;
import dev.crosscheck.proof.verify.PlainTrainer.AdamStep;
import dev.crosscheck.proof.verify.PlainTrainer.Parts;
import dev.crosscheck.proof.verify.TrainerCheck.Maker;
import dev.crosscheck.proof.verify.Wrong.WrongActivation;
import dev.crosscheck.train.Trainer;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingStart;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** Mutants of the trainers, with one slip each, for {@link TrainerCheck}. */
final class TrainerMutants {
    private static final Setup CLASSES =
            form(Elementwise.TANH, Loss.CATEGORICAL_CROSS_ENTROPY, OptimizerSpec.Kind.ADAM);

    private TrainerMutants() {}

    static Stream<Mutant> all() {
        Parts right = Parts.RIGHT;
        Family<Parts> classes = family(CLASSES, right);
        return Stream.concat(
                Stream.of(lastColumns(classes), ofAdam(classes), ofTheRecipe()).flatMap(mutants -> mutants),
                Stream.of(
                        family(form(Elementwise.RELU, Loss.CATEGORICAL_CROSS_ENTROPY, OptimizerSpec.Kind.ADAM), right)
                                .mutant(
                                        "a trainer's ReLU with the slope 1 below 0",
                                        "dA; right: dA 1[A > 0]",
                                        right.withBackprop(Wrong.hiddenActivation(
                                                WrongActivation.slope(Elementwise.RELU, (z, a, da) -> da)))),
                        classes.mutant(
                                "a trainer's gradients summed over the batch",
                                "sums; right: sums over N",
                                right.withBackprop(Wrong.withoutMean())),
                        family(form(Elementwise.GELU, Loss.CATEGORICAL_CROSS_ENTROPY, OptimizerSpec.Kind.ADAM), right)
                                .mutant(
                                        "a trainer's GELU with the slope of another scale",
                                        "c = 1.7 backward; right: 1.702",
                                        right.withBackprop(Wrong.hiddenActivation(WrongActivation.slope(
                                                Elementwise.GELU, TrainerMutants::geluOfAnotherScale)))),
                        family(form(Elementwise.TANH, Loss.HUBER, OptimizerSpec.Kind.ADAM), right)
                                .mutant(
                                        "a trainer's Huber with another delta",
                                        "δ = 1.1; right: 1",
                                        right.withBackprop(TrainerMutants::huberOfAnotherDelta)),
                        family(
                                        form(
                                                Elementwise.LEAKY_RELU,
                                                Loss.CATEGORICAL_CROSS_ENTROPY,
                                                OptimizerSpec.Kind.ADAM),
                                        right)
                                .mutant(
                                        "a trainer's leak twice as large",
                                        "0.02; right: 0.01",
                                        right.withBackprop(Wrong.hiddenActivation(WrongActivation.slope(
                                                Elementwise.LEAKY_RELU,
                                                (z, a, da) -> da.combine(z, (d, x) -> x > 0 ? d : 0.02 * d))))),
                        family(
                                        form(Elementwise.TANH, Loss.MEAN_SQUARED_ERROR, OptimizerSpec.Kind.MOMENTUM),
                                        right.withRule(PlainTrainer.momentum(0.9)))
                                .mutant(
                                        "a trainer's momentum with the wrong sign",
                                        "v = g - μ v; right: g + μ v",
                                        right.withRule(PlainTrainer.momentum(-0.9))),
                        family(
                                        TrainerChecks.setup(
                                                CLASSES.network(), OptimizerSpec.Kind.ADAM, ClassWeights.BALANCED),
                                        right)
                                .mutant(
                                        "a trainer's class weights swapped",
                                        "that of each class for its opposite",
                                        right.withWeights(weights -> {
                                            List<Double> swapped = new ArrayList<>(weights);
                                            Collections.reverse(swapped);
                                            return swapped;
                                        })),
                        classes.mutant(
                                "Adam's corrections frozen",
                                "t = 2000 from there on; right: t",
                                right.withRule(PlainTrainer.adam(
                                        (m, v, t) -> PlainTrainer.RIGHT_STEP.of(m, v, Math.min(t, 2000))))),
                        classes.mutant(
                                "a trainer without a smaller batch's last row",
                                "N - 1 rows; right: N",
                                right.withCount((rows, largest) -> rows > 1 && rows < largest ? rows - 1 : rows)),
                        new Family<>(maker -> check(CLASSES, maker), Maker.AS_TRAIN_DOES)
                                .mutant(
                                        "a start of another scale",
                                        "twice the bound; right: 1/√fan_in",
                                        new LargerStart())));
    }

    private static Stream<Mutant> ofAdam(Family<Parts> classes) {
        AdamStep step = PlainTrainer.RIGHT_STEP;
        return Stream.of(
                adam(
                        classes,
                        "Adam's steps counted from 2",
                        "t = done + 2; right: done + 1",
                        (m, v, t) -> step.of(m, v, t + 1)),
                adam(classes, "Adam's steps not counted", "t = 1 at each step", (m, v, t) -> step.of(m, v, 1)),
                adam(
                        classes,
                        "Adam's m uncorrected",
                        "1; right: 1 - β1ᵗ",
                        (m, v, t) -> step.of(m, v, t) * (1 - Math.pow(0.9, t))),
                adam(
                        classes,
                        "Adam's v uncorrected",
                        "1; right: 1 - β2ᵗ",
                        (m, v, t) -> step.of(m, v, t) / Math.sqrt(1 - Math.pow(0.999, t))),
                adam(
                        classes,
                        "Adam without its root",
                        "m/(v + ε); right: m/(√v + ε)",
                        (m, v, t) -> step.of(m, v * v, t)),
                adam(
                        classes,
                        "a trainer's epsilon in its other place",
                        "√v̂ + ε; right here: √v + ε",
                        (m, v, t) -> m / (1 - Math.pow(0.9, t)) / (Math.sqrt(v / (1 - Math.pow(0.999, t))) + 1e-8)),
                classes.mutant(
                        "Adam's memory of v short",
                        "0.99 v + (1 - β2) g²; right: 0.999 v",
                        Parts.RIGHT.withRule(PlainTrainer.adam(0.99, 0.001, step))),
                classes.mutant(
                        "Adam's 1 - β2 in single precision",
                        "1 - 0.999f; right: (float) (1 - 0.999)",
                        Parts.RIGHT.withRule(PlainTrainer.adam(0.999, 1 - 0.999f, step))));
    }

    private static Mutant adam(Family<Parts> classes, String name, String slip, AdamStep wrong) {
        return classes.mutant(name, slip, Parts.RIGHT.withRule(PlainTrainer.adam(wrong)));
    }

    /** @return mutants of smoothed labels and another β2 */
    private static Stream<Mutant> ofTheRecipe() {
        TrainingSpec training = CLASSES.training();
        Setup smoothed = new Setup(CLASSES.network(), training.smoothed(0.1));
        Setup shorter =
                new Setup(CLASSES.network(), training.with(training.optimizer().withBetas(0.9, 0.95)));
        AdamStep ofShorter =
                (m, v, t) -> m * Math.sqrt(1 - Math.pow(0.95, t)) / ((1 - Math.pow(0.9, t)) * (Math.sqrt(v) + 1e-8));
        return Stream.of(
                family(smoothed, Parts.RIGHT)
                        .mutant(
                                "a trainer that shares ε among the other classes alone",
                                "ε/(C - 1) for each of them; right: ε/C for every class",
                                Parts.RIGHT.withBackprop((network, parameters, pass, t, loss) ->
                                        Backprop.BY_HAND.gradients(
                                                network,
                                                parameters,
                                                pass,
                                                t.map(one -> one == 1 ? 0.9 : 0.1 / (t.columns() - 1)),
                                                loss.loss()))),
                family(shorter, Parts.RIGHT.withRule(PlainTrainer.adam(0.95, 0.05, ofShorter)))
                        .mutant(
                                "the usual β2 in the correction of another",
                                "1 - 0.999^t; right: 1 - 0.95^t",
                                Parts.RIGHT.withRule(PlainTrainer.adam(0.95, 0.05, PlainTrainer.RIGHT_STEP))));
    }

    /** @return for the last column of each array, a mutant without its gradient and one without its update */
    private static Stream<Mutant> lastColumns(Family<Parts> classes) {
        return Stream.of("W1", "b1", "W2", "b2", "W3", "b3")
                .flatMap(array -> Stream.of(
                        classes.mutant(
                                "a trainer without the last column of d" + array,
                                "0; right: its gradient",
                                Parts.RIGHT.withBackprop(Wrong.gradient(array, Wrong::withoutLastColumn))),
                        classes.mutant(
                                "a trainer that leaves the last column of " + array + " as it is",
                                "no step; right: one",
                                Parts.RIGHT.withRule((spec, parameters, moments, gradient, t) -> {
                                    float[] before = parameters.clone();
                                    Parts.RIGHT.rule().update(spec, parameters, moments, gradient, t);
                                    int[] last = lastColumn(array);
                                    System.arraycopy(before, last[0], parameters, last[0], last[1] - last[0]);
                                }))));
    }

    /** @return the start and the end of the last column of an array in the flat parameters of {@link #CLASSES} */
    private static int[] lastColumn(String array) {
        List<Integer> sizes = TrainerChecks.sizes(CLASSES.network());
        int at = 0;
        for (int k = 1; k < sizes.size(); k++) {
            for (String kind : List.of("W", "b")) {
                int rows = kind.equals("W") ? sizes.get(k - 1) : 1;
                at += rows * sizes.get(k);
                if (array.equals(kind + k)) {
                    return new int[] {at - rows, at};
                }
            }
        }
        throw new IllegalArgumentException(array);
    }

    private static Matrix geluOfAnotherScale(Matrix z, Matrix a, Matrix da) {
        return da.combine(z, (d, x) -> {
            double s = Elementwise.SIGMOID.value(1.7 * x);
            return d * (s + 1.7 * x * s * (1 - s));
        });
    }

    /** The gradient of half the squared error, with residuals clipped to ±1.1. */
    private static Gradients huberOfAnotherDelta(
            Network network, Parameters parameters, ForwardPass pass, Matrix t, Objective loss) {
        Matrix held = pass.output().combine(t, (y, target) -> y - Math.max(-1.1, Math.min(1.1, y - target)));
        return Backprop.BY_HAND.gradients(network, parameters, pass, held, Loss.HALF_SQUARED_ERROR);
    }

    /** Doubles the initial parameters. */
    private static final class LargerStart implements Maker {
        @Override
        public Trainer trainer(TrainingConfig config, NetworkState start, Batches batches) {
            return AS_TRAIN_DOES.trainer(config, start, batches);
        }

        @Override
        public NetworkState start(TrainingStart from, TrainingConfig config, Examples examples) {
            NetworkState right = Maker.super.start(from, config, examples);
            float[] larger = right.parameters().clone();
            for (int i = 0; i < larger.length; i++) {
                larger[i] *= 2;
            }
            return new NetworkState(larger, right.moments(), right.steps(), right.epochs());
        }
    }

    private static Setup form(Elementwise activation, Loss loss, OptimizerSpec.Kind optimizer) {
        NetworkSpec network = TrainerChecks.network(0, List.of(7, 5), activation, 0, loss);
        return TrainerChecks.setup(network, optimizer, ClassWeights.NONE);
    }

    private static Family<Parts> family(Setup form, Parts right) {
        return new Family<>(parts -> check(form, parts.maker()), right);
    }

    private static Findings check(Setup form, Maker maker) {
        return TrainerChecks.findings("trainer", maker, TrainerChecks.defaultMethod(), List.of(form), 1);
    }
}
