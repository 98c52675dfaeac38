package dev.crosscheck.data.table;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.limits.Members;
import dev.crosscheck.text.Printable;
import java.util.List;
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
        Members.length("positive", positive == null ? "" : positive, 0, Texts.LONGEST);
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

    /**
     * @param judged number of rows to choose a cut-off on
     * @return the same for a table with this target, the positive class named as it is there
     * @throws CrosscheckException if it does not go with them
     */
    public DecisionSpec of(Target target, int judged) {
        List<String> classes = target instanceof Target.OfClasses known ? known.labels() : List.of();
        if (wantsTwoClasses() && classes.size() != 2) {
            String name = Printable.quoted(target.name());
            throw new CrosscheckException(
                    "--decide " + first() + " needs a target of two classes; " + name
                            + (classes.isEmpty() ? " is a number" : " has " + classes.size()),
                    "Leave it out.");
        }
        if (wantsCutOff() && judged == 0) {
            throw new CrosscheckException(
                    "--decide " + first() + " needs validation rows to choose the cut-off on", "Add --validation 20%.");
        }
        if (positive == null) {
            return this;
        }
        int label = ((Target.OfClasses) target).indexOf(positive);
        if (label < 0) {
            String expected = Printable.quoted(classes.get(0)) + " and " + Printable.quoted(classes.get(1));
            throw Members.unread("decide", "one of the classes " + expected, positive, List.of());
        }
        return new DecisionSpec(classes.get(label), costs, recall, precision, interval);
    }

    /** @return the first thing that is asked for of two classes */
    private String first() {
        return positive != null ? "positive" : recall != null ? "recall" : precision != null ? "precision" : "costs";
    }
}
