package dev.crosscheck.data.table;

import dev.crosscheck.Members;
import org.jspecify.annotations.Nullable;

/**
 * What a table's user wants of the answers. At most one of costs, recall and precision is given.
 *
 * @param positive the positive class of two; null for the rarer one in the training part
 * @param costs of the two kinds of mistakes; null if none are given
 * @param recall share of the positive rows to find at least; null if none is given
 * @param precision share of the rows called positive that must be at least; null if none is given
 * @param interval share of the rows whose number must be within the interval
 */
public record DecisionSpec(
        @Nullable String positive,
        @Nullable Costs costs,
        @Nullable Double recall,
        @Nullable Double precision,
        double interval) {
    /** Nothing in particular: the rarer class is positive, the more probable one the answer. */
    public static final DecisionSpec USUAL = new DecisionSpec(null, null, null, null, 0.9);

    /** Largest level: more takes some thousand held-out rows. */
    private static final double MOST_INTERVAL = 0.999;

    private static final double LEAST_INTERVAL = 0.5;
    private static final double LEAST_SHARE = 0.001;

    /**
     * Costs of mistakes; only their ratio matters.
     *
     * @param falsePositive of calling another row positive
     * @param falseNegative of missing a positive row
     */
    public record Costs(double falsePositive, double falseNegative) {
        private static final double MOST = 1e9;

        public Costs {
            Members.number("falsePositive", falsePositive, 1 / MOST, MOST);
            Members.number("falseNegative", falseNegative, 1 / MOST, MOST);
        }
    }

    public DecisionSpec {
        Members.length("positive", positive == null ? "" : positive, 0, Target.LONGEST_LABEL);
        Members.number("recall", recall, LEAST_SHARE, 1);
        Members.number("precision", precision, LEAST_SHARE, 1);
        Members.number("interval", interval, LEAST_INTERVAL, MOST_INTERVAL);
        int asked = (costs == null ? 0 : 1) + (recall == null ? 0 : 1) + (precision == null ? 0 : 1);
        Members.require("costs", asked <= 1, "one of costs, recall and precision", asked);
    }

    public boolean wantsCutOff() {
        return costs != null || recall != null || precision != null;
    }

    /** @return whether something is asked for that only two classes have */
    public boolean wantsTwoClasses() {
        return positive != null || wantsCutOff();
    }
}
