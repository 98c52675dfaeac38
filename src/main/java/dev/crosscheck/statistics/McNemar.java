package dev.crosscheck.statistics;

import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * McNemar's exact test of two classifiers on one test set: if both are equally good, each example that only one has right is as likely the
 * other's. Says something of these two networks and that test set, nothing of other seeds.
 *
 * @param onlyFirst examples that only the first has right
 * @param onlySecond examples that only the second has right
 * @param p two-sided; 1 where there are no such examples
 */
public record McNemar(int onlyFirst, int onlySecond, double p) {

    /**
     * @param onlyFirst examples that only the first has right, from 0
     * @param onlySecond examples that only the second has right, from 0
     */
    public static McNemar of(int onlyFirst, int onlySecond) {
        int all = Math.addExact(onlyFirst, onlySecond);
        // Both tails are alike, so the smaller count's is taken twice. Commons' own two-sided test compares the
        // probabilities of counts that
        // are equally likely, and leaves one out where they differ in their last bit.
        double tail = BinomialDistribution.of(all, 0.5).cumulativeProbability(Math.min(onlyFirst, onlySecond));
        double p = Math.min(1, 2 * tail);
        return new McNemar(onlyFirst, onlySecond, p);
    }

    /**
     * @param first whether the first has each example right
     * @param second the same of the second
     * @throws IllegalArgumentException if they are not of as many examples
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
