package dev.crosscheck.statistics;

import dev.crosscheck.measure.Interval;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.Quantile;
import org.apache.commons.statistics.descriptive.StandardDeviation;

/**
 * The 95 % interval of a mean by the studentised bootstrap (Efron and Tibshirani 1993, section 12.5): values are resampled with
 * replacement, and {@code (mean of the sample - mean) / standard error of the sample} takes the place of Student's t.
 *
 * <p>Of the bootstrap's intervals it is the one that keeps its coverage for as few values as a sweep has runs: docs/internals/numerics.md
 * has its coverage and that of percentiles and BCa, which are too narrow.
 */
final class Bootstrap {
    /** With fewer values there are too few different resamples: the interval becomes several times too wide. */
    static final int LEAST_RUNS = 10;

    /** Number of resamples: the ends then vary by some hundredths of the interval's width. */
    private static final int DRAWS = 9_999;

    /** Arbitrary but constant, so that the same runs have the same interval. */
    private static final long SEED = 1;

    private static final double[] TAILS = {0.025, 0.975};

    private Bootstrap() {}

    /**
     * @param values finite
     * @return the interval, of width 0 if all values are equal
     */
    static Interval interval(double[] values) {
        return interval(values, DRAWS, new SplittableRandom(SEED));
    }

    /** Computes the interval with other random numbers. */
    static Interval interval(double[] values, int draws, SplittableRandom random) {
        int[][] drawn = new int[draws][values.length];
        for (int[] draw : drawn) {
            for (int i = 0; i < draw.length; i++) {
                draw[i] = random.nextInt(values.length);
            }
        }
        return interval(values, drawn);
    }

    /** Computes the interval from given resamples, each the indices of as many values as there are. */
    static Interval interval(double[] values, int[][] drawn) {
        double mean = Mean.of(values).getAsDouble();
        double deviation = StandardDeviation.of(values).getAsDouble();
        double[] scores = new double[drawn.length];
        int found = 0;
        for (int[] draw : drawn) {
            double score = score(values, draw, mean);
            // If the same value was drawn each time, there is no standard error to divide by.
            if (Double.isFinite(score)) {
                scores[found++] = score;
            }
        }
        if (deviation == 0 || found == 0) {
            return new Interval(mean, mean);
        }
        double[] ends = Quantile.withDefaults()
                .with(Quantile.EstimationMethod.HF7)
                .evaluate(Arrays.copyOf(scores, found), TAILS);
        return new Interval(mean - ends[1] * deviation, mean - ends[0] * deviation);
    }

    /** How far the mean of a resample is from the mean, in standard deviations of the resample. */
    private static double score(double[] values, int[] draw, double mean) {
        double sum = 0;
        for (int i : draw) {
            sum += values[i] - mean;
        }
        double off = sum / draw.length;
        double squares = 0;
        for (int i : draw) {
            double residual = values[i] - mean - off;
            squares += residual * residual;
        }
        return off / Math.sqrt(squares / (draw.length - 1));
    }
}
