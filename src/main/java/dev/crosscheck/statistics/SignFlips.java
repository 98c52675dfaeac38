package dev.crosscheck.statistics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The permutation test of the differences of several settings from a base on the same seeds. If no setting is better than another, both signs
 * of a seed's differences are equally likely: all of them change sign together. Two-sided, and corrected for the choice of the base:
 *
 * <pre>
 * d_j = |mean of setting j - mean of the base|
 * r_j = (largest - smallest mean) among the base and the settings that are no farther from it than j
 * p_j = the share of sign patterns in which r_j is at least the observed d_j, and at least the p of every setting farther away
 * </pre>
 *
 * <p>The range is the largest difference of all pairs, so it covers any base, as the best setting chosen by these same values. With one setting
 * it is the sign-flip test of one mean. The order of steps, from the farthest to the nearest, is that of Westfall and Young (1993).
 */
final class SignFlips {
    /** Up to this number of seeds all patterns are counted: 32,768, since a pattern and its opposite have the same ranges. */
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

    private SignFlips() {}

    /**
     * @param differences (settings, seeds) from the base, finite; at least one seed
     * @return the p value of each setting, above 0 and at most 1
     */
    static double[] p(double[]... differences) {
        int seeds = differences[0].length;
        return seeds <= MOST_EXACT
                ? p(differences, 1 << (seeds - 1), null)
                : p(differences, PATTERNS, new SplittableRandom(SEED));
    }

    /**
     * @param random draws the signs; null for all patterns, of which those that begin with a plus are sufficient. The observed pattern is counted
     *     among the random ones (Phipson and Smyth 2010), so that p is never 0
     */
    static double[] p(double[][] differences, int patterns, SplittableRandom random) {
        double[] sums = Arrays.stream(differences)
                .mapToDouble(each -> Math.abs(Arrays.stream(each).sum()))
                .toArray();
        int[] nearest = IntStream.range(0, sums.length)
                .boxed()
                .sorted(Comparator.comparingDouble(j -> sums[j]))
                .mapToInt(j -> j)
                .toArray();
        double[] limits = new double[sums.length];
        double rounding = 0;
        for (int j : nearest) {
            rounding = Math.max(
                    rounding,
                    ROUNDING * Arrays.stream(differences[j]).map(Math::abs).sum());
            limits[j] = sums[j] - rounding;
        }
        long[] asFar = new long[sums.length];
        double[] signs = new double[differences[0].length];
        for (int pattern = 0; pattern < patterns; pattern++) {
            for (int seed = 0; seed < signs.length; seed++) {
                boolean plus = random == null ? (pattern >> seed & 1) == 0 : random.nextBoolean();
                signs[seed] = plus ? 1 : -1;
            }
            count(differences, signs, nearest, limits, asFar);
        }
        int observed = random == null ? 0 : 1;
        double[] p = new double[sums.length];
        double most = 0;
        for (int rank = nearest.length - 1; rank >= 0; rank--) {
            int j = nearest[rank];
            most = Math.max(most, (asFar[j] + observed) / (double) (patterns + observed));
            p[j] = most;
        }
        return p;
    }

    /** Counts a pattern for each setting whose range with these signs is at least as large as the setting's observed difference. */
    private static void count(double[][] differences, double[] signs, int[] nearest, double[] limits, long[] asFar) {
        double largest = 0; // the base differs from itself by 0
        double smallest = 0;
        for (int j : nearest) {
            double sum = 0;
            for (int seed = 0; seed < signs.length; seed++) {
                sum += signs[seed] * differences[j][seed];
            }
            largest = Math.max(largest, sum);
            smallest = Math.min(smallest, sum);
            asFar[j] += largest - smallest >= limits[j] ? 1 : 0;
        }
    }
}
