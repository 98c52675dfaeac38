package dev.crosscheck.sweep;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.sweep.SweepPlan.Trial;
import java.io.IOException;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/** Does a sweep's trials, wherever that is. Each is the same run of {@code train} everywhere, and its folder is kept on this machine. */
public interface TrialRunner {
    /**
     * Does trials.
     *
     * @param sweep keeps those that have ended
     * @param left what there is to do; earlier ones begin earlier
     * @param stop whether to stop; what is under way is lost then
     * @param finished called by the calling thread for each trial that is kept
     * @throws CrosscheckException if one fails; those under way are given up then
     * @throws IOException if the sweep's folder cannot be written to
     */
    void run(Sweep sweep, List<Trial> left, BooleanSupplier stop, BiConsumer<Trial, TrialRecord> finished)
            throws IOException;

    /**
     * Does them on this machine.
     *
     * @param main the class of a process that does one trial after the other
     * @param jobs processes
     */
    static TrialRunner onThisMachine(Class<?> main, int jobs) {
        return (sweep, left, stop, finished) -> {
            try (Workers workers = new Workers(sweep, main, jobs, left)) {
                workers.run(stop, finished);
            }
        };
    }
}
