package dev.crosscheck.sweep;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.sweep.SweepPlan.Trial;
import java.io.IOException;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/**
 * Runs a sweep's trials, on this machine or on a cluster. Each trial is the same run of {@code train} everywhere, and its folder ends up on
 * this machine.
 */
public interface TrialRunner {
    /**
     * Runs trials.
     *
     * @param sweep stores the trials that have ended
     * @param left trials to run; they start in this order
     * @param stop polled; true stops the runner and discards the trials in progress
     * @param finished called on the calling thread for each trial that is stored
     * @throws CrosscheckException if a trial fails; trials in progress are discarded
     * @throws IOException if the sweep's folder cannot be written to
     */
    void run(Sweep sweep, List<Trial> left, BooleanSupplier stop, BiConsumer<Trial, TrialRecord> finished)
            throws IOException;

    /**
     * A runner for this machine.
     *
     * @param main the main class of a worker process, which runs one trial after another
     * @param jobs number of processes
     */
    static TrialRunner onThisMachine(Class<?> main, int jobs) {
        return (sweep, left, stop, finished) -> {
            try (WorkerPool workers = new WorkerPool(sweep, main, jobs, left)) {
                workers.run(stop, finished);
            }
        };
    }
}
