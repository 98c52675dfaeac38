package dev.crosscheck.proof.verify;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Examples;
import dev.crosscheck.data.table.TableData;
import dev.crosscheck.device.Device;
import dev.crosscheck.nn.ClassWeights;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Initialization;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.RateSchedule;
import dev.crosscheck.nn.StopRules;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.train.Checkpoint;
import dev.crosscheck.train.CheckpointInterval;
import dev.crosscheck.train.CheckpointSink;
import dev.crosscheck.train.RunListener;
import dev.crosscheck.train.StepMetrics;
import dev.crosscheck.train.Trainer;
import dev.crosscheck.train.TrainerChoice;
import dev.crosscheck.train.Training;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.TrainingOutcome;
import dev.crosscheck.train.TrainingStart;
import dev.crosscheck.train.byhand.Kernels;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Whole trainings, step by step: which rows, in which order, at which rate, and when it is over, by definition. The same trainer does the same steps
 * once more, one at a time, in an order that is drawn here and at rates that are computed here, and must come to the same bits; its steps themselves are
 * {@link TrainerCheck}'s subject. Needs ND4J started.
 */
final class RunCheck {
    /** The rows are no multiple of it. */
    private static final int BATCH = 24;

    private static final int EPOCHS = 5;
    private static final double RATE = 0.02;

    private final Comparison parameters = new Comparison("parameters after each epoch, step by step", Tolerances.EXACT);
    private final Comparison losses =
            new Comparison("training losses, against the mean over rows", Tolerances.EVALUATION);
    private final Comparison rates =
            new Comparison("rates of the last steps and accuracies, by definition", Tolerances.EVALUATION);
    private final Comparison ends = new Comparison("epochs done, by the rule that ends them", Tolerances.EXACT);

    private RunCheck() {}

    static Findings findings() {
        RunCheck check = new RunCheck();
        check.compare(RateSchedule.CONSTANT);
        check.compare(new RateSchedule(RateSchedule.Kind.STEP, 0.1, 2));
        check.compare(new RateSchedule(RateSchedule.Kind.COSINE, 0.05, EPOCHS));
        check.compareTarget();
        check.comparePatience();
        check.compareTie();
        return new Findings(
                "Trainings of a table, from the first step to the last",
                EPOCHS
                        + " epochs at a constant rate, one that falls in steps, and one that falls along a cosine; an end by accuracy, and one by"
                        + " patience over losses that fall and rise",
                List.of(
                        check.parameters.verdict(),
                        check.losses.verdict(),
                        check.rates.verdict(),
                        check.ends.verdict()),
                List.of());
    }

    private static TrainingConfig config(RateSchedule schedule, double rate, int epochs, int held, StopRules rules) {
        NetworkSpec network = new NetworkSpec(
                2,
                NetworkSpec.layers(List.of(5), Elementwise.TANH),
                2,
                Loss.CATEGORICAL_CROSS_ENTROPY,
                null,
                0,
                Initialization.TORCH);
        return TrainingConfig.of(TrainerChecks.setup(network, OptimizerSpec.Kind.ADAM, ClassWeights.NONE))
                .with(draft -> {
                    draft.optimizer = OptimizerSpec.Kind.ADAM.byDefault().at(rate);
                    draft.schedule = schedule;
                    draft.batch = BATCH;
                    draft.epochs = epochs;
                    draft.validation = held;
                    draft.stop = rules;
                    draft.seed = 3;
                    draft.method = new TrainingMethod(TrainerChoice.BY_HAND, Kernels.AUTO, 1);
                });
    }

    private void compare(RateSchedule schedule) {
        TrainingConfig config = config(schedule, RATE, EPOCHS, 0, StopRules.NONE);
        TableData data = BestEpochCheck.data(true);
        List<Checkpoint> kept = new ArrayList<>();
        List<StepMetrics> steps = new ArrayList<>();
        RunListener listener = new RunListener() {
            @Override
            public void step(StepMetrics step) {
                steps.add(step);
            }
        };
        CheckpointSink sink = new CheckpointSink(new CheckpointInterval(1, CheckpointInterval.Unit.EPOCHS), kept::add);
        TrainingOutcome outcome =
                new Training(Device.CPU, new TrainingStart.Seed(), config, data, sink).run(listener, () -> false);
        String which = schedule.kind().label();
        ends.add(Comparison.NO_STEP, which, EPOCHS, outcome.epochs().size());
        Examples rows = data.train();
        int perEpoch = (int) Math.ceil(rows.size() / (double) BATCH);
        Batches batches = new Batches(rows, BATCH);
        NetworkState start = new TrainingStart.Seed().state(config, rows);
        double rate = 0;
        try (Trainer trainer = config.method().newTrainer(Device.CPU, config.setup(), start, batches)) {
            for (int epoch = 1; epoch <= Math.min(EPOCHS, outcome.epochs().size()); epoch++) {
                int[] order = order(rows.size(), config.training().seed(), epoch);
                double sum = 0;
                for (int index = 0; index < perEpoch; index++) {
                    int done = (epoch - 1) * perEpoch + index;
                    rate = rate(schedule, done, epoch, perEpoch);
                    trainer.step(order, index, rate);
                    sum += steps.get(done).loss() * Math.min(BATCH, rows.size() - index * BATCH);
                }
                parameters.add(
                        epoch,
                        "θ, " + which,
                        StepComparison.widened(trainer.state(epoch).parameters()),
                        StepComparison.widened(kept.get(epoch - 1).network().parameters()));
                losses.add(
                        epoch,
                        which,
                        sum / rows.size(),
                        outcome.epochs().get(epoch - 1).trainLoss());
            }
        }
        rates.add(Comparison.NO_STEP, which, rate, outcome.learningRate());
    }

