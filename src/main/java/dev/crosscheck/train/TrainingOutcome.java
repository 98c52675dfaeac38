package dev.crosscheck.train;

import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * What training came to.
 *
 * @param network the network in DL4J's own parts, with the updater's state: after the best epoch where there are images for
 *     validation and an epoch is done, else after the last step
 * @param bestEpoch the epoch with the lowest validation loss, which it is of; 0 where there is none
 * @param modelEpoch the finished epoch that it is of; 0 if it is after a step within an epoch
 * @param epochs every finished epoch
 * @param reason why training ended
 * @param steps steps done, those of an unfinished epoch included
 */
public record TrainingOutcome(
        MultiLayerNetwork network,
        int bestEpoch,
        int modelEpoch,
        List<EpochMetrics> epochs,
        StopReason reason,
        int steps) {

    /** Takes a copy of the epochs. */
    public TrainingOutcome {
        epochs = List.copyOf(epochs);
    }

    /** @return the finished epoch whose test tells of the network: its own, or else the one before; 0 where there is none */
    public int testedEpoch() {
        return modelEpoch > 0 ? modelEpoch : epochs.size();
    }

    /** @return whether it was asked to stop before its end */
    public boolean interrupted() {
        return reason == StopReason.INTERRUPTED;
    }
}
