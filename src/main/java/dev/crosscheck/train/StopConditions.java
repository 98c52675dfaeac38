package dev.crosscheck.train;

import java.util.List;
import java.util.function.LongSupplier;
import org.deeplearning4j.earlystopping.termination.BestScoreEpochTerminationCondition;
import org.deeplearning4j.earlystopping.termination.EpochTerminationCondition;
import org.deeplearning4j.earlystopping.termination.MaxEpochsTerminationCondition;
import org.deeplearning4j.earlystopping.termination.ScoreImprovementEpochTerminationCondition;

/**
 * Decides when a run ends, by DL4J's termination conditions, but for the time limit: DL4J's follows the clock on the wall, which may be
 * set. What they remember follows from the epochs alone, so that a resumed run, told of its earlier epochs, decides as one never
 * interrupted.
 */
final class StopConditions {
    private final EpochTerminationCondition allEpochs;
    private final EpochTerminationCondition target;
    private final EpochTerminationCondition patience;
    private final Double timeLimit;
    private final LongSupplier nanoTime;
    private double usedBefore;
    private long start;

    StopConditions(TrainingConfig config) {
        this(config, System::nanoTime);
    }

    /** @param nanoTime the time in nanoseconds, from any start */
    StopConditions(TrainingConfig config, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        StopRules rules = config.stop();
        allEpochs = new MaxEpochsTerminationCondition(config.epochs());
        // The condition asks for more than its score, and the target itself is enough.
        target = rules.targetAccuracyPercent() == null
                ? null
                : new BestScoreEpochTerminationCondition(Math.nextDown((double) rules.targetAccuracyPercent()));
        patience = rules.patience() == null ? null : new ScoreImprovementEpochTerminationCondition(rules.patience());
        if (patience != null) {
            patience.initialize();
        }
        timeLimit = rules.timeLimitSeconds();
    }

    /**
     * Decides after all the epochs done, in order.
     *
     * @return why to end, or null to go on
     */
    StopReason replay(List<EpochMetrics> epochs) {
        StopReason last = null;
        for (EpochMetrics epoch : epochs) {
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
        int index = metrics.epoch() - 1;
        Evaluation validation = metrics.validation();
        boolean waitedEnough = patience != null && patience.terminate(index, validation.loss(), true);
        if (target != null && target.terminate(index, validation.accuracyPercent(), false)) {
            return StopReason.TARGET_ACCURACY;
        }
        if (allEpochs.terminate(index, metrics.trainLoss(), true)) {
            return StopReason.EPOCHS;
        }
        return waitedEnough ? StopReason.PATIENCE : null;
    }

    /** Starts the clock. @param used seconds that the run has had before */
    void startClock(double used) {
        usedBefore = used;
        start = nanoTime.getAsLong();
    }

    /** @return whether the time is used up; the clock must have been started */
    boolean timeIsUp() {
        return timeLimit != null && usedBefore + (nanoTime.getAsLong() - start) / 1e9 >= timeLimit;
    }
}
