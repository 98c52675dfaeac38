package dev.crosscheck.train;

import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

/**
 * How the learning rate changes over a run, from η at its start.
 *
 * <p>With e epochs and t steps done before a step, factor f and n epochs: {@code CONSTANT} stays at η; {@code STEP} is
 * {@code η f^⌊e/n⌋}; {@code COSINE} is {@code η (f + (1-f) (1 + cos(π t/T))/2)} with T the steps of n epochs, and η f after
 * them (Loshchilov and Hutter, 2017, without restarts).
 *
 * @param kind which formula
 * @param factor f, from 0 to 1
 * @param epochs n, at least 1
 */
public record RateSchedule(Kind kind, double factor, int epochs) {
    /** The rate stays as it is. */
    public static final RateSchedule CONSTANT = new RateSchedule(Kind.CONSTANT, 1, 1);

    /** The formulas. */
    public enum Kind {
        /** Always the same. */
        CONSTANT,
        /** Multiplied by a factor every few epochs. */
        STEP,
        /** Half a cosine's wave, from step to step. */
        COSINE
    }

    /** Checks the ranges. */
    public RateSchedule {
        if (!(factor >= 0 && factor <= 1) || epochs < 1) {
            throw new IllegalArgumentException("factor " + factor + ", epochs " + epochs);
        }
    }

    /**
     * The schedule in DL4J's terms.
     *
     * @param rate η
     * @param stepsPerEpoch steps in an epoch
     * @return takes the steps and the epochs done so far
     */
    ISchedule of(double rate, int stepsPerEpoch) {
        if (kind == Kind.STEP) {
            return new StepSchedule(ScheduleType.EPOCH, rate, factor, epochs);
        }
        return kind == Kind.COSINE
                ? new CosineSchedule(rate, factor, (long) epochs * stepsPerEpoch)
                : new FixedSchedule(rate);
    }
}
