package dev.crosscheck.train;

import java.util.List;
import java.util.function.LongSupplier;

/**
 * Decides when a run ends. What it remembers follows from the epochs alone, so that a resumed run, told of its earlier epochs,
 * decides as one never interrupted; the clock is the monotonic one.
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

    /** @param nanoTime the time in nanoseconds, from any start */
    StopConditions(TrainingConfig config, LongSupplier nanoTime) {
        this.epochs = config.epochs();
        this.rules = config.stop();
        this.nanoTime = nanoTime;
    }

    /**
     * Decides after all the epochs done, in order.
     *
     * @return why to end, or null to go on
     */
    StopReason replay(List<EpochMetrics> done) {
        StopReason last = null;
        for (EpochMetrics epoch : done) {
            last = after(epoch);
        }
        return last;
    }

    /**
     * Decides after an epoch; to be told of each, in order.
     *
     * @return why to end, or null to go on
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

    /** @return epochs in a row, this one included, whose validation loss was not the lowest so far */
    private int waited(Evaluation validation) {
        boolean lowest = validation.loss() < lowestLoss;
        epochsSinceLowest = lowest ? 0 : epochsSinceLowest + 1;
        lowestLoss = Math.min(lowestLoss, validation.loss());
        return epochsSinceLowest;
    }

    /** Starts the clock. @param used seconds that the run has had before */
    void startClock(double used) {
        usedBefore = used;
        start = nanoTime.getAsLong();
    }

    /** @return whether the time is used up; the clock must have been started */
    boolean timeIsUp() {
        return rules.timeLimitSeconds() != null
                && usedBefore + (nanoTime.getAsLong() - start) / 1e9 >= rules.timeLimitSeconds();
    }
}
