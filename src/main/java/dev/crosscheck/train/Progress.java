package dev.crosscheck.train;

import java.util.List;
import java.util.Map;

/**
 * Where a run stands between two steps. The random order of an epoch follows from seed and epoch, so that the position is
 * all there is to keep of it.
 *
 * @param config what the run is to do
 * @param dataSha256 SHA-256 of each data file's raw content
 * @param epoch the epoch under way, from 1
 * @param batch steps of it done
 * @param steps steps of the run done
 * @param lossSum sum of the epoch's step losses, each times its batch's size
 * @param epochSeconds seconds that the epoch has taken so far, tests left out
 * @param seconds seconds that the run has taken so far, all included
 * @param epochs every finished epoch
 * @param bestEpoch the epoch with the lowest validation loss; 0 where there is none
 */
public record Progress(
        TrainingConfig config,
        Map<String, String> dataSha256,
        int epoch,
        int batch,
        int steps,
        double lossSum,
        double epochSeconds,
        double seconds,
        List<EpochMetrics> epochs,
        int bestEpoch) {

    /** @return the same with other things to do */
    public Progress with(TrainingConfig other) {
        return new Progress(other, dataSha256, epoch, batch, steps, lossSum, epochSeconds, seconds, epochs, bestEpoch);
    }

    /** @return epochs of which at least one step is done */
    public int epochsBegun() {
        return batch > 0 ? epoch : epoch - 1;
    }
}
