package dev.crosscheck.statistics;

import java.util.Arrays;
import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.TTest;

/** Student's one-sided t test of whether the runs of a setting have a mean above a bound. */
public final class MeanAbove {
    private MeanAbove() {}

    /**
     * The null hypothesis is a mean of the bound or less. With n runs, their mean m and deviation s, p is the chance that Student's t with
     * n - 1 degrees of freedom is at least {@code (m - bound) √n / s}. Of runs that are all alike it is 0 above the bound, else 1.
     *
     * @param values one per run, at least two
     * @param bound that their mean is to be above
     * @return p, one-sided
     * @throws IllegalArgumentException if there are fewer, or one is not finite
     */
    public static double p(double[] values, double bound) {
        Summary.requireFinite(values);
        if (values.length > 1 && Arrays.stream(values).distinct().count() == 1) {
            return values[0] > bound ? 0 : 1;
        }
        return TTest.withDefaults()
                .withMu(bound)
                .with(AlternativeHypothesis.GREATER_THAN)
                .test(values)
                .getPValue();
    }
}
