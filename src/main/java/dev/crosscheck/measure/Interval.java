package dev.crosscheck.measure;

/**
 * A 95 % confidence interval.
 *
 * @param low lower end
 * @param high upper end
 */
public record Interval(double low, double high) {
    /** The 97.5 % quantile of the standard normal distribution. */
    static final double Z = 1.959963984540054;

    /**
     * Wilson's score interval of a proportion: unlike {@code p ± 1.96 √(p(1-p)/n)} it stays within [0, 1] and has a width above 0 even if
     * all are correct.
     *
     * @param right number of successes, from 0 to {@code all}
     * @param all number of trials, at least 1
     */
    public static Interval wilson(int right, int all) {
        if (right < 0 || right > all || all < 1) {
            throw new IllegalArgumentException(right + " of " + all + " is not a proportion");
        }
        double p = (double) right / all;
        double z2 = Z * Z / all;
        double middle = (p + z2 / 2) / (1 + z2);
        double half = Z * Math.sqrt(p * (1 - p) / all + z2 / (4 * all)) / (1 + z2);
        return within(middle - half, middle + half);
    }

    /** Clamps the ends to [0, 1]. */
    static Interval within(double low, double high) {
        return new Interval(Math.max(0, low), Math.min(1, high));
    }
}
