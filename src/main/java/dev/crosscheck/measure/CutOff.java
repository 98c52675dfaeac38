package dev.crosscheck.measure;

import java.util.Optional;

/**
 * A cut-off: a row is called positive if its probability of the positive class is at least {@code probability}.
 *
 * @param probability from 0 to 1, between two of the rows' probabilities, so that rounding does not matter; above 1 if no row should be
 *     called positive
 * @param truePositives positive rows that are called positive
 * @param falsePositives other rows that are called positive
 * @param falseNegatives positive rows that are not
 */
public record CutOff(double probability, int truePositives, int falsePositives, int falseNegatives) {

    /** @return share of the positive rows that are called positive */
    public double recall() {
        return (double) truePositives / (truePositives + falseNegatives);
    }

    /** @return share of the rows called positive that are; 0 if there are none */
    public double precision() {
        int called = truePositives + falsePositives;
        return called == 0 ? 0 : (double) truePositives / called;
    }

    /**
     * The cut-off with the lowest cost, {@code falsePositive} for each false positive and {@code falseNegative} for each false negative; of
     * equal ones the highest.
     *
     * @param ranking of the rows by their probability of the positive class, which has both kinds of rows
     */
    public static CutOff ofCosts(Ranking ranking, double falsePositive, double falseNegative) {
        CutOff best = null;
        double lowest = 0;
        for (CutOff each : ranking.cutOffs()) {
            double cost = falsePositive * each.falsePositives + falseNegative * each.falseNegatives;
            if (best == null || cost < lowest) {
                best = each;
                lowest = cost;
            }
        }
        return best;
    }

    /**
     * The highest cut-off with at least this recall, since a higher one calls fewer rows positive.
     *
     * @param recall wanted share, from above 0 to 1
     */
    public static CutOff ofRecall(Ranking ranking, double recall) {
        return ranking.cutOffs().stream()
                .filter(each -> each.recall() >= recall)
                .findFirst()
                .orElseThrow();
    }

    /**
     * The lowest cut-off with at least this precision, since a lower one finds more positive rows.
     *
     * @param precision wanted share, from above 0 to 1
     * @return empty if no cut-off has this precision
     */
    public static Optional<CutOff> ofPrecision(Ranking ranking, double precision) {
        return ranking.cutOffs().stream()
                .filter(each -> each.precision() >= precision)
                .reduce((higher, lower) -> lower);
    }
}
