package dev.crosscheck.train;

import dev.crosscheck.run.Mismatch;
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

    /**
     * Checks what the shape of a text leaves open and what needs no data: that the parts are of one run.
     *
     * @throws Mismatch if they are not
     */
    public void requireOneRun() throws Mismatch {
        boolean validates = config.validation() > 0;
        require(epochs.size() == epoch - 1 && epochs.size() <= config.epochs(), "the epochs");
        require(bestEpoch <= epochs.size() && (validates && !epochs.isEmpty()) == bestEpoch > 0, "the best epoch");
        for (int i = 0; i < epochs.size(); i++) {
            EpochMetrics metrics = epochs.get(i);
            require(metrics.epoch() == i + 1 && validates == (metrics.validation() != null), "epoch " + (i + 1));
        }
    }

    private static void require(boolean condition, String what) throws Mismatch {
        if (!condition) {
            throw new Mismatch("expected parts of one run, found " + what + " of another");
        }
    }
}
