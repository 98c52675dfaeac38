package dev.crosscheck.statistics;

import java.util.SplittableRandom;

/**
 * The permutation test of paired differences: if neither setting is better, both signs of each difference are equally likely. Two-sided: p
 * is the share of sign patterns whose sum is at least as far from 0 as the observed one.
 */
final class SignFlips {
    /** Up to this number of differences all patterns are counted: 65,536. */
    private static final int MOST_EXACT = 16;

    /** Number of random patterns beyond that: p then varies by 0.0007 around 0.05. */
    private static final int PATTERNS = 100_000;

    /** Arbitrary but constant, so that the same runs have the same p. */
    private static final long SEED = 1;

    /**
     * Tolerance for equal sums, relative to the sum of the absolute values: accuracies are multiples of one image, so that many patterns
     * have the same sum except for rounding. Differences of numbers near 100 are off by 3e-14, which is 1e-9 of them down to 3e-5.
     */
    private static final double ROUNDING = 1e-9;

    private final double[] differences;
    private final double limit;

    private SignFlips(double[] differences) {
        this.differences = differences;
        double sum = 0;
        double absolute = 0;
        for (double difference : differences) {
            sum += difference;
            absolute += Math.abs(difference);
        }
        limit = Math.abs(sum) - ROUNDING * absolute;
    }

    /**
     * @param differences finite, at least one
     * @return the p value, above 0 and at most 1
     */
    static double p(double[] differences) {
        return differences.length <= MOST_EXACT
                ? exact(differences)
                : random(differences, PATTERNS, new SplittableRandom(SEED));
    }

    static double exact(double[] differences) {
        SignFlips flips = new SignFlips(differences);
        // A pattern and its opposite are equally far from 0, so the patterns that begin with a plus are sufficient.
        return flips.asFar(1, differences[0]) / (double) (1L << (differences.length - 1));
    }

    /** Number of patterns from a position on, after a partial sum, whose sum is at least as far from 0 as the observed one. */
    private long asFar(int from, double sum) {
        if (from == differences.length) {
            return Math.abs(sum) >= limit ? 1 : 0;
        }
        return asFar(from + 1, sum + differences[from]) + asFar(from + 1, sum - differences[from]);
    }

    /** The observed pattern is counted among the random ones (Phipson and Smyth 2010), so that p is never 0. */
    static double random(double[] differences, int patterns, SplittableRandom random) {
        SignFlips flips = new SignFlips(differences);
        long asFar = 1;
        for (int pattern = 0; pattern < patterns; pattern++) {
            asFar += flips.isAsFar(random) ? 1 : 0;
        }
        return asFar / (patterns + 1.0);
    }

    private boolean isAsFar(SplittableRandom random) {
        double sum = 0;
        long signs = 0;
        for (int i = 0; i < differences.length; i++) {
            if (i % Long.SIZE == 0) {
                signs = random.nextLong();
            }
            sum += (signs & 1) == 0 ? differences[i] : -differences[i];
            signs >>>= 1;
        }
        return Math.abs(sum) >= limit;
    }
}
