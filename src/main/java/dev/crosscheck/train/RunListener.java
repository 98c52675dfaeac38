package dev.crosscheck.train;

import java.util.List;

/** Observes a training run; consoles, files and charts are listeners. Called on the training thread. */
public interface RunListener {

    default void step(StepMetrics step) {}

    /** Called after each epoch and its test. */
    default void epoch(EpochMetrics epoch) {}

    /** Called after each epoch with the test's results, which must not be modified. */
    default void epoch(TestedEpoch epoch) {
        epoch(epoch.metrics());
    }

    /** @return one listener that notifies all of these, in order */
    static RunListener all(List<RunListener> listeners) {
        List<RunListener> copy = List.copyOf(listeners);
        return new RunListener() {
            @Override
            public void step(StepMetrics step) {
                copy.forEach(listener -> listener.step(step));
            }

            @Override
            public void epoch(TestedEpoch epoch) {
                copy.forEach(listener -> listener.epoch(epoch));
            }
        };
    }
}
