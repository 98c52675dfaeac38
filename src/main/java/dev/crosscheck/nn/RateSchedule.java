package dev.crosscheck.nn;

import dev.crosscheck.limits.Members;
import dev.crosscheck.math.DoubleMath;
import dev.crosscheck.text.Text;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * How the learning rate changes during a run, starting from η.
 *
 * <p>With e epochs and t steps done before a step, factor f and n epochs: {@code CONSTANT} stays at η; {@code STEP} is {@code η f^⌊e/n⌋};
 * {@code COSINE} is {@code η (f + (1-f) (1 + cos(π t/T))/2)} with T the number of steps of n epochs, and η f after them (Loshchilov and
 * Hutter, 2017, without restarts).
 *
 * @param kind which formula
 * @param factor f, from 0 to 1
 * @param epochs n, at least 1
 */
public record RateSchedule(Kind kind, double factor, int epochs) {
    /** The rate never changes. */
    public static final RateSchedule CONSTANT = new RateSchedule(Kind.CONSTANT, 1, 1);

    /** The kinds of schedule; the class comment has the formulas. */
    public enum Kind {
        /** Constant. */
        CONSTANT(1),
        /** Multiplied by a factor every few epochs. */
        STEP(0.1),
        /** Half a cosine wave, step by step. */
        COSINE(0);

        private final double usualFactor;

        Kind(double usualFactor) {
            this.usualFactor = usualFactor;
        }

        private int usualEpochs(int run) {
            return switch (this) {
                case CONSTANT -> 1;
                case STEP -> (run + 2) / 3; // a third of the run
                case COSINE -> run;
            };
        }

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The names of the kinds. */
    static final List<String> NAMES = Stream.of(Kind.values()).map(Kind::label).toList();

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
                    double done = Math.min(1, (double) step / ((long) epochs * stepsPerEpoch));
                    return rate * (factor + (1 - factor) * (1 + DoubleMath.cosPi(done)) / 2);
                };
        };
    }

    /**
     * Reads a kind, a factor and epochs, separated by slashes. Without epochs a cosine falls over the whole run, and a step comes after a third
     * of it; without a factor that is 0 for a cosine and 0.1 for a step.
     *
     * @return the schedule of a run of so many epochs
     * @throws NumberFormatException for any other text
     */
    static IntFunction<RateSchedule> parse(String text) {
        String[] parts = text.split("/", -1);
        Kind kind = Stream.of(Kind.values())
                .filter(each -> each.label().equals(parts[0]) && parts.length <= 3)
                .findFirst()
                .orElseThrow(NumberFormatException::new);
        double factor = parts.length > 1 ? Double.parseDouble(parts[1]) : kind.usualFactor;
        Integer epochs = parts.length > 2 ? Integer.valueOf(parts[2]) : null;
        IntFunction<RateSchedule> schedule =
                run -> new RateSchedule(kind, factor, epochs == null ? kind.usualEpochs(run) : epochs);
        schedule.apply(1); // refuses what is out of range
        return schedule;
    }

    /** @return the same for a run of other epochs: a cosine that ends with the run goes on to end with it */
    RateSchedule over(int before, int after) {
        return kind == Kind.COSINE && epochs == before ? new RateSchedule(kind, factor, after) : this;
    }

    /** @return kind, factor and epochs separated by slashes, as in a {@link Setup}'s line */
    @Override
    public String toString() {
        return kind.label() + "/" + Text.plain(factor) + "/" + epochs;
    }
}
