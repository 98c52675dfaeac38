package dev.crosscheck.train;

import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * What training came to.
 *
 * @param network the trained network in DL4J's own parts, with the updater's state
 * @param epochs every finished epoch
 * @param interrupted whether it was stopped before its last epoch ended
 * @param steps steps done, those of an unfinished epoch included
 */
public record TrainingOutcome(MultiLayerNetwork network, List<EpochMetrics> epochs, boolean interrupted, int steps) {

    /** Takes a copy of the epochs. */
    public TrainingOutcome {
        epochs = List.copyOf(epochs);
    }
}
