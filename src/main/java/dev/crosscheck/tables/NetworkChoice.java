package dev.crosscheck.tables;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.DataSet;
import dev.crosscheck.data.Examples;
import dev.crosscheck.data.table.Decision;
import dev.crosscheck.device.Device;
import dev.crosscheck.math.DoubleMath;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.measure.NumberMeasures;
import dev.crosscheck.measure.Predictions;
import dev.crosscheck.measure.Ranking;
import dev.crosscheck.measure.Temperature;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.text.Text;
import dev.crosscheck.train.Checkpoint;
import dev.crosscheck.train.CheckpointSink;
import dev.crosscheck.train.Evaluation;
import dev.crosscheck.train.RunListener;
import dev.crosscheck.train.Trainee;
import dev.crosscheck.train.Training;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.TrainingOutcome;
import dev.crosscheck.train.TrainingStart;
import dev.crosscheck.train.byhand.KernelChoice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Trains a table's candidates and chooses one by the rows that each was not trained on: validation rows, or all training rows in folds. The chosen
 * one's training becomes that of the run, which ends with it. The test rows have no part in it.
 *
 * <p>The loss of a number, if nobody named it, depends on the residuals of the first candidate, the linear model: from {@link #OUTLIERS} on
 * all candidates are trained with Huber's loss, the linear model once more.
 *
 * <p>A run that is interrupted meanwhile keeps a checkpoint from before its first step. Resumed, it trains the candidates again, with the
 * same bits: their time is limited.
 *
 * @param config of the run, which leaves the choice
 * @param before seconds of the run until now
 */
public record NetworkChoice(
        TrainingConfig config,
        DataSet data,
        Device device,
        CheckpointSink sink,
        BooleanSupplier stop,
        Listener listener,
        double before) {
    private static final TrainingStart SEED = new TrainingStart.Seed();

    /**
     * Huber's loss is chosen from this share of outliers on: of normal residuals 2 in a million are outliers, of Laplace's, for which the absolute
     * error is the better loss, 0.8 %. Kurtosis is not used because a single outlier can make it arbitrarily large.
     */
    private static final double OUTLIERS = 0.005;

    /** If twice as many epochs lower the loss by less than this share, there is no further doubling. */
    private static final double GAIN = 0.01;

    /** What happens to the candidates. */
    public interface Listener {
        /** Runs the training of a candidate, and may watch it. */
        default TrainingOutcome watch(Candidates.Entry candidate, Function<RunListener, TrainingOutcome> training) {
            return training.apply(new RunListener() {});
        }

        /** A candidate's training has failed; the result says so too. */
        default void leftOut(Candidates.Entry candidate, CrosscheckException reason) {}

        /** One is chosen. */
        default void chosen(Candidates decided) {}
    }

    /**
     * The run with the chosen network.
     *
     * @param state the end of its training
     * @param linear the linear model, to compare with; null if it diverged
     */
    public record Chosen(
            TrainingConfig config,
            Checkpoint state,
            @Nullable Model linear) {}

    /**
     * The result of a candidate.
     *
     * @param judged after the best epoch
     * @param outliers share of the deciding rows whose residuals are outliers; 0 for classes
     * @param state the end of its training
     * @param model after the best epoch
     */
    private record Result(
            Candidates.@Nullable Judged judged,
            double outliers,
            @Nullable Checkpoint state,
            @Nullable Model model) {
        static final Result DIVERGED = new Result(null, 0, null, null);

        /** @return the loss; infinite if training diverged */
        double loss() {
            return judged == null ? Double.POSITIVE_INFINITY : judged.score().loss();
        }
    }

    /** @return the run of the chosen candidate; empty if this was interrupted */
    public Optional<Chosen> decide() {
        long start = System.nanoTime();
        Trainee largest = trainee(config);
        sink.keep().accept(Checkpoint.begin(config, data, largest.start()));
        TableRun run = TableRun.ofTable(config);
        Candidates candidates = Objects.requireNonNull(run.candidates());
        List<Result> results = new ArrayList<>();
        CrosscheckException failure = null;
        String about = "";
        while (results.size() < candidates.entries().size()) {
            Candidates.Entry entry = candidates.entries().get(results.size());
            Result result = Result.DIVERGED;
            try {
                result = trained(
                        entry, results.stream().mapToDouble(Result::loss).min().orElse(Double.POSITIVE_INFINITY));
            } catch (CrosscheckException e) {
                failure = e;
                listener.leftOut(entry, e);
            }
            if (result == null || stop.getAsBoolean()) {
                return Optional.empty();
            }
            if (candidates.findsLoss() && about.isEmpty()) {
                about = aboutLoss(result);
                if (result.outliers() >= OUTLIERS) {
                    candidates = candidates.with(Loss.HUBER);
                    continue;
                }
            }
            results.add(result);
        }
        if (failure != null && results.stream().allMatch(result -> result == Result.DIVERGED)) {
            throw failure;
        }
        Candidates decided = candidates.decided(
                results.stream().map(Result::judged).toList(),
                guessing(largest, candidates.entries().get(0).setup().network().loss()),
                largest.held().groups(),
                about);
        listener.chosen(decided);
        double seconds = before + (System.nanoTime() - start) / 1e9;
        Result best = results.get(decided.entries().indexOf(decided.chosen()));
        Candidates.Entry chosen = decided.chosen()
                .of(Objects.requireNonNull(best.judged()).score().epochs());
        TrainingConfig used = of(chosen).with(draft -> draft.source = run.with(decided));
        Checkpoint state = Objects.requireNonNull(best.state()).of(used, seconds);
        sink.keep().accept(state);
        return Optional.of(new Chosen(used, state, results.get(0).model()));
    }

    /** The run's kernels are those for the largest candidate; others, with the same bits, may suit a smaller one. */
    private TrainingConfig of(Candidates.Entry entry) {
        TrainingConfig given = config.withSetup(entry.setup()).of(data.train());
        TrainingMethod used = given.method();
        TrainingMethod asked = new TrainingMethod(
                used.trainer(),
                used.kernels() == KernelChoice.PLAIN ? KernelChoice.PLAIN : KernelChoice.AUTO,
                used.threads());
        return given.with(draft -> draft.method = asked.resolve(device, given.setup(), data.train(), asked.threads()));
    }

    private Trainee trainee(TrainingConfig of) {
        return Folds.orOne(device.nd4j(), SEED, of, data);
    }

    /**
     * Trains a candidate from the seed with a few epochs, and again with twice as many for as long as that helps: until the loss is not lower by
     * {@link #GAIN}, or another such step would not make it the lowest of all. So the rate has fallen to 0 near the epoch that is best.
     *
     * @param lowest the lowest loss of the candidates before
     * @return the result with the lowest loss; null if this was interrupted
     */
    private @Nullable Result trained(Candidates.Entry entry, double lowest) {
        Result best = Result.DIVERGED;
        for (int epochs : entry.lengths()) {
            Result longer = trainedOnce(entry.of(epochs));
            if (longer == null) {
                return null;
            }
            double gain = best.loss() - longer.loss();
            boolean helps = best == Result.DIVERGED || gain > GAIN * best.loss() && longer.loss() - gain <= lowest;
            best = gain > 0 ? longer : best;
            if (!helps) {
                break;
            }
        }
        return best;
    }

    private @Nullable Result trainedOnce(Candidates.Entry entry) {
        TrainingConfig used = of(entry);
        Trainee trainee = trainee(used);
        Checkpoint[] last = new Checkpoint[1];
        Training training = new Training(SEED, used, data, new CheckpointSink(null, saved -> last[0] = saved), trainee);
        TrainingOutcome outcome = listener.watch(entry, watching -> training.run(watching, stop));
        if (outcome.interrupted()) {
            return null;
        }
        HeldOut held = HeldOut.judged(trainee, outcome);
        boolean ofClasses = held.rows().classes() > 0;
        float[] answers = held.answers(Decision.NONE);
        float[] scaled = ofClasses ? Temperature.scaled(answers, held.rows().labels()) : answers;
        double[] losses = Evaluation.losses(scaled, held.rows(), used.network().loss(), training.classWeights());
        Evaluation best = outcome.epochs().get(outcome.bestEpoch() - 1).validation();
        Candidates.Score score = new Candidates.Score(
                used.training().epochs(),
                outcome.bestEpoch(),
                best.loss(),
                ofClasses ? best.accuracyPercent() : null,
                ofClasses ? null : best.numbers().rmse());
        return new Result(
                new Candidates.Judged(score, losses, ofClasses ? rank(answers, held.rows()) : null),
                ofClasses ? 0 : NumberMeasures.outliers(held.residuals()),
                last[0],
                outcome.model());
    }

    /** @return the rank of the rarest class among the rows; null if all are of one class */
    private static @Nullable Ranking rank(float[] answers, Examples rows) {
        int[] counts = new int[rows.classes()];
        for (int label : rows.labels()) {
            counts[label]++;
        }
        int rarest = IntStream.range(0, counts.length)
                .filter(label -> counts[label] > 0)
                .boxed()
                .min(Comparator.comparingInt(label -> counts[label]))
                .orElseThrow();
        Ranking rank = Predictions.of(answers, rows.outputs(), rows.labels())
                .groupedBy(rows.groups())
                .ranking(rarest);
        return rank.hasBoth() ? rank : null;
    }

    private static String aboutLoss(Result linear) {
        boolean many = linear.outliers() >= OUTLIERS;
        return linear == Result.DIVERGED
                ? " The loss is mse, since the linear model diverged."
                : Text.of(
                        " The loss is %s: %.2f %% of the linear model's residuals are outliers, %s %.1f %%.",
                        many ? "huber" : "mse", 100 * linear.outliers(), many ? "at least" : "below", 100 * OUTLIERS);
    }

    /** @return the losses of guessing: the classes' shares of the rows that are trained on, or their mean; of groups, of the rows that decide */
    private double[] guessing(Trainee trainee, Loss loss) {
        Examples rows = trainee.held();
        List<Double> weights = new Training(SEED, config, data, CheckpointSink.NONE, trainee).classWeights();
        int classes = rows.classes();
        if (classes == 0) {
            float[] means = new float[rows.size()]; // of a standardised number
            if (rows.groups() != null) {
                Arrays.fill(means, (float) DoubleMath.mean(Matrix.doubles(rows.allTargets())));
            }
            return Evaluation.losses(means, rows, loss, weights);
        }
        double[] shares = new double[classes];
        double all = 0;
        for (int label : (rows.groups() == null ? trainee.train() : rows).labels()) {
            double weight = weights.isEmpty() ? 1 : weights.get(label);
            shares[label] += weight;
            all += weight;
        }
        float[] answers = new float[rows.size() * classes];
        for (int i = 0; i < answers.length; i++) {
            answers[i] = (float) (shares[i % classes] / all);
        }
        return Evaluation.losses(answers, rows, loss, weights);
    }
}
