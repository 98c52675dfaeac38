package dev.crosscheck.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The difference between two settings on the same seeds: each seed gives one difference, in which the seed's common effect cancels.
 *
 * @param summary of the differences
 * @param p by the sign-flip permutation test, two-sided: exact up to 16 pairs, else from 100,000 random patterns. With fewer than 6 pairs
 *     it cannot be below 0.05. It is that of two settings named in advance; of several see {@link #p(double[][])}
 */
public record PairedDifference(Summary summary, double p) {
    /**
     * @param values one per seed
     * @param base values of the other setting, for the same seeds in the same order
     * @return the differences {@code values - base}
     * @throws IllegalArgumentException if there are none, one is not finite, or the lengths differ
     */
    public static PairedDifference of(double[] values, double[] base) {
        if (values.length != base.length) {
            throw new IllegalArgumentException(values.length + " values for " + base.length + " of the base");
        }
        Summary.requireFinite(values);
        Summary.requireFinite(base);
        double[] differences = differences(values, base);
        return new PairedDifference(Summary.of(differences), SignFlips.p(differences)[0]);
    }

    /**
     * The p values of several settings, corrected for all pairs of them, so that the first may be the one that turned out best: if no setting differs
     * from another, and swapping signs per seed leaves the distribution of their differences as it is, a p below 5 % is among them in at most 5 of 100
     * sweeps. With two settings it is the p of their difference.
     *
     * @param values a row per setting, with a column per seed; NaN where a setting lacks a seed
     * @return one p per row, against the first; the first's own is 1
     */
    public static double[] p(double[]... values) {
        List<double[]> pairs = new ArrayList<>();
        for (int base = 0; base < values.length; base++) {
            for (int other = base; other < values.length; other++) {
                pairs.add(differences(values[other], values[base]));
            }
        }
        return Arrays.copyOf(SignFlips.p(pairs.toArray(double[][]::new)), values.length);
    }

    private static double[] differences(double[] values, double[] base) {
        return IntStream.range(0, values.length)
                .mapToDouble(i -> Double.isNaN(values[i] - base[i]) ? 0 : values[i] - base[i])
                .toArray();
    }
}
