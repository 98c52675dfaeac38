package dev.crosscheck.statistics;

import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * McNemar's exact test of two classifiers on one test set: if both are equally good, an example that only one classifies correctly is
 * equally likely to be either's. The result concerns these two networks and this test set, not other seeds.
 *
 * @param onlyFirst examples that only the first classifies correctly
 * @param onlySecond examples that only the second classifies correctly
 * @param p two-sided; 1 if there are no such examples
 */
public record McNemar(int onlyFirst, int onlySecond, double p) {

    /**
     * @param onlyFirst examples that only the first classifies correctly, from 0
     * @param onlySecond examples that only the second classifies correctly, from 0
     */
    public static McNemar of(int onlyFirst, int onlySecond) {
        int all = Math.addExact(onlyFirst, onlySecond);
        // Both tails are alike, so the smaller count's tail is doubled. Commons' own two-sided test compares the
        // probabilities of equally
        // likely counts, and omits one if they differ in their last bit.
        double tail = BinomialDistribution.of(all, 0.5).cumulativeProbability(Math.min(onlyFirst, onlySecond));
        double p = Math.min(1, 2 * tail);
        return new McNemar(onlyFirst, onlySecond, p);
    }

    /**
     * @param first whether the first classifies each example correctly
     * @param second the same for the second
     * @throws IllegalArgumentException if the lengths differ
     */
    public static McNemar of(boolean[] first, boolean[] second) {
        if (first.length != second.length) {
            throw new IllegalArgumentException(first.length + " answers of one, " + second.length + " of the other");
        }
        int onlyFirst = 0;
        int onlySecond = 0;
        for (int i = 0; i < first.length; i++) {
            onlyFirst += first[i] && !second[i] ? 1 : 0;
            onlySecond += second[i] && !first[i] ? 1 : 0;
        }
        return of(onlyFirst, onlySecond);
    }
}
