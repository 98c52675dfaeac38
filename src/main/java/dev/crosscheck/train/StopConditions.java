package dev.crosscheck.train;

import dev.crosscheck.nn.StopRules;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Decides when a run ends. The decision depends only on the epochs and the clock, so that a resumed run, given its earlier epochs, decides
 * as if it had never been interrupted. The clock is monotonic.
 */
final class StopConditions {
    private final int epochs;
    private final StopRules rules;
    private final LongSupplier nanoTime;
    private double lowestLoss = Double.POSITIVE_INFINITY;
    private int epochsSinceLowest;
    private double usedBefore;
    private long start;

    StopConditions(TrainingConfig config) {
        this(config, System::nanoTime);
    }

    /** @param nanoTime a clock in nanoseconds with any origin */
    StopConditions(TrainingConfig config, LongSupplier nanoTime) {
        this.epochs = config.training().epochs();
        this.rules = config.training().stop();
        this.nanoTime = nanoTime;
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
        if (rules.targetAccuracyPercent() != null
                && metrics.validation().accuracyPercent() >= rules.targetAccuracyPercent()) {
            return StopReason.TARGET_ACCURACY;
        }
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
     * Starts the clock.
     *
     * @param used seconds that the run has already taken
     */
    void startClock(double used) {
        usedBefore = used;
        start = nanoTime.getAsLong();
    }

    /** @return whether the time limit is reached; the clock must have been started */
    boolean timeIsUp() {
        return rules.timeLimitSeconds() != null
                && usedBefore + (nanoTime.getAsLong() - start) / 1e9 >= rules.timeLimitSeconds();
    }
}
