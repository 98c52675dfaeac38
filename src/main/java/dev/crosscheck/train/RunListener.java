package dev.crosscheck.train;

import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Is told how a training run goes: consoles, files and charts are listeners. Called on the training thread. */
public interface RunListener {

    /** After each step. */
    default void step(StepMetrics step) {}

    /** After each epoch and its test. */
    default void epoch(EpochMetrics epoch) {}

    /** After each epoch and its test, with the network as it is until the next step, which must not be changed. */
    default void epoch(EpochMetrics epoch, MultiLayerNetwork network) {
        epoch(epoch);
    }

    /** @return one listener that tells all of these, in their order */
    static RunListener all(List<RunListener> listeners) {
        List<RunListener> copy = List.copyOf(listeners);
        return new RunListener() {
            @Override
            public void step(StepMetrics step) {
                copy.forEach(listener -> listener.step(step));
            }

            @Override
            public void epoch(EpochMetrics epoch, MultiLayerNetwork network) {
                copy.forEach(listener -> listener.epoch(epoch, network));
            }
        };
    }
}
