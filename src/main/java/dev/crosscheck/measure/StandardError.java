package dev.crosscheck.measure;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How far the mean of some rows may be off by chance. If rows belong together, such as the visits of a patient, new rows will be of new patients, so that
 * groups are what is counted. Of n rows in G groups it is
 *
 * <pre>
 * √(Σ d²/(n - 1)/n)              with each row's deviation d from the mean, if each row is on its own
 * t/1.96 √(G/(G - 1) Σ S²)/n     with the sum S of a group's deviations (Liang and Zeger, 1986)
 * </pre>
 *
 * <p>The deviations between few groups are hardly known: t is the 97.5 % quantile of Student's distribution with G - 1 degrees of freedom, so that the mean
 * ± 1.96 of these errors is his interval.
 */
public final class StandardError {
    /** From here on, t is 1.96 in four digits. */
    private static final int MOST_DEGREES = 10_000;

    private static final int HALVINGS = 60;

    private StandardError() {}

    /**
     * @param off each row's deviation from the mean
     * @param groups the group of each row; null if each is on its own
     * @return infinite for a single row or group
     */
    public static double of(double[] off, int @Nullable [] groups) {
        return groups == null ? of(off, off.length, off.length) : of(off, groups, count(off.length, groups));
    }

    /** @param counted how many groups there are, or of the rarer kind if only groups that have both tell something */
    static double of(double[] off, int[] groups, int counted) {
        Map<Integer, Double> sums = new TreeMap<>();
        for (int row = 0; row < off.length; row++) {
            sums.merge(groups[row], off[row], Double::sum);
        }
        double[] squared = sums.values().stream().mapToDouble(sum -> sum).toArray();
        return counted < 2
                ? Double.POSITIVE_INFINITY
                : of(squared, counted, off.length) * quantile(counted - 1) / Interval.Z;
    }

    private static double of(double[] off, int counted, int rows) {
        double squares = 0;
        for (double each : off) {
            squares += each * each;
        }
        return counted < 2
                ? Double.POSITIVE_INFINITY
                : Math.sqrt(squares / (counted - 1) / counted) * ((double) counted / rows);
    }

    /**
     * Says how many rows on their own have the same error.
     *
     * @param values of the rows, such as 1 for those that are right and 0 for others
     * @return at most their number; of groups of equal values, whose likeness cannot be told, that of the groups
     */
    public static double effectiveRows(double[] values, int @Nullable [] groups) {
        if (groups == null) {
            return values.length;
        }
        double[] off = off(values);
        double own = of(off, null);
        double shares = own / of(off, groups);
        return own > 0 ? Math.min(1, shares * shares) * values.length : count(values.length, groups);
    }

    /** @return each value's deviation from their mean */
    public static double[] off(double... values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        double mean = sum / values.length;
        return IntStream.range(0, values.length)
                .mapToDouble(row -> values[row] - mean)
                .toArray();
    }

    /** @return the number of groups, or of rows if each is on its own */
    public static int count(int rows, int @Nullable [] groups) {
        return groups == null ? rows : (int) IntStream.of(groups).distinct().count();
    }

    /** @return the 97.5 % quantile of Student's t: √ν tan θ, with θ found by bisection */
    static double quantile(int degrees) {
        int counted = Math.min(degrees, MOST_DEGREES);
        double low = 0;
        double high = Math.PI / 2;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (within(middle, counted) < 0.95) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return Math.sqrt(counted) * StrictMath.tan(low);
    }

    /**
     * @return the probability that |t| is at most √ν tan θ, by its finite sums: sin θ (1 + ½ cos²θ + ½ ¾ cos⁴θ + ...) for an even number ν of degrees, and
     *     2/π (θ + sin θ (cos θ + ⅔ cos³θ + ...)) for an odd one, up to the power ν - 2 (Abramowitz and Stegun, 1964, 26.7.3 and 26.7.4)
     */
    private static double within(double angle, int degrees) {
        double cos = StrictMath.cos(angle);
        int first = degrees % 2;
        double term = first == 0 ? 1 : cos;
        double sum = 0;
        for (int power = first; power <= degrees - 2; power += 2) {
            sum += term;
            term *= cos * cos * (power + 1) / (power + 2);
        }
        double even = StrictMath.sin(angle) * sum;
        return first == 0 ? even : 2 / Math.PI * (angle + even);
    }
}
