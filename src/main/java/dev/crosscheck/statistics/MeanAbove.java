package dev.crosscheck.statistics;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.StandardDeviation;
import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.TTest;

/**
 * Tests whether the runs of a setting have a mean above a bound, by two one-sided tests of {@code t = (m - bound) √n / s} with n runs,
 * their mean m and deviation s. The null hypothesis of both is a mean at or below the bound; if all runs are equal, p is 0 above the bound,
 * else 1.
 *
 * <p>Student's distribution of t assumes normally distributed runs. If few runs are much worse than the rest, most samples contain none of
 * them: their mean is too high, their deviation too small, and so is p. So the second test uses the distribution of t for runs with an
 * exponential tail towards bad results, whose skewness is -2: it keeps its level for normal runs and for tails up to that one, where the
 * studentised bootstrap does not (docs/internals/numerics.md has the error rates).
 *
 * @param student the probability that Student's t with n - 1 degrees of freedom is at least t
 * @param skewed the probability that t of n runs with an exponential tail, and the bound as their mean, is at least t: the share among
 *     {@value #DRAWS} random samples, at least 1e-5
 */
public record MeanAbove(double student, double skewed) {
    /** Number of random samples; a p of 0.01 is then accurate to 0.0003. */
    private static final int DRAWS = 100_000;

    /** Arbitrary but constant, so that the same runs have the same p. */
    private static final long SEED = 1;

    /**
     * Tests a setting's runs.
     *
     * @param values one per run, at least two
     * @param bound to test the mean against
     * @throws IllegalArgumentException if there are fewer, or one is not finite
     */
    public static MeanAbove of(double[] values, double bound) {
        return of(values, bound, () -> drawn(values.length, DRAWS, new SplittableRandom(SEED)));
    }

    /** Supplies t of random samples, ascending. */
    @FunctionalInterface
    interface Law {
        double[] t();
    }

    /** As {@link #of(double[], double)}, with other random samples of the same number of runs. */
    static MeanAbove of(double[] values, double bound, Law exponential) {
        Summary.requireFinite(values);
        if (values.length > 1 && Arrays.stream(values).distinct().count() == 1) {
            double p = values[0] > bound ? 0 : 1;
            return new MeanAbove(p, p);
        }
        double student = TTest.withDefaults()
                .withMu(bound)
                .with(AlternativeHypothesis.GREATER_THAN)
                .test(values)
                .getPValue();
        double t = t(values, bound);
        double[] drawn = exponential.t();
        int below = Arrays.binarySearch(drawn, t);
        below = below < 0 ? -below - 1 : below;
        while (below > 0 && drawn[below - 1] == t) {
            below--;
        }
        long asFar = drawn.length - below;
        // The observed sample is counted among the random ones (Phipson and Smyth 2010), so that p is never 0.
        return new MeanAbove(student, (asFar + 1) / (drawn.length + 1.0));
    }

    /**
     * @return t of random samples of this many runs, each run being 1 - E with E exponentially distributed with mean 1, so that its mean is
     *     0; ascending
     */
    static double[] drawn(int runs, int samples, SplittableRandom random) {
        double[] values = new double[runs];
        double[] drawn = new double[samples];
        for (int sample = 0; sample < samples; sample++) {
            Arrays.setAll(values, run -> 1 + StrictMath.log(1 - random.nextDouble()));
            drawn[sample] = t(values, 0);
        }
        Arrays.sort(drawn);
        return drawn;
    }

    private static double t(double[] values, double bound) {
        double off = Mean.of(values).getAsDouble() - bound;
        return off * Math.sqrt(values.length) / StandardDeviation.of(values).getAsDouble();
    }

    /** @return the larger of the two */
    public double p() {
        return Math.max(student, skewed);
    }
}
