package dev.crosscheck.measure;

import dev.crosscheck.CrosscheckException;
import org.jspecify.annotations.Nullable;

/** A network's probabilities for some rows, and the rows' true classes. Both are checked, so that measures can rely on them. */
public final class Predictions {
    /**
     * Tolerance for the sum of a row's probabilities: a softmax in float over 1,000 classes is within 1e-4, and outputs that are not a
     * distribution are much further off.
     */
    private static final double SUM_TOLERANCE = 1e-3;

    private final float[] probabilities;
    private final int columns;
    private final int positive;
    private final Double cutOff;
    private final int[] classes;
    private final int @Nullable [] groups;

    private Predictions(
            float[] probabilities, int columns, int positive, Double cutOff, int[] classes, int @Nullable [] groups) {
        this.probabilities = probabilities;
        this.columns = columns;
        this.positive = positive;
        this.cutOff = cutOff;
        this.classes = classes;
        this.groups = groups;
    }

    /**
     * Checks predictions. The arrays are kept, not copied.
     *
     * @param probabilities (rows, columns), row-major: a distribution over the classes in each row, or for two classes one
     *     column, the probability of class 1
     * @param columns 1, or as many as there are classes
     * @param classes the true class of each row, from 0
     * @throws IllegalArgumentException if the shapes do not match, or a class is out of range
     * @throws CrosscheckException if there are no rows, or a row is not a distribution: NaN, values outside [0, 1], or a sum other than 1
     */
    public static Predictions of(float[] probabilities, int columns, int... classes) {
        if (columns < 1 || probabilities.length != (long) classes.length * columns) {
            throw new IllegalArgumentException(
                    probabilities.length + " probabilities for " + classes.length + " rows of " + columns);
        }
        if (classes.length == 0) {
            throw new CrosscheckException(
                    "There are no rows to evaluate on", "Put at least one row into the part to evaluate on.");
        }
        Predictions checked = new Predictions(probabilities, columns, 1, null, classes, null);
        for (int row = 0; row < classes.length; row++) {
            checked.check(row);
        }
        return checked;
    }

    /**
     * @param label the positive class of two, which is 1 otherwise
     * @param least the probability from which on a row is called positive; null for the more probable class
     * @return the same probabilities, with another decision
     */
    public Predictions decidedBy(int label, Double least) {
        return new Predictions(probabilities, columns, label, least, classes, groups);
    }

    /**
     * @param together the group of each row, which intervals count instead of rows; null if each row is on its own
     * @return the same predictions
     */
    public Predictions groupedBy(int @Nullable [] together) {
        return new Predictions(probabilities, columns, positive, cutOff, classes, together);
    }

    /** @return the group of each row; null if each is on its own */
    int @Nullable [] groups() {
        return groups;
    }

    /** @return the positive class of two */
    public int positive() {
        return positive;
    }

    private void check(int row) {
        if (classes[row] < 0 || classes[row] >= labels()) {
            throw new IllegalArgumentException("row " + row + ": class " + classes[row] + " is not one of " + labels());
        }
        double sum = 0;
        for (int c = 0; c < columns; c++) {
            float p = probabilities[row * columns + c];
            if (!(p >= 0 && p <= 1)) {
                throw refused(row, "from 0 to 1", Float.toString(p));
            }
            sum += p;
        }
        if (columns > 1 && !(Math.abs(sum - 1) <= SUM_TOLERANCE)) {
            throw refused(row, "that sum to 1", "a sum of " + (float) sum);
        }
    }

    private static CrosscheckException refused(int row, String expected, String found) {
        return CrosscheckException.expected(
                "The network's answer for row " + (row + 1),
                "probabilities " + expected,
                found,
                "Train it again with a lower learning rate, and with softmax, or sigmoid for two classes, at its output.");
    }

    /** @return number of rows, at least 1 */
    public int rows() {
        return classes.length;
    }

    /** @return number of classes, at least 2 */
    public int labels() {
        return Math.max(2, columns);
    }

    /** @return the true class of a row */
    public int actual(int row) {
        return classes[row];
    }

    /** @return the probability that a row belongs to a class; with one column, 1 - p for class 0 */
    public double probability(int row, int label) {
        if (columns == 1) {
            double one = probabilities[row];
            return label == 1 ? one : 1 - one;
        }
        return probabilities[row * columns + label];
    }

    /** @return the class that a row is given: the most probable one, or by {@link #decidedBy} */
    public int predicted(int row) {
        if (cutOff == null) {
            return likeliest(row);
        }
        return probability(row, positive) >= cutOff ? positive : 1 - positive;
    }

    /** @return the most probable class of a row, the first of equal ones; with one column, class 1 if its probability is above one half */
    int likeliest(int row) {
        int best = 0;
        for (int c = 1; c < labels(); c++) {
            if (probability(row, c) > probability(row, best)) {
                best = c;
            }
        }
        return best;
    }

    /** @return the numbers of rows by true and predicted class */
    public Confusion confusion() {
        int[][] counts = new int[labels()][labels()];
        for (int row = 0; row < rows(); row++) {
            counts[actual(row)][predicted(row)]++;
        }
        return new Confusion(counts);
    }

    /** @return the rows, ranked by their probability of a class */
    public Ranking ranking(int label) {
        return Ranking.of(rows(), row -> probability(row, label), row -> classes[row] == label, groups);
    }
}
