package dev.crosscheck.sweep;

import dev.crosscheck.train.Divergence;
import dev.crosscheck.train.record.RunRecord;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The result of a finished trial, from its {@code run.json}.
 *
 * @param seed its seed
 * @param figures of the epoch that the model is from; null if it diverged, as it would again
 * @param data SHA-256 of the data, by file name
 */
public record TrialRecord(long seed, RunRecord.Epoch figures, Map<String, String> data) {

    /** @return whether the trial has a model */
    public boolean completed() {
        return figures != null;
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
    static TrialRecord of(RunRecord run) {
        boolean completed = run.status() == RunRecord.Status.COMPLETED;
        boolean diverged = run.status() == RunRecord.Status.FAILED && Divergence.isReportedBy(run.failure());
        if (!completed && !diverged) {
            return null;
        }
        int epoch = run.bestEpoch() > 0 ? run.bestEpoch() : run.epochs().size();
        return new TrialRecord(
                run.config().training().seed(),
                completed && epoch > 0 ? run.epochs().get(epoch - 1) : null,
                new TreeMap<>(run.data().sha256()));
    }
}
