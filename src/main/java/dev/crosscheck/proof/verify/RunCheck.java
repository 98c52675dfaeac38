package dev.crosscheck.proof.verify;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Examples;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.table.TableData;
import dev.crosscheck.device.Device;
import dev.crosscheck.nn.ClassWeights;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.RateSchedule;
import dev.crosscheck.nn.StopRules;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Comparisons;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.train.EpochMetrics;
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
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Checks whole trainings: the rows, order and learning rate of each step, and when the training ends. The same trainer repeats the steps one at a time, in
 * an order and at rates computed here, and must reach exactly the same parameters. The steps themselves are checked by {@link TrainerCheck}. Needs ND4J
 * started.
 */
final class RunCheck {
    /** Does not divide the number of rows, so that the last batch is smaller. */
    private static final int BATCH = 24;

    private static final int EPOCHS = 5;
    private static final double RATE = 0.02;
    private static final int SIDE = 4;
    private static final int LEARNT = 200;
    private static final int HELD = 70;

    /** More rows than are evaluated at a time, which are 1,000. */
    private static final int TESTED = 1100;

    private final Comparisons all = new Comparisons();
    private final Comparison parameters = all.of("parameters after each epoch, step by step", Tolerances.EXACT);
    private final Comparison losses = all.of("training losses, against the mean over rows", Tolerances.EVALUATION);
    private final Comparison rates =
            all.of("rates of the last steps and accuracies, by definition", Tolerances.EVALUATION);
    private final Comparison evaluations =
            all.of("validation and test losses of pictures, against DL4J's", Tolerances.TRAINER_LOSS);
    private final Comparison ends = all.of("epochs done, by the rule that ends them", Tolerances.EXACT);

    private RunCheck() {}

    static Findings findings() {
        RunCheck check = new RunCheck();
        check.compare(RateSchedule.CONSTANT);
        check.compare(new RateSchedule(RateSchedule.Kind.STEP, 0.1, 2));
        check.compare(new RateSchedule(RateSchedule.Kind.COSINE, 0.05, EPOCHS));
        check.compareTarget();
        check.comparePatience();
        check.compareTie();
        check.compareTimeLimit();
        check.compareImages(new TrainingMethod(TrainerChoice.BY_HAND, Kernels.AUTO, 1), "by hand");
        check.compareImages(new TrainingMethod(TrainerChoice.DL4J, Kernels.AUTO, 1), "by DL4J");
        check.compareDivergence();
        return check.all.findings(
                "Whole trainings, from the first step to the last",
                EPOCHS
                        + " epochs at a constant rate, one that falls in steps, and one that falls along a cosine; an end by accuracy, by"
                        + " patience over losses that fall and rise, none within a time limit, and that of a run that explodes");
    }

    private static TrainingConfig config(RateSchedule schedule, double rate, int epochs, int held, StopRules rules) {
        return config(schedule, rate, epochs, held, rules, 3);
    }

    private static TrainingConfig config(
            RateSchedule schedule, double rate, int epochs, int held, StopRules rules, long seed) {
        NetworkSpec network = TrainerChecks.network(2, List.of(5), Elementwise.TANH, 2, Loss.CATEGORICAL_CROSS_ENTROPY);
        return TrainingConfig.of(TrainerChecks.setup(network, OptimizerSpec.Kind.ADAM, ClassWeights.NONE))
                .with(draft -> {
                    draft.optimizer = OptimizerSpec.Kind.ADAM.byDefault().at(rate);
                    draft.schedule = schedule;
                    draft.batch = BATCH;
                    draft.epochs = epochs;
                    draft.validation = held;
                    draft.stop = rules;
                    draft.seed = seed;
                    draft.method = new TrainingMethod(TrainerChoice.BY_HAND, Kernels.AUTO, 1);
                });
    }

    private static TrainingOutcome train(TrainingConfig config, boolean follows) {
        return new Training(Device.CPU, config, BestEpochCheck.data(follows)).run(new RunListener() {}, () -> false);
    }

