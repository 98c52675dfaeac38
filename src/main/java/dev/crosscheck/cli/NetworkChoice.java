package dev.crosscheck.cli;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.DataSet;
import dev.crosscheck.data.Examples;
import dev.crosscheck.data.table.Decision;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.tables.Candidates;
import dev.crosscheck.tables.TableRun;
import dev.crosscheck.train.Checkpoint;
import dev.crosscheck.train.CheckpointSink;
import dev.crosscheck.train.EpochMetrics;
import dev.crosscheck.train.Evaluation;
import dev.crosscheck.train.HeldOut;
import dev.crosscheck.train.RunListener;
import dev.crosscheck.train.StepMetrics;
import dev.crosscheck.train.Training;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.TrainingOutcome;
import dev.crosscheck.train.TrainingStart;
import dev.crosscheck.train.byhand.Kernels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Trains a table's candidates and chooses one by the rows that each was not trained on: validation rows, or all training rows in folds. The chosen
 * one's training becomes that of the run, which ends with it. The test rows have no part in it.
 *
 * <p>A run that is interrupted meanwhile keeps a checkpoint from before its first step. Resumed, it trains the candidates again, with the
 * same bits: their time is limited.
 */
final class NetworkChoice {
    private final OutputOptions output;
    private final TrainingRun.Plan plan;
    private final BooleanSupplier stop;
    private final TableRun run;
    private final Candidates candidates;

    /** @param stop ends the training of the candidates */
    NetworkChoice(OutputOptions output, TrainingRun.Plan plan, BooleanSupplier stop) {
        this.output = output;
        this.plan = plan;
        this.stop = stop;
        this.run = TableRun.of(plan.config());
        this.candidates = run.candidates();
    }

    /**
     * The result of a candidate.
     *
     * @param score after the best epoch
     * @param losses of the deciding rows
     * @param state the end of its training
     */
    private record Result(Candidates.Score score, double[] losses, Checkpoint state) {}

    /** @return the plan of the run with the chosen candidate; empty if this was interrupted */
    Optional<TrainingRun.Plan> decide() {
        long start = System.nanoTime();
        plan.sink().keep().accept(Checkpoint.begin(plan.config(), plan.data(), 0));
        List<Result> results = new ArrayList<>();
        CrosscheckException failure = null;
        for (Candidates.Entry entry : candidates.entries()) {
            Result result = null; // of one that diverges
            try {
                result = trained(entry);
            } catch (CrosscheckException e) {
                failure = e;
                output.caution("The " + entry.name() + " is left out: " + e.getMessage());
            }
            if (stop.getAsBoolean()) {
                return Optional.empty();
            }
            results.add(result);
        }
        if (failure != null && results.stream().allMatch(result -> result == null)) {
            throw failure;
        }
        Candidates decided = candidates.decided(
                results.stream()
                        .map(result -> result == null ? null : result.score())
                        .toList(),
                results.stream()
                        .map(result -> result == null ? null : result.losses())
                        .toList(),
                guessing());
        print(output, decided);
        double seconds = (System.nanoTime() - start) / 1e9;
        Candidates.Entry chosen = decided.chosen();
        TrainingConfig config = of(chosen);
        TrainingConfig used = config.with(draft -> draft.source = run.with(decided));
        Checkpoint state =
                results.get(decided.entries().indexOf(chosen)).state().of(used, seconds);
        plan.sink().keep().accept(state);
        return Optional.of(plan.with(used, new TrainingStart.Saved(state)));
    }

    /** The run's kernels are those for the largest candidate; others, with the same bits, may suit a smaller one. */
    private TrainingConfig of(Candidates.Entry entry) {
        DataSet data = plan.data();
        TrainingConfig config = plan.config().withSetup(entry.setup()).of(data.train());
        TrainingMethod used = config.method();
        TrainingMethod asked = new TrainingMethod(
                used.trainer(), used.kernels() == Kernels.PLAIN ? Kernels.PLAIN : Kernels.AUTO, used.threads());
        return config.with(draft ->
                draft.method = asked.resolve(plan.choice().device(), config.setup(), data.train(), asked.threads()));
    }

