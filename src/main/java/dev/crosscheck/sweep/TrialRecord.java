package dev.crosscheck.sweep;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.sweep.SweepPlan.Trial;
import dev.crosscheck.train.Divergence;
import dev.crosscheck.train.record.RunJson;
import dev.crosscheck.train.record.RunRecord;
import dev.crosscheck.train.record.TrainingReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The result of a finished trial, from its {@code run.json}.
 *
 * @param setting index of its setting
 * @param seed its seed
 * @param status how it ended
 * @param failure the message of {@code train} if it diverged; otherwise null
 * @param epochs number of finished epochs
 * @param figures of the epoch that the model is from; null if it diverged
 * @param parametersSha256 SHA-256 of the model's parameters; null if it diverged
 * @param data SHA-256 of the data, by file name
 */
public record TrialRecord(
        int setting,
        long seed,
        Status status,
        String failure,
        int epochs,
        RunRecord.Epoch figures,
        String parametersSha256,
        Map<String, String> data) {

    /** How a trial ended. */
    public enum Status {
        /** Finished with a model. */
        COMPLETED,
        /** The loss or the parameters became too large or non-finite, which happens again if the trial is repeated. */
        DIVERGED
    }

    /** A {@code run.json} that cannot be read. */
    static final class Damaged extends CrosscheckException {
        private static final long serialVersionUID = 1L;

        Damaged(Path file, IOException e) {
            super(file + ": damaged: " + e.getMessage() + ".", "sweep --resume runs the trial again.", e);
        }
    }

    /** @return whether the trial has a model */
    public boolean completed() {
        return status == Status.COMPLETED;
    }

    /** @return a figure of the epoch that the model is from; null if there is none */
    <F> F figure(Function<RunRecord.Epoch, F> figure) {
        return figures == null ? null : figure.apply(figures);
    }

    /**
     * Extracts a trial's result from a run's record.
     *
     * @return the result, or null if the run neither completed nor diverged
     */
    static TrialRecord of(Trial trial, RunRecord run) {
        boolean completed = run.status() == RunRecord.Status.COMPLETED;
        boolean diverged = run.status() == RunRecord.Status.FAILED && Divergence.isReportedBy(run.failure());
        if (!completed && !diverged) {
            return null;
        }
        int epochs = run.epochs().size();
        int epoch = !completed ? 0 : run.bestEpoch() > 0 ? run.bestEpoch() : epochs;
        return new TrialRecord(
                trial.setting(),
                trial.seed(),
                completed ? Status.COMPLETED : Status.DIVERGED,
                completed ? null : run.failure(),
                epochs,
                epoch == 0 ? null : run.epochs().get(epoch - 1),
                run.parametersSha256(),
                new TreeMap<>(run.data().sha256()));
    }

    /**
     * Reads a trial's result.
     *
     * @param folder the trial's folder
     * @return the result, or null if the trial has not come to its end
     * @throws CrosscheckException if its record is damaged, or of a run with another seed
     */
    static TrialRecord read(Trial trial, Path folder) {
        Path file = folder.resolve(TrainingReport.RECORD);
        try {
            if (!Files.exists(file)) {
                return null;
            }
            RunRecord run = RunJson.read(file);
            long seed = run.config().training().seed();
            if (seed != trial.seed()) {
                throw CrosscheckException.expected(
                        file.toString(),
                        "a run with the seed " + trial.seed(),
                        seed + "",
                        "Move " + folder + " away; sweep --resume then runs the trial again.");
            }
            return of(trial, run);
        } catch (IOException e) {
            throw new Damaged(file, e);
        }
    }
}