    private void compare(RateSchedule schedule) {
        TrainingConfig config = config(schedule, RATE, EPOCHS, 0, StopRules.NONE);
        TableData data = BestEpochCheck.data(true);
        WholeRun run = WholeRun.of(config, data);
        TrainingOutcome outcome = run.outcome();
        String which = schedule.kind().label();
        ends.add(which, EPOCHS, outcome.epochs().size());
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
                    sum += run.steps().get(done).loss() * Math.min(BATCH, rows.size() - index * BATCH);
                }
                parameters.add(epoch, "θ, " + which, trainer.state(epoch).parameters(), run.parameters(epoch));
                losses.add(
                        epoch,
                        which,
                        sum / rows.size(),
                        outcome.epochs().get(epoch - 1).trainLoss());
            }
        }
        rates.add(which, rate, outcome.learningRate());
    }

    /** @return the learning rate of a step by its definition in docs/training.md */
    private static double rate(RateSchedule schedule, int done, int epoch, int perEpoch) {
        return switch (schedule.kind()) {
            case CONSTANT -> RATE;
            case STEP -> epoch <= 2 ? RATE : epoch <= 4 ? RATE * 0.1 : RATE * 0.1 * 0.1;
            case COSINE -> RATE * (0.05 + 0.95 * (1 + Math.cos(Math.PI * done / (EPOCHS * perEpoch))) / 2);
        };
    }

    /**
     * The shuffle of Fisher and Yates: the last place gets any of the indices, the place before it any of the remaining ones, and so on. The seed of the
     * generator is the first number drawn from the run's seed, plus the epoch.
     */
    private static int[] order(int size, long seed, int epoch) {
        SplittableRandom random = new SplittableRandom(new SplittableRandom(seed).nextLong() + epoch);
        List<Integer> order = new ArrayList<>(IntStream.range(0, size).boxed().toList());
        for (int left = size; left > 1; left--) {
            Collections.swap(order, left - 1, random.nextInt(left));
        }
        return order.stream().mapToInt(Integer::intValue).toArray();
    }

    /** A training must end by the validation accuracy: validation and test rows contradict each other, so that ending by the test would be noticed. */
    private void compareTarget() {
        for (boolean follows : new boolean[] {true, false}) {
            double target = follows ? 90 : 40;
            TrainingConfig config = config(RateSchedule.CONSTANT, RATE, 30, 40, new StopRules(null, target, null));
            TrainingOutcome outcome = train(config, follows);
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
                    "accuracy of " + target + ", follows: " + follows,
                    first,
                    outcome.epochs().size());
        }
    }

    /** Checks patience with learning rates so large that losses jump and, in some runs, a better epoch comes after worse ones. */
    private void comparePatience() {
        int decisive = 0;
        for (int patience : new int[] {1, 2, 3}) {
            for (double rate : new double[] {0.1, 0.3, 1, 3, 10}) {
                for (long seed = 3; seed < 9; seed++) {
                    TrainingConfig config =
                            config(RateSchedule.CONSTANT, rate, 25, 40, new StopRules(patience, null, null), seed);
                    TrainingOutcome outcome = train(config, true);
                    double[] found = outcome.epochs().stream()
                            .mapToDouble(epoch -> epoch.validation().loss())
                            .toArray();
                    int end = 0;
                    int last = 0;
                    int worse = 0;
                    while (end < found.length && (end == 0 || end - last < patience)) {
                        boolean lowest = found[end] < lowestBefore(found, end);
                        end++;
                        last = lowest ? end : last;
                        worse += lowest ? 0 : 1;
                        decisive += end < found.length && worse >= patience ? 1 : 0;
                    }
                    ends.add(
                            "patience " + patience + ", rate " + rate + ", seed " + seed,
                            end - last < patience ? 25 : end,
                            found.length);
                }
            }
        }
        ends.require("runs that would end earlier if a better epoch ended no wait", decisive > 0);
    }

    /** A time limit of a minute, far more than the epochs take, must not end them; a limit taken for 60 milliseconds would. */
    private void compareTimeLimit() {
        TrainingConfig config = config(RateSchedule.CONSTANT, RATE, 500, 0, new StopRules(null, null, 60.0));
        TrainingOutcome outcome = train(config, true);
        ends.add("epochs within a minute", 500, outcome.epochs().size());
    }

    /** The message of a diverging run must state the mean loss of the second half of the epoch, and that of guessing, ln 2. */
    private void compareDivergence() {
        TrainingConfig config = config(RateSchedule.CONSTANT, 1000, 2, 0, StopRules.NONE);
        List<Double> steps = new ArrayList<>();
        RunListener listener = new RunListener() {
            @Override
            public void step(StepMetrics step) {
                steps.add(step.loss());
            }
        };
        String message = "";
        try {
            new Training(Device.CPU, config, BestEpochCheck.data(true)).run(listener, () -> false);
        } catch (CrosscheckException e) {
            message = e.getMessage();
        }
        Matcher numbers = Pattern.compile("mean loss of (\\S+), with --lr 1000.0; guessing has (\\S+)\\.")
                .matcher(message);
        boolean found = numbers.find();
        ends.require("ends of a run that explodes", found);
        if (found) {
            double second = steps.subList(steps.size() / 2, steps.size()).stream()
                    .mapToDouble(Double::doubleValue)
                    .average()
                    .orElseThrow();
            compareMessage(second, numbers.group(1), "loss of the second half");
            compareMessage(Math.log(2), numbers.group(2), "loss of guessing");
        }
    }

    /**
     * Checks trainings on images, by hand and in DL4J: the validation images must be the last ones of a shuffle that no epoch uses, and there are more test
     * images than are evaluated at a time.
     */
    private void compareImages(TrainingMethod method, String name) {
        SplittableRandom random = new SplittableRandom(11);
        ImageSet images = images(random, LEARNT);
        ImageSet tested = images(random, TESTED);
        NetworkSpec network = NetworkSpec.digits(8).of(SIDE * SIDE, 10);
        TrainingConfig config = TrainingConfig.of(
                        TrainerChecks.setup(network, OptimizerSpec.Kind.ADAM, ClassWeights.NONE))
                .with(draft -> {
                    draft.optimizer = OptimizerSpec.Kind.ADAM.byDefault().at(RATE);
                    draft.batch = BATCH;
                    draft.epochs = 2;
                    draft.validation = HELD;
                    draft.seed = 3;
                    draft.method = method;
                });
        WholeRun run = WholeRun.of(config, new ImageData(images, tested, Map.of()));
        int[] order = order(LEARNT, 3, 0);
        Examples held = images.select(Arrays.copyOfRange(order, LEARNT - HELD, LEARNT));
        run.compareLosses(evaluations, "validation, " + name, held, EpochMetrics::validation);
        run.compareLosses(evaluations, "test, " + name, tested, EpochMetrics::test);
    }

    /** @return images of noise, so that a loss depends on which of them are evaluated */
    private static ImageSet images(SplittableRandom random, int count) {
        byte[] pixels = new byte[count * SIDE * SIDE];
        random.nextBytes(pixels);
        return new ImageSet(pixels, random.ints(count, 0, 10).toArray(), ImageForm.ofDigits(SIDE, SIDE));
    }

    /** Compares a number with that in a message, which has four digits. */
    private void compareMessage(double right, String words, String what) {
        ends.add(
                what + ", as it is said",
                Double.parseDouble(String.format(Locale.ROOT, "%.4g", right)),
                Double.parseDouble(words));
    }

    /** If all epochs are equally good, the first is the best, and its complete evaluation is kept. */
    private void compareTie() {
        TrainingConfig config = config(RateSchedule.CONSTANT, 1e-30, 3, 40, StopRules.NONE);
        TrainingOutcome outcome = train(config, true);
        int whole = outcome.epochs().get(0).validation().confusion().length;
        ends.add("best of equal epochs", 1, outcome.bestEpoch());
        ends.add("classes in its confusion", 2, whole);
    }

    private static double lowestBefore(double[] losses, int count) {
        double lowest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            lowest = Math.min(lowest, losses[i]);
        }
        return lowest;
    }
}
