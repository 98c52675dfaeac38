package dev.crosscheck.nn;

import dev.crosscheck.Members;
import dev.crosscheck.math.DoubleMath;
import java.util.Locale;

/**
 * How the learning rate changes during a run, starting from η.
 *
 * <p>With e epochs and t steps done before a step, factor f and n epochs: {@code CONSTANT} stays at η; {@code STEP} is {@code η f^⌊e/n⌋};
 * {@code COSINE} is {@code η (f + (1-f) (1 + cos(π t/T))/2)} with T the number of steps of n epochs, and η f after them (Loshchilov and
 * Hutter, 2017, without restarts). {@code WAVES} is {@code η (f + (1-f) (1 - cos(2π log2(1 + 15 t/T)))/2)} (Holzmüller, Grinsztajn and
 * Steinwart, 2024): the rate starts and ends at η f and rises to η four times, in waves of which each is twice as long as the one before;
 * it stays at η f after T.
 *
 * @param kind which formula
 * @param factor f, from 0 to 1
 * @param epochs n, at least 1
 */
public record RateSchedule(Kind kind, double factor, int epochs) {
    /** Four waves have the lengths 1, 2, 4 and 8, of 15 in all. */
    private static final int LENGTHS = 15;

    /** The rate never changes. */
    public static final RateSchedule CONSTANT = new RateSchedule(Kind.CONSTANT, 1, 1);

    /** The kinds of schedule; the class comment has the formulas. */
    public enum Kind {
        /** Constant. */
        CONSTANT,
        /** Multiplied by a factor every few epochs. */
        STEP,
        /** Half a cosine wave, step by step. */
        COSINE,
        /** Four waves, each twice as long as the one before, step by step. */
        WAVES;

        /** @return whether it ends with the last of its epochs, so that a run's number of epochs cannot change */
        public boolean hasEnd() {
            return this == COSINE || this == WAVES;
        }

        /** @return the name in lower case */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The learning rate as a function of progress. */
    @FunctionalInterface
    public interface Rate {
        /**
         * @param steps number of steps done
         * @param epochs number of epochs done
         */
        double valueAt(int steps, int epochs);
    }

    public RateSchedule {
        Members.number("factor", factor, 0, 1);
        Members.whole("epochs", epochs, 1, TrainingSpec.MOST_EPOCHS);
    }

    /**
     * @param rate η
     * @param stepsPerEpoch steps per epoch
     * @return the rate of each step
     */
    public Rate of(double rate, int stepsPerEpoch) {
        return switch (kind) {
            case CONSTANT -> (step, epoch) -> rate;
            case STEP -> (step, epoch) -> rate * DoubleMath.power(factor, epoch / epochs);
            case COSINE ->
                (step, epoch) -> {
                    double cosine = DoubleMath.cosPi(done(step, stepsPerEpoch));
                    return rate * (factor + (1 - factor) * (1 + cosine) / 2);
                };
            case WAVES ->
                (step, epoch) -> {
                    double waves = DoubleMath.log2(1 + LENGTHS * done(step, stepsPerEpoch));
                    double phase = 2 * (waves - Math.floor(waves)); // in units of π
                    double cosine = DoubleMath.cosPi(phase > 1 ? 2 - phase : phase);
                    return rate * (factor + (1 - factor) * (1 - cosine) / 2);
                };
        };
    }

    /** @return the share of the n epochs' steps that are done, at most 1 */
    private double done(int step, int stepsPerEpoch) {
        return Math.min(1, (double) step / ((long) epochs * stepsPerEpoch));
    }

    /** @return kind, factor and epochs separated by slashes, as in a {@link Setup}'s line */
    @Override
    public String toString() {
        return kind.label() + "/" + factor + "/" + epochs;
    }
}
