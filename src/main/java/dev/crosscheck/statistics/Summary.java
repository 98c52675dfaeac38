package dev.crosscheck.statistics;

import dev.crosscheck.measure.Interval;
import java.util.Arrays;
import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.StandardDeviation;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * The results of several runs of one setting.
 *
 * @param runs how many, at least 1
 * @param mean of their values
 * @param deviation standard deviation with divisor n - 1; null for a single run
 * @param interval 95 % interval of the mean by Student's t; null for fewer than {@value #LEAST_FOR_INTERVAL} runs
 * @param least smallest value
 * @param most largest value
 */
public record Summary(int runs, double mean, Double deviation, Interval interval, double least, double most) {
    /** With fewer runs, t's quantile is so large and the deviation so uncertain that the values themselves are more informative. */
    public static final int LEAST_FOR_INTERVAL = 5;

    private static final double UPPER_TAIL = 0.975;

    /**
     * @param values one per run
     * @throws IllegalArgumentException if there are none, or one is not finite
     */
    public static Summary of(double[] values) {
        requireFinite(values);
        int runs = values.length;
        double mean = Mean.of(values).getAsDouble();
        Double deviation = runs < 2 ? null : StandardDeviation.of(values).getAsDouble();
        return new Summary(
                runs,
                mean,
                deviation,
                runs < LEAST_FOR_INTERVAL ? null : interval(mean, deviation, runs),
                Arrays.stream(values).min().getAsDouble(),
                Arrays.stream(values).max().getAsDouble());
    }

    /** {@code mean ± t s / √n}, with the 97.5 % quantile of Student's t for n - 1 degrees of freedom. */
    private static Interval interval(double mean, double deviation, int runs) {
        double half = TDistribution.of(runs - 1).inverseCumulativeProbability(UPPER_TAIL) * deviation / Math.sqrt(runs);
        return new Interval(mean - half, mean + half);
    }

    static double[] requireFinite(double... values) {
        if (values.length == 0 || !Arrays.stream(values).allMatch(Double::isFinite)) {
            throw new IllegalArgumentException("expected finite values, found " + Arrays.toString(values));
        }
        return values;
    }
}
