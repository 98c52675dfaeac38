package dev.crosscheck.statistics;

import java.util.stream.IntStream;

/**
 * The difference between two settings on the same seeds: each seed gives one difference, in which the seed's common effect cancels.
 *
 * @param summary of the differences
 * @param p by the sign-flip permutation test, two-sided: exact up to 16 pairs, else from 100,000 random patterns. With fewer than 6 pairs
 *     it cannot be below 0.05
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
        double[] differences = IntStream.range(0, values.length)
                .mapToDouble(i -> values[i] - base[i])
                .toArray();
        return new PairedDifference(Summary.of(differences), SignFlips.p(differences));
    }

    /**
     * Holm's correction: raises each of several p values so that among all those below 5 % there is a false positive in at most 5 of 100
     * sweeps.
     *
     * @param p values from 0 to 1
     * @return the corrected ones, in the same order
     */
    public static double[] holm(double[] p) {
        int[] order = IntStream.range(0, p.length)
                .boxed()
                .sorted((a, b) -> Double.compare(p[a], p[b]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] corrected = new double[p.length];
        double most = 0;
        for (int rank = 0; rank < order.length; rank++) {
            most = Math.max(most, Math.min(1, (p.length - rank) * p[order[rank]]));
            corrected[order[rank]] = most;
        }
        return corrected;
    }
}
