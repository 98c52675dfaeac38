package dev.crosscheck.train;

import dev.crosscheck.model.Model;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.List;

/**
 * The result of training.
 *
 * @param model the trained model: from after the best epoch if there are validation images and an epoch is done, otherwise from after the
 *     last step
 * @param state the same network with the optimizer's state
 * @param learningRate of the last step
 * @param bestEpoch the epoch with the lowest validation loss, from which the network is; 0 if there is none
 * @param modelEpoch the finished epoch from which the network is; 0 if it is from within an epoch
 * @param epochs every finished epoch
 * @param reason why training ended
 * @param steps number of steps done, including those of an unfinished epoch
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

    public TrainingOutcome {
        epochs = List.copyOf(epochs);
    }

    /**
     * @return the finished epoch whose test describes the network: the network's own epoch, otherwise the one before; 0 if there is none
     */
    public int testedEpoch() {
        return modelEpoch > 0 ? modelEpoch : epochs.size();
    }

    public boolean interrupted() {
        return reason == StopReason.INTERRUPTED;
    }
}
