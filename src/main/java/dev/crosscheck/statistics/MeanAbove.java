package dev.crosscheck.statistics;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.StandardDeviation;
import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.TTest;

/**
 * Whether the runs of a setting have a mean above a bound, by two one-sided tests of {@code t = (m - bound) √n / s} with n runs, their mean m
 * and deviation s. The null hypothesis of both is a mean of the bound or less; of runs that are all alike p is 0 above the bound, else 1.
 *
 * <p>Student's law of t is that of runs with a normal law. If few runs are much poorer than the rest, most samples hold none of them: their mean
 * is too high and their deviation too small, and p is too small. So the second test takes the law of t from runs with an exponential tail towards
 * poor ones, whose skewness is -2: it holds its level for normal runs and for tails up to that one, where the studentised bootstrap does not
 * (docs/internals/numerics.md has the shares).
 *
 * @param student the chance that Student's t with n - 1 degrees of freedom is at least t
 * @param skewed the chance that t of n runs with an exponential tail, and the bound as their mean, is at least t: the share among
 *     {@value #DRAWS} drawn samples, at least 1e-5
 */
public record MeanAbove(double student, double skewed) {
    /** A p of 0.01 is right to 0.0003. */
    private static final int DRAWS = 100_000;

    /** Any; always the same, so that the same runs have the same p. */
    private static final long SEED = 1;

    /**
     * Tests a setting's runs.
     *
     * @param values one per run, at least two
     * @param bound that their mean is to be above
     * @throws IllegalArgumentException if there are fewer, or one is not finite
     */
    public static MeanAbove of(double[] values, double bound) {
        return of(values, bound, () -> drawn(values.length, DRAWS, new SplittableRandom(SEED)));
    }

    /** Gives t of drawn samples, ascending. */
    @FunctionalInterface
    interface Law {
        double[] t();
    }

    /** The same with other draws, of as many runs. */
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
        // The one that was seen counts among the samples (Phipson and Smyth 2010), so that p is never 0.
        return new MeanAbove(student, (asFar + 1) / (drawn.length + 1.0));
    }

    /** @return t of drawn samples of so many runs, each of which is 1 - E with E from the exponential law of mean 1, so that their mean is 0; ascending */
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

    /** @return the larger of both */
    public double p() {
        return Math.max(student, skewed);
    }
}
