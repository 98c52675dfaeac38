package dev.crosscheck.train;

import dev.crosscheck.model.Model;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.List;

/**
 * The result of training.
 *
 * @param model the network with what using it needs: after the best epoch if there are validation images and an epoch is done, otherwise
 *     after the last step
 * @param state the same network with what the optimizer remembers
 * @param learningRate of the last step
 * @param bestEpoch the epoch with the lowest validation loss, which the network is from; 0 if there is none
 * @param modelEpoch the finished epoch that the network is from; 0 if it is from within an epoch
 * @param epochs every finished epoch
 * @param reason why training ended
 * @param steps steps done, those of an unfinished epoch included
 */
public record TrainingOutcome(
        Model model,
        NetworkState state,
        double learningRate,
        int bestEpoch,
        int modelEpoch,
        List<EpochMetrics> epochs,
        StopReason reason,
        int steps) {

    /** Copies the epochs. */
    public TrainingOutcome {
        epochs = List.copyOf(epochs);
    }

    /** @return the finished epoch whose test describes the network: its own, otherwise the one before; 0 if there is none */
    public int testedEpoch() {
        return modelEpoch > 0 ? modelEpoch : epochs.size();
    }

    /** @return whether it was asked to stop early */
    public boolean interrupted() {
        return reason == StopReason.INTERRUPTED;
    }
}
