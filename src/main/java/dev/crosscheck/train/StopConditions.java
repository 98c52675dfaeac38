package dev.crosscheck.train;

import dev.crosscheck.nn.StopRules;
import java.util.List;

/**
 * Decides when a run ends. The decision depends only on the epochs and the time taken, so that a resumed run, given its earlier epochs, decides
 * as if it had never been interrupted.
 */
final class StopConditions {
    private final int epochs;
    private final StopRules rules;
    private double lowestLoss = Double.POSITIVE_INFINITY;
    private int epochsSinceLowest;

    StopConditions(TrainingConfig config) {
        this.epochs = config.training().epochs();
        this.rules = config.training().stop();
    }

    /**
     * Decides after all epochs done so far, in order.
     *
     * @return why to end; null to continue
     */
    StopReason replay(List<EpochMetrics> done) {
        StopReason last = null;
        for (EpochMetrics epoch : done) {
            last = after(epoch);
        }
        return last;
    }

    /**
     * Decides after an epoch; must be called for each, in order.
     *
     * @return why to end; null to continue
     */
    StopReason after(EpochMetrics metrics) {
        boolean waitedEnough = rules.patience() != null && waited(metrics.validation()) >= rules.patience();
        if (metrics.epoch() >= epochs) {
            return StopReason.EPOCHS;
        }
        return waitedEnough ? StopReason.PATIENCE : null;
    }

    /** @return number of successive epochs, including this one, without a new lowest validation loss */
    private int waited(Evaluation validation) {
        boolean lowest = validation.loss() < lowestLoss;
        epochsSinceLowest = lowest ? 0 : epochsSinceLowest + 1;
        lowestLoss = Math.min(lowestLoss, validation.loss());
        return epochsSinceLowest;
    }

    /**
     * @param seconds that the run has taken so far
     * @return whether the time limit is reached
     */
    boolean timeIsUp(double seconds) {
        return rules.timeLimitSeconds() != null && seconds >= rules.timeLimitSeconds();
    }
}
