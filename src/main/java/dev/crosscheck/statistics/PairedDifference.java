package dev.crosscheck.statistics;

import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * The difference between two settings on the same seeds: each seed gives one difference, in which the seed's common effect cancels.
 *
 * @param summary of the differences
 * @param p by the sign-flip permutation test, two-sided: exact up to 16 pairs, else from 100,000 random patterns. With fewer than 6 pairs
 *     it cannot be below 0.05
 */
public record PairedDifference(Summary summary, double p) {
    private static final double LEVEL = 0.05;
    private static final double POWER = 0.8;

    /** {@code (1.96 + 0.84)²}: a two-sided test at 5 % that detects the difference in 80 of 100 sweeps. */
    private static final double FACTOR = square(quantile(1 - LEVEL / 2) + quantile(POWER));

    private static double quantile(double probability) {
        return NormalDistribution.of(0, 1).inverseCumulativeProbability(probability);
    }

    private static double square(double value) {
        return value * value;
    }

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
     * The number of seeds needed to detect a difference: {@code ((1.96 + 0.84) s / d)²} with the deviation s of the differences, for a
     * level of 5 % and a power of 80 %; at least 6, since fewer pairs have no p below 0.05.
     *
     * @param difference to detect, above 0
     * @return the number, at most {@link Integer#MAX_VALUE}; 0 for a single pair, which has no deviation
     */
    public int seedsNeeded(double difference) {
        if (!(difference > 0)) {
            throw new IllegalArgumentException("expected a difference above 0, found " + difference);
        }
        if (summary.deviation() == null) {
            return 0;
        }
        return Math.max(6, (int) Math.ceil(FACTOR * square(summary.deviation() / difference)));
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
