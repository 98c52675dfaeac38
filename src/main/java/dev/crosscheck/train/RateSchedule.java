package dev.crosscheck.train;

import dev.crosscheck.Members;
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
    /** The rate never changes. */
    public static final RateSchedule CONSTANT = new RateSchedule(Kind.CONSTANT, 1, 1);

    /** The formulas. */
    public enum Kind {
        /** Always the same. */
        CONSTANT,
        /** Multiplied by a factor every few epochs. */
        STEP,
        /** Half a cosine wave, step by step. */
        COSINE
    }

    /**
     * Half a cosine wave, which DL4J has no schedule for.
     *
     * @param rate η
     * @param factor f
     * @param steps T
     */
    private record Cosine(double rate, double factor, long steps) implements ISchedule {
        @Override
        public double valueAt(int iteration, int epoch) {
            double done = Math.min(1, (double) iteration / steps);
            return rate * (factor + (1 - factor) * (1 + Math.cos(Math.PI * done)) / 2);
        }

        @Override
        public ISchedule clone() {
            return this;
        }
    }

    /** Checks the ranges. */
    public RateSchedule {
        Members.number("factor", factor, 0, 1);
        Members.whole("epochs", epochs, 1, TrainingConfig.MOST_EPOCHS);
    }

    /**
     * The same as a DL4J schedule.
     *
     * @param rate η
     * @param stepsPerEpoch steps per epoch
     * @return the rate as a function of the steps and epochs done so far
     */
    ISchedule of(double rate, int stepsPerEpoch) {
        if (kind == Kind.STEP) {
            return new StepSchedule(ScheduleType.EPOCH, rate, factor, epochs);
        }
        return kind == Kind.COSINE ? new Cosine(rate, factor, (long) epochs * stepsPerEpoch) : new FixedSchedule(rate);
    }
}