    /** The rate of a step by its definition in docs/training.md. */
    private static double rate(RateSchedule schedule, int done, int epoch, int perEpoch) {
        return switch (schedule.kind()) {
            case CONSTANT -> RATE;
            case STEP -> epoch <= 2 ? RATE : epoch <= 4 ? RATE * 0.1 : RATE * 0.1 * 0.1;
            case COSINE -> RATE * (0.05 + 0.95 * (1 + Math.cos(Math.PI * done / (EPOCHS * perEpoch))) / 2);
        };
    }

    /** Fisher and Yates, as in {@link Epoch}. */
    private static int[] order(int size, long seed, int epoch) {
        SplittableRandom random = new SplittableRandom(new SplittableRandom(seed).nextLong() + epoch);
        List<Integer> order = new ArrayList<>(IntStream.range(0, size).boxed().toList());
        for (int left = size; left > 1; left--) {
            Collections.swap(order, left - 1, random.nextInt(left));
        }
        return order.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Rows to test on are right from the first epoch on where those to validate on are not, and the other way round. */
    private void compareTarget() {
        for (boolean follows : new boolean[] {true, false}) {
            double target = follows ? 90 : 40;
            TrainingConfig config = config(RateSchedule.CONSTANT, RATE, 30, 40, new StopRules(null, target, null));
            TrainingOutcome outcome = new Training(Device.CPU, config, BestEpochCheck.data(follows))
                    .run(new RunListener() {}, () -> false);
            int first = 30;
            for (int epoch = outcome.epochs().size(); epoch > 0; epoch--) {
                int[][] counts = outcome.epochs().get(epoch - 1).validation().confusion();
                boolean reached = outcome.epochs().get(epoch - 1).validation().accuracyPercent() >= target;
                if (counts.length > 0) {
                    rates.add(
                            epoch,
                            "accuracy in percent, follows: " + follows,
                            2.5 * (counts[0][0] + counts[1][1]),
                            outcome.epochs().get(epoch - 1).validation().accuracyPercent());
                }
                first = reached ? epoch : first;
            }
            ends.add(
                    Comparison.NO_STEP,
                    "accuracy of " + target + ", follows: " + follows,
                    first,
                    outcome.epochs().size());
        }
    }

    /** A rate that is far too large: losses jump. */
    private void comparePatience() {
        for (int patience : new int[] {1, 2, 3}) {
            for (double rate : new double[] {0.1, 0.2, 0.3, 1, 3}) {
                TrainingConfig config =
                        config(RateSchedule.CONSTANT, rate, 25, 40, new StopRules(patience, null, null));
                TrainingOutcome outcome = new Training(Device.CPU, config, BestEpochCheck.data(true))
                        .run(new RunListener() {}, () -> false);
                double[] found = outcome.epochs().stream()
                        .mapToDouble(epoch -> epoch.validation().loss())
                        .toArray();
                int end = 0;
                for (int last = 0; end < Math.min(25, found.length) && end - last < patience + (end == 0 ? 1 : 0); ) {
                    end++;
                    last = found[end - 1] < lowestBefore(found, end - 1) ? end : last;
                }
                ends.add(Comparison.NO_STEP, "patience " + patience + ", rate " + rate, end, found.length);
            }
        }
    }

    /** Where all epochs are as good, the first is the best, and the one that is kept with all its figures. */
    private void compareTie() {
        TrainingConfig config = config(RateSchedule.CONSTANT, 1e-30, 3, 40, StopRules.NONE);
        TrainingOutcome outcome =
                new Training(Device.CPU, config, BestEpochCheck.data(true)).run(new RunListener() {}, () -> false);
        int whole = outcome.epochs().get(0).validation().confusion().length;
        ends.add(Comparison.NO_STEP, "best of equal epochs", 1, outcome.bestEpoch());
        ends.add(Comparison.NO_STEP, "classes in its confusion", 2, whole);
    }

    private static double lowestBefore(double[] losses, int count) {
        double lowest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            lowest = Math.min(lowest, losses[i]);
        }
        return lowest;
    }
}