    private Result trained(Candidates.Entry entry) {
        TrainingConfig config = of(entry);
        Checkpoint[] last = new Checkpoint[1];
        Training training = training(config, new CheckpointSink(null, saved -> last[0] = saved));
        TrainingOutcome outcome;
        try (Progress progress = new Progress(entry.name(), config)) {
            outcome = training.run(progress, stop);
        }
        if (outcome.interrupted()) {
            return null;
        }
        HeldOut held = training.judged(outcome);
        double[] losses = Evaluation.losses(
                held.answers(Decision.NONE), held.rows(), config.network().loss(), training.classWeights());
        Evaluation best = outcome.epochs().get(outcome.bestEpoch() - 1).validation();
        return new Result(
                new Candidates.Score(
                        outcome.bestEpoch(),
                        best.loss(),
                        best.numbers() == null ? best.accuracyPercent() : null,
                        best.numbers() == null ? null : best.numbers().rmse()),
                losses,
                last[0]);
    }

    private Training training(TrainingConfig config, CheckpointSink sink) {
        return new Training(plan.choice().device().nd4j(), new TrainingStart.Seed(), config, plan.data(), sink);
    }

    /** Shows how far a candidate is: a bar on a terminal, else a line now and then. */
    private final class Progress implements RunListener, AutoCloseable {
        private static final int LINES = 4;
        private final String name;
        private final int epochs;
        private final ProgressBar bar = ProgressBar.ofEpochs(output);

        Progress(String name, TrainingConfig config) {
            this.name = name;
            this.epochs = config.training().epochs();
        }

        @Override
        public void step(StepMetrics step) {
            if (bar != null) {
                bar.at(
                        TextTable.capital(name) + ", epoch " + step.epoch() + "/" + epochs,
                        step.imagesSeen(),
                        step.images());
            }
        }

        @Override
        public void epoch(EpochMetrics epoch) {
            if (bar == null && epoch.validation() != null && epoch.epoch() % Math.max(1, epochs / LINES) == 0) {
                output.print(
                        "Candidate: %s, epoch %d of %d: validation loss %.4f",
                        name, epoch.epoch(), epochs, epoch.validation().loss());
            }
        }

        @Override
        public void close() {
            if (bar != null) {
                bar.close();
            }
        }
    }

    /** @return the losses of guessing: the classes' shares of the rows that are trained on, or their mean */
    private double[] guessing() {
        Training training = training(plan.config(), CheckpointSink.NONE);
        Examples rows = training.held();
        List<Double> weights = training.classWeights();
        Loss loss = plan.config().network().loss();
        int classes = rows.classes();
        if (classes == 0) {
            return Evaluation.losses(new float[rows.size()], rows, loss, weights); // the mean of a standardised number
        }
        double[] shares = new double[classes];
        double all = 0;
        for (int label : training.learned().labels()) {
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

    /** Prints the candidates that are to be trained. */
    static void printCandidates(OutputOptions output, Candidates candidates) {
        output.print(
                "Candidates, compared %s:",
                candidates.folds() > 0
                        ? "on " + candidates.folds() + " folds of the training rows"
                        : "on the validation rows");
        candidates.entries().forEach(entry -> output.print("  %s: %s", entry.name(), entry.setup()));
    }

    private static void print(OutputOptions output, Candidates decided) {
        output.print("");
        output.print("On the %s:", decided.rows());
        List<List<String>> rows = new ArrayList<>();
        for (Candidates.Entry entry : decided.entries()) {
            Candidates.Score score = entry.score();
            rows.add(
                    score == null
                            ? List.of(entry.name(), "", "diverged", "")
                            : List.of(
                                    entry.name(),
                                    score.epoch() + " of "
                                            + entry.setup().training().epochs(),
                                    String.format(Locale.ROOT, "%.4f", score.loss()),
                                    score.measure()));
        }
        rows.add(List.of(
                "guessing",
                "",
                String.format(Locale.ROOT, "%.4f", decided.verdict().guessing()),
                ""));
        String measure = decided.chosen().score().name();
        output.printTable(List.of("candidate", "best epoch", "loss", measure), rows);
        output.print("%s", decided.verdict().words());
        output.print("");
    }

    /** @return what to print if the choice was interrupted */
    static List<String> interrupted(Path run) {
        return List.of(
                "Interrupted while candidates were trained: there is no model yet.",
                "Train them again with: " + TextTable.unbroken("crosscheck train --resume " + run));
    }
}
