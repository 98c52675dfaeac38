package dev.crosscheck.statistics;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The permutation test of paired differences: if neither setting is better, both signs of each difference are equally likely. Two-sided.
 * Of several pairs of settings a seed's differences change their signs together, and p is the share of sign patterns in which the largest
 * {@code |Σ d|/√(Σ d²)} of all pairs is at least the observed one of this pair (Westfall and Young 1993). For each pair that rises with
 * Student's |t|, so that a setting that is far from the others, or noisier, does not hide their differences.
 */
final class SignFlips {
    /** Up to this number of differences all patterns are counted: 65,536. */
    private static final int MOST_EXACT = 16;

    /** Number of random patterns beyond that: p then varies by 0.0007 around 0.05. */
    private static final int PATTERNS = 100_000;

    /** Arbitrary but constant, so that the same runs have the same p. */
    private static final long SEED = 1;

    /**
     * Tolerance for equal {@code |Σ d|/√(Σ d²)}, relative to the √n that it can be at most: accuracies are multiples of one image, so that
     * many patterns have the same sum except for rounding. Differences of numbers near 100 are off by 3e-14, which is 1e-9 of them down to
     * 3e-5.
     */
    private static final double ROUNDING = 1e-9;

    private final double[][] pairs;
    private final double[] scales;
    private final double[] limits;
    private final double[] signs;
    private final long[] asFar;

    private SignFlips(double[]... pairs) {
        this.pairs = pairs;
        signs = new double[pairs[0].length];
        scales = new double[pairs.length];
        limits = new double[pairs.length];
        asFar = new long[pairs.length];
        Arrays.fill(signs, 1);
        for (int pair = 0; pair < pairs.length; pair++) {
            double length = Math.sqrt(
                    Arrays.stream(pairs[pair]).map(value -> value * value).sum());
            scales[pair] = length == 0 ? 0 : 1 / length;
            limits[pair] = far(pair) - ROUNDING * Math.sqrt(signs.length);
        }
    }

    /**
     * @param pairs for each pair of settings a finite difference per seed, at least one; 0 for a seed that is missing
     * @return for each pair the p value, above 0 and at most 1; of several, the chance is at most p that any of them has such a one
     */
    static double[] p(double[]... pairs) {
        return pairs[0].length <= MOST_EXACT ? exact(pairs) : random(PATTERNS, new SplittableRandom(SEED), pairs);
    }

    static double[] exact(double[]... pairs) {
        SignFlips flips = new SignFlips(pairs);
        // A pattern and its opposite are equally far from 0, so the patterns whose last sign is a plus are sufficient.
        int patterns = 1 << (flips.signs.length - 1);
        for (int pattern = 0; pattern < patterns; pattern++) {
            flips.set(pattern, 0);
            flips.count();
        }
        return flips.shares(patterns);
    }

    /** The observed pattern is counted among the random ones (Phipson and Smyth 2010), so that p is never 0. */
    static double[] random(int patterns, SplittableRandom random, double[]... pairs) {
        SignFlips flips = new SignFlips(pairs);
        flips.count();
        for (int pattern = 0; pattern < patterns; pattern++) {
            for (int i = 0; i < flips.signs.length; i += Long.SIZE) {
                flips.set(random.nextLong(), i);
            }
            flips.count();
        }
        return flips.shares(patterns + 1);
    }

    private void set(long bits, int from) {
        for (int i = from; i < Math.min(signs.length, from + Long.SIZE); i++) {
            signs[i] = (bits >>> (i - from) & 1) == 0 ? 1 : -1;
        }
    }

    private double far(int pair) {
        double sum = 0;
        for (int i = 0; i < signs.length; i++) {
            sum += signs[i] * pairs[pair][i];
        }
        return Math.abs(sum) * scales[pair];
    }

    private void count() {
        double farthest = 0;
        for (int pair = 0; pair < pairs.length; pair++) {
            farthest = Math.max(farthest, far(pair));
        }
        for (int pair = 0; pair < pairs.length; pair++) {
            asFar[pair] += farthest >= limits[pair] ? 1 : 0;
        }
    }

    private double[] shares(double patterns) {
        return Arrays.stream(asFar).mapToDouble(each -> each / patterns).toArray();
    }
}
