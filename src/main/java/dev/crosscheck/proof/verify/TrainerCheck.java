package dev.crosscheck.proof.verify;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Examples;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.MatrixExamples;
import dev.crosscheck.device.Device;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.TrainingSpec;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Comparisons;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.Rounding;
import dev.crosscheck.proof.compare.Tolerance;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.twin.OptimizerTwin;
import dev.crosscheck.proof.twin.SameDiffTwin;
import dev.crosscheck.proof.verify.NetworkCheck.Effort;
import dev.crosscheck.proof.verify.TrainerReferences.Before;
import dev.crosscheck.train.Trainer;
import dev.crosscheck.train.TrainerChoice;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.TrainingStart;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Compares the trainer that {@code train} would use, created as {@code train} creates it, in float, with three references in double: DL4J's stock
 * {@code MultiLayerNetwork}, SameDiff, and the backpropagation of the course. Needs ND4J started.
 *
 * <p>Each step is compared from the trainer's own state before it, so that errors do not accumulate. The gradient that the trainer used is recovered
 * from its states: {@code g = (m' - β1 m)/(1 - β1)} with Adam, {@code v' - μ v} with momentum, {@code (θ - θ')/η} with plain gradient descent. It is
 * compared with the references' gradients at the same parameters, and the trainer's update with that of DL4J's updater for the same gradient, not for
 * DL4J's: where a gradient is as small as ε, its rounding error in float is as large as itself and would hide where ε was added. Steps are done with two
 * batch sizes, including the smaller last batch of an epoch, and from a state restored after 5,000 steps.
 *
 * <p>With dropout the only reference is SameDiff, with the masks defined by {@link BySeed}: stock DL4J does not accept masks.
 */
public final class TrainerCheck {
    /** The number of steps before the restored state: Adam's corrections are nearly 1 there, and a step count that is not restored is noticed. */
    private static final int RESTORED = 5_000;

    /** In a whole epoch these first steps are compared, in which bias corrections and ε matter most, then one of each stretch, and the last. */
    private static final int FIRST = 5;

    private static final int STRETCH = 100;

    private static final int MOST_THREADS = 4;

    /** The steps for which trainers with several threads are compared. */
    private static final int STEPS_OF_THREADS = 25;

    private final Maker maker;
    private final Comparisons all = new Comparisons();
    private final Set<Integer> batchSizes = new LinkedHashSet<>();
    private int steps;
    private int stepsLeftOut;
    private int notJudged;
    private final Set<String> neverJudged = new LinkedHashSet<>();
    private String epoch = "";
    private String end = "";

    /** Creates the trainer to check. */
    @FunctionalInterface
    interface Maker {
        /** Creates it as {@code train} does. */
        Maker AS_TRAIN_DOES =
                (config, start, batches) -> config.method().newTrainer(Device.CPU, config.setup(), start, batches);

        Trainer trainer(TrainingConfig config, NetworkState start, Batches batches);

        /** @return the initial state of a training */
        default NetworkState start(TrainingStart from, TrainingConfig config, Examples examples) {
            return from.state(config, examples);
        }
    }

    TrainerCheck(Maker maker) {
        this.maker = maker;
    }

    /**
     * Checks the trainer of a run.
     *
     * @param config the run
     * @param start the origin of its initial state
     * @param examples the training rows
     * @param effort limits the batch size of the check
     */
    public static Findings findings(TrainingConfig config, TrainingStart start, Examples examples, Effort effort) {
        TrainerCheck check = new TrainerCheck(Maker.AS_TRAIN_DOES);
        check.add(config, start, examples, effort);
        return check.findings("Trainer: " + config.method() + "; " + config.setup());
    }

    /**
     * Checks the trainer that {@code train} would use for a network, on random rows.
     *
     * @param setup the network; its seed determines initial parameters and rows
     * @return empty if {@code train} cannot train such a network
     */
    public static Optional<Findings> findings(Setup setup) {
        NetworkSpec spec = setup.network();
        TrainingMethod method = TrainingMethod.byDefault();
        if (!setup.training().classWeights().areNone()
                || (spec.outputs() == 1) == (spec.loss() == Loss.CATEGORICAL_CROSS_ENTROPY)
                || !TrainerChecks.trains(method, setup)) {
            return Optional.empty();
        }
        int batch = Math.min(setup.training().batch(), Effort.FULL.rows(spec.layers()));
        int rows = 2 * batch + Math.max(1, batch / 3);
        Examples examples =
                DrawnRows.of(spec, rows, new SplittableRandom(setup.training().seed()));
        TrainingConfig config = TrainingConfig.of(setup).with(draft -> {
            draft.batch = batch;
            draft.method = method.resolve(Device.CPU, setup, examples, method.threads());
        });
        return Optional.of(findings(config, new TrainingStart.Seed(), examples, Effort.FULL));
    }

    /**
     * Computes class weights by their definition, {@code n / (C n_c)} with n rows, n_c of them of class c, and C classes that have rows (scikit-learn's
     * "balanced"); 1 for a class without rows.
     *
     * @return empty if the training has no class weights
     */
    public static List<Double> classWeights(TrainingSpec training, Examples examples) {
        if (!training.classWeights().balanced()) {
            return List.of();
        }
        double[] rows = new double[examples.classes()];
        for (int label : examples.labels()) {
            rows[label]++;
        }
        double classes = Arrays.stream(rows).filter(count -> count > 0).count();
        return Arrays.stream(rows)
                .mapToObj(count -> count > 0 ? examples.size() / (classes * count) : 1)
                .toList();
    }

    /** @return the steps of a whole epoch that are compared, given their number */
    static int[] looks(int steps) {
        return IntStream.range(0, steps)
                .filter(step -> step < FIRST || step % STRETCH == 0 || step == steps - 1)
                .toArray();
    }

    /** Adds the check of one training. */
    void add(TrainingConfig config, TrainingStart start, Examples examples, Effort effort) {
        new Subject(config, start, examples, effort).run(false);
    }

    /** Adds the check of one training from its seed, with steps of a whole epoch. */
    void addEpoch(TrainingConfig config, Examples examples) {
        new Subject(config, new TrainingStart.Seed(), examples, Effort.FULL).run(true);
    }

    /** Adds that each array was judged at some step; to be called after all trainings. */
    void requireJudged() {
        all.of("arrays whose gradient is judged at no step", Tolerances.EXACT).add("number", 0, neverJudged.size());
    }

    /** Adds the comparison of a training on several threads with itself on one, bit for bit. */
    void addThreads(TrainingConfig config, Examples examples) {
        Comparison same = all.of("parameters with 2, 3, 4 threads, against one thread", Tolerances.EXACT);
        NetworkState start = maker.start(new TrainingStart.Seed(), config, examples);
        Batches batches = new Batches(examples, config.training().batch());
        int count = Math.min(STEPS_OF_THREADS, batches.count());
        int[] order = batches.shuffled(config.training().seed(), 1);
        double[] one = {};
        for (int threads = 1; threads <= MOST_THREADS; threads++) {
            TrainingMethod method = new TrainingMethod(
                    config.method().trainer(), config.method().kernels(), threads);
            try (Trainer trainer = maker.trainer(config.with(draft -> draft.method = method), start, batches)) {
                for (int step = 0; step < count; step++) {
                    trainer.step(order, step < count - 1 ? step : batches.count() - 1, config.learningRate());
                }
                double[] found = Matrix.doubles(trainer.state(0).parameters());
                if (threads == 1) {
                    one = found;
                } else {
                    same.add(count, threads + " threads", one, found);
                }
            }
        }
    }

    Findings findings(String title) {
        String sizes = batchSizes.stream().map(String::valueOf).collect(Collectors.joining(", "));
        String note = "batches of " + sizes + " rows and the last of an epoch; from the start and from a state after "
                + RESTORED + " steps; " + steps + " steps" + epoch;
        if (stepsLeftOut > 0) {
            note += ", at " + stepsLeftOut
                    + " of which gradients were left out, of units too near their kink or below them";
        }
        if (notJudged > 0) {
            note += "; " + notJudged
                    + " numbers were not judged, since rounding explains more than a hundredth of them";
        }
        if (!neverJudged.isEmpty()) {
            note += "; at no step judged: " + String.join(", ", neverJudged);
        }
        return all.findings(title, note + end + ".");
    }

    /** One training and its references. */
    private final class Subject {
        private final TrainingConfig config;
        private final TrainingStart from;
        private final Examples examples;
        private final NetworkSpec form;
        private final OptimizerSpec optimizer;
        private final TrainerReferences references;
        private final int batch;
        private final boolean hasDl4jsAdam;

        Subject(TrainingConfig config, TrainingStart from, Examples examples, Effort effort) {
            this.config = config;
            // Layers that call the engine use this program's Adam in DL4J, too.
            this.hasDl4jsAdam = config.method().trainer().on(Device.CPU, config.setup(), examples instanceof ImageSet)
                    == TrainerChoice.DL4J_STOCK;
            this.from = from;
            this.examples = examples;
            this.form = config.network().of(examples.shape(), examples.outputs());
            this.optimizer = config.training().optimizer();
            this.references = new TrainerReferences(form, config.training(), examples);
            for (int k = 1; k <= form.layers().size(); k++) {
                neverJudged.addAll(List.of("dW" + k + " of " + form, "db" + k + " of " + form));
            }
            int most = Math.min(effort.rows(form.layers()), examples.size());
            this.batch = Math.max(1, Math.min(config.training().batch(), most));
        }

        void run(boolean wholeEpoch) {
            NetworkState start = maker.start(from, config, examples);
            if (from instanceof TrainingStart.Seed) {
                Parameters drawn = BySeed.start(
                        form.initialization(), form.network(), config.training().seed());
                all.of("trainer's start, against its definition", Tolerances.FLOAT_START)
                        .add(Comparison.NO_STEP, drawn.byName(), references.named(Matrix.doubles(start.parameters())));
            }
            int[] first = {0, 1, -1};
            train(start, batch, wholeEpoch, wholeEpoch ? looks(new Batches(examples, batch).count()) : first);
            // A batch of about half that does not divide the number of examples.
            int other = (batch + 1) / 2;
            while (other > 1 && examples.size() % other == 0) {
                other--;
            }
            if (other > 1 && other < batch) {
                train(start, other, false, 0, -1);
            }
            train(restored(start), batch, false, -1);
        }

        /** @return the initial parameters with a count of 5,000 steps and random moments of the gradients' magnitude */
        private NetworkState restored(NetworkState start) {
            Parameters theta = references.layout.parameters(Matrix.doubles(start.parameters()));
            MatrixExamples rows = rows(new Batches(examples, batch), new Batches(examples, batch).inOrder(), 0);
            double size = Math.max(
                    1e-6, NetworkCheck.largest(references.at(theta, rows, 0).gradients()));
            SplittableRandom random = new SplittableRandom(config.training().seed());
            float[] moments = new float[optimizer.kind().state() * start.parameters().length];
            for (int i = 0; i < moments.length; i++) {
                boolean first = i < start.parameters().length;
                moments[i] =
                        (float) (first ? 0.3 * size * random.nextGaussian() : size * size * random.nextDouble(0.1, 1));
            }
            return new NetworkState(start.parameters(), moments, RESTORED, 0);
        }

        /**
         * @param throughout whether the steps between those that are compared are done as well, and the deviations become a series
         * @param indices the batches of an epoch with which steps are done and compared; -1 is the last
         */
        private void train(NetworkState start, int batchSize, boolean throughout, int... indices) {
            Batches batches = new Batches(examples, batchSize);
            batchSizes.add(batchSize);
            int[] order = batches.shuffled(config.training().seed(), 1);
            try (Trainer trainer = maker.trainer(config, start, batches)) {
                NetworkState before = trainer.state(0);
                Comparison same = all.of("trainer's state, against the one restored", Tolerances.EXACT);
                same.add("θ", Matrix.doubles(start.parameters()), Matrix.doubles(before.parameters()));
                if (start.moments().length > 0) {
                    same.add("moment", Matrix.doubles(start.moments()), Matrix.doubles(before.moments()));
                }
                int done = start.steps();
                for (int place : indices) {
                    int index = place < 0 ? batches.count() - 1 : Math.min(place, batches.count() - 1);
                    if (throughout && done < index) {
                        for (; done < index; done++) {
                            trainer.step(order, done, config.learningRate());
                        }
                        before = trainer.state(0);
                    }
                    Before step = references.before(done, before, rows(batches, order, index));
                    if (isBeyondComparison(step)) {
                        return;
                    }
                    double loss = trainer.step(order, index, config.learningRate());
                    before = trainer.state(0);
                    compare(step, before, loss);
                    if (throughout) {
                        gradientsAgainst(TrainerReferences.DL4J).endStep(done);
                    }
                    done++;
                }
                if (throughout) {
                    epoch = ", among them " + indices.length + " of the " + batches.count() + " of an epoch of "
                            + examples.size() + " images";
                }
                if (!isBeyondComparison(references.before(done, before, rows(batches, order, 0)))) {
                    compareAnswers(trainer, batches, before);
                }
            }
        }

        /** Compares the outputs for two batches of rows and a smaller one, so that mixed-up rows are noticed; without dropout, which applies only to training. */
        private void compareAnswers(Trainer trainer, Batches batches, NetworkState state) {
            int count = Math.min(examples.size(), 2 * batches.largest() + (batches.largest() + 2) / 3);
            Examples some = examples.select(IntStream.range(0, count).toArray());
            Matrix x = MatrixExamples.inFloat(some, IntStream.range(0, count).toArray())
                    .x();
            Matrix right = references.answers(x, Matrix.doubles(state.parameters()));
            Matrix moved = references.answers(x, moved(state));
            size(Math.max(1, right.largest()), Rounding.explained(right, moved), 0, Tolerances.TRAINER_ANSWER)
                    .ifPresent(size -> all.of("trainer's answers, against DL4J", Tolerances.TRAINER_ANSWER)
                            .add(
                                    state.steps(),
                                    "answers to " + count + " rows, " + form,
                                    right.map(y -> y / size),
                                    Matrix.widened(count, trainer.probabilities(some))
                                            .map(y -> y / size)));
        }

        private static double[] moved(NetworkState state) {
            return new Rounding(Rounding.FLOAT, 0)
                    .parameters(Matrix.widened(1, state.parameters()))
                    .data();
        }

        /**
         * @param recovering the error with which a number is recovered, besides
         * @return the size by which numbers are divided; empty if rounding explains more of the largest than a number that is judged may have
         */
        private Optional<Double> size(double largest, double explained, double recovering, Tolerance tolerance) {
            if (largest > 0 && explained + recovering > Rounding.MOST * largest) {
                notJudged++;
                return Optional.empty();
            }
            double size = Rounding.size(largest, explained, tolerance) + recovering / tolerance.absolute();
            return Optional.of(size > 0 ? size : 1);
        }

        private boolean isBeyondComparison(Before step) {
            Optional<String> obstacle = references.obstacle(step);
            obstacle.ifPresent(reason -> end = "; some steps were left out, since " + reason);
            return obstacle.isPresent();
        }

        private void compare(Before step, NetworkState after, double loss) {
            steps++;
            int done = step.done();
            NetworkState before = step.state();
            MatrixExamples rows = step.rows();
            all.of("trainer's count of steps", Tolerances.EXACT).add(done, "steps", done + 1, after.steps());
            SameDiffTwin.At exact = step.exact();
            SameDiffTwin.At moved = references.at(references.layout.parameters(moved(before)), rows, done);
            Optional<Double> lossSize = size(
                    Math.max(0.1, Math.abs(exact.loss())),
                    Rounding.MULTIPLE * Math.abs(exact.loss() - moved.loss()),
                    0,
                    Tolerances.TRAINER_LOSS);
            OptimizerTwin.Updated expected =
                    references.update(before, references.layout.flatten(exact.gradients()), done);
            Recovered used = recovered(before, after, expected);
            Kinks kinks = references.kinks(step, moved);
            stepsLeftOut += kinks.any() ? 1 : 0;
            Map<String, Matrix> rounding = references.named(used.rounding());
            Map<String, Double> sizes = new LinkedHashMap<>();
            exact.gradients().byName().forEach((name, gradient) -> {
                Matrix kept = kinks.without(name, gradient);
                if (kept != null) {
                    Matrix ofMoved = kinks.without(name, moved.gradients().get(name));
                    double recovering = kinks.without(name, rounding.get(name)).largest();
                    double explained = Rounding.explained(kept, ofMoved);
                    size(kept.largest(), explained, recovering, Tolerances.TRAINER_GRADIENT)
                            .ifPresent(size -> {
                                sizes.put(name, size);
                                neverJudged.remove("d" + name + " of " + form);
                            });
                }
            });
            Map<String, Matrix> found = references.named(used.gradient());
            references.all(step).forEach((witness, right) -> {
                lossSize.ifPresent(size -> all.of("trainer's losses, against " + witness, Tolerances.TRAINER_LOSS)
                        .add(done, where("loss", rows), right.loss() / size, loss / size));
                sizes.forEach((name, size) -> gradientsAgainst(witness)
                        .add(
                                done,
                                where("d" + name, rows),
                                kinks.without(name, right.gradients().get(name)).map(g -> g / size),
                                kinks.without(name, found.get(name)).map(g -> g / size)));
            });
            if (optimizer.kind() != OptimizerSpec.Kind.SGD) {
                compareUpdate(step, after, expected, used.gradient());
            }
        }

        private Comparison gradientsAgainst(String witness) {
            return all.of("trainer's gradients, against " + witness, Tolerances.TRAINER_GRADIENT);
        }

        private String where(String name, MatrixExamples rows) {
            return name + " of " + rows.x().rows() + " rows, " + form;
        }

        /** @param sizing the state after DL4J's update with SameDiff's gradient, which sets the scale of the tolerance independently of the trainer */
        private void compareUpdate(Before step, NetworkState after, OptimizerTwin.Updated sizing, double... gradient) {
            int done = step.done();
            OptimizerTwin.Updated updated = references.update(step.state(), gradient, done);
            Map<String, Matrix> earlier = step.theta().byName();
            Map<String, Matrix> right = references.named(sizing.parameters());
            Map<String, Matrix> expected = references.named(updated.parameters());
            Map<String, Matrix> found = references.named(Matrix.doubles(after.parameters()));
            Comparison updates = all.of(
                    "trainer's steps, against DL4J's updater",
                    hasDl4jsAdam ? Tolerances.DL4J_UPDATE : Tolerances.TRAINER_UPDATE);
            expected.forEach((name, next) -> {
                double largest = right.get(name)
                        .combine(earlier.get(name), (to, from) -> to - from)
                        .largest();
                double size = largest > 0 ? largest : 1;
                updates.add(
                        done,
                        name + ", " + form,
                        next.map(p -> p / size),
                        found.get(name).map(p -> p / size));
            });
            int length = gradient.length;
            if (updated.moments().length > length) {
                all.of(
                                "trainer's second moments, against DL4J's updater",
                                hasDl4jsAdam ? Tolerances.DL4J_SECOND_MOMENT : Tolerances.TRAINER_SECOND_MOMENT)
                        .add(
                                done,
                                "v, " + form,
                                Arrays.copyOfRange(updated.moments(), length, 2 * length),
                                Matrix.doubles(Arrays.copyOfRange(after.moments(), length, 2 * length)));
            }
        }

        /** @param expected the state after the step by the references, whose magnitude gives the spacing of floats */
        private Recovered recovered(NetworkState before, NetworkState after, OptimizerTwin.Updated expected) {
            boolean sgd = optimizer.kind() == OptimizerSpec.Kind.SGD;
            float[] from = sgd ? before.parameters() : before.moments();
            float[] to = sgd ? after.parameters() : after.moments();
            double[] right = sgd ? expected.parameters() : expected.moments();
            double kept = sgd ? 1 : optimizer.kind().isAdam() ? 0.9 : optimizer.momentum();
            double factor = sgd ? -optimizer.learningRate() : optimizer.kind().isAdam() ? 1 - 0.9 : 1;
            double roundings = Rounding.FLOAT * (sgd ? 1 : 2) / Math.abs(factor);
            double[] gradient = new double[before.parameters().length];
            double[] rounding = new double[gradient.length];
            Arrays.setAll(gradient, i -> (to[i] - kept * from[i]) / factor);
            Arrays.setAll(rounding, i -> roundings * Math.max(Math.abs(from[i]), Math.abs(right[i])));
            return new Recovered(gradient, rounding);
        }

        private MatrixExamples rows(Batches batches, int[] order, int index) {
            int from = index * batches.largest();
            int to = Math.min(from + batches.largest(), examples.size());
            return MatrixExamples.inFloat(examples, Arrays.copyOfRange(order, from, to));
        }
    }

    /**
     * The gradient that a trainer used, flat.
     *
     * @param rounding the error bound of each number, which is recovered as a difference of floats
     */
    private record Recovered(double[] gradient, double[] rounding) {}
}
