package dev.crosscheck.measure;

import dev.crosscheck.text.Text;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A 95 % confidence interval.
 *
 * @param low lower end
 * @param high upper end
 */
public record Interval(double low, double high) {
    /** The 97.5 % quantile of the standard normal distribution. */
    static final double Z = 1.959963984540054;

    /** A loss is not negative, so that it is at most so many percent lower than another. */
    private static final double MOST_LOWER = 100;

    /** From this width on, in percent, decimals say nothing. */
    private static final double WIDE = 20;

    /**
     * Wilson's score interval of a proportion: unlike {@code p ± 1.96 √(p(1-p)/n)} it stays within [0, 1] and has a width above 0 even if
     * all are correct.
     *
     * @param right number of successes, from 0 to {@code all}
     * @param all number of trials; of none nothing is known
     */
    public static Interval wilson(double right, double all) {
        if (all == 0) {
            return new Interval(0, 1);
        }
        double p = right / all;
        double z2 = Z * Z / all;
        double middle = (p + z2 / 2) / (1 + z2);
        double half = Z * Math.sqrt(p * (1 - p) / all + z2 / (4 * all)) / (1 + z2);
        return within(middle - half, middle + half);
    }

    /**
     * Wilson's interval for rows that may belong together: that of as many rows on their own as say as much.
     *
     * @param hits 1 for a success, 0 for another row
     * @param groups the group of each row; null if each is on its own
     */
    static Interval ofShare(double[] hits, int @Nullable [] groups) {
        double rows = StandardError.effectiveRows(hits, groups);
        return wilson(Arrays.stream(hits).sum() * (rows / hits.length), rows);
    }

    /**
     * Says how much lower one loss is than another, of which this is the interval in percent of the other: {@code 12.8 to 28.3 % lower}, or
     * {@code between 132 % higher and 46 % lower}.
     *
     * @return the words, with as many decimals as the width asks for
     */
    String lower() {
        String form = "%." + (high - low >= WIDE ? 0 : high - low >= 1 ? 1 : 2) + "f";
        String least = Text.of(form, Math.min(MOST_LOWER, Math.abs(low)));
        String most = Text.of(form, Math.min(MOST_LOWER, Math.abs(high)));
        return low >= 0
                ? (least.equals(most) ? least : least + " to " + most) + " % lower"
                : high <= 0
                        ? most + " to " + Text.of(form, -low) + " % higher"
                        : "between " + Text.of(form, -low) + " % higher and " + most + " % lower";
    }

    /** Clamps the ends to [0, 1]. */
    static Interval within(double low, double high) {
        return new Interval(Math.max(0, low), Math.min(1, high));
    }
}
