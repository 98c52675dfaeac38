package dev.crosscheck.nn;

import dev.crosscheck.limits.Members;
import org.jspecify.annotations.Nullable;

/**
 * The rules that end a run before its last epoch; null for a rule that is not used.
 *
 * @param patience epochs without a lower validation loss, at least 1
 * @param timeLimitSeconds time limit for the whole run including resumptions, above 0
 */
public record StopRules(
        @Nullable Integer patience, @Nullable Double timeLimitSeconds) {
    /** No rules: the run ends after its last epoch. */
    public static final StopRules NONE = new StopRules(null, null);

    /** In seconds: 63 years. */
    public static final double LONGEST_TIME = 2e9;

    /** @throws Members.Unfit for a value out of range */
    public StopRules {
        Members.whole("patience", patience, 1, TrainingSpec.MOST_EPOCHS);
        Members.number("timeLimitSeconds", timeLimitSeconds, Double.MIN_VALUE, LONGEST_TIME);
    }
}
