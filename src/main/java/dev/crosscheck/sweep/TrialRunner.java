package dev.crosscheck.sweep;

import dev.crosscheck.sweep.SweepPlan.Trial;
import dev.crosscheck.sweep.TrialProcess.Ended;
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
     * @param sweep names the trials' folders
     * @param left trials to run; they start in this order
     * @param stop polled; true stops the runner and kills the trials in progress
     * @param ended called on the calling thread for each trial whose process has ended and whose folder is on this machine
     */
    void run(Sweep sweep, List<Trial> left, BooleanSupplier stop, BiConsumer<Trial, Ended> ended);
}
