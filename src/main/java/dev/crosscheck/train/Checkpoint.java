package dev.crosscheck.train;

import dev.crosscheck.data.Mnist;
import dev.crosscheck.train.byhand.NetworkState;

/**
 * A run between two steps, with all that its future depends on and all that it has recorded.
 *
 * @param progress where it stands
 * @param stepLosses mean loss over each step's batch, in order
 * @param network the network after the last step
 * @param best the network after the best epoch; null where there is none
 */
public record Checkpoint(Progress progress, double[] stepLosses, NetworkState network, NetworkState best) {

    /** @return the same with other things to do */
    public Checkpoint with(TrainingConfig config) {
        return new Checkpoint(progress.with(config), stepLosses, network, best);
    }

    /**
     * Checks that a run can go on from here with a configuration and data.
     *
     * @throws dev.crosscheck.CrosscheckException naming the data file that is another, or what does not fit
     */
    public void requireFits(TrainingConfig config, Mnist data) {
        ProgressCheck.fits(this, config, data);
    }
}
