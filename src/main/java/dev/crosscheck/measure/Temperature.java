package dev.crosscheck.measure;

/**
 * Temperature scaling (Guo, Pleiss, Sun and Weinberger, 2017, arXiv:1706.04599): all logits are divided by one number T, which lowers
 * probabilities that are too sure (T above 1) or raises those that are not sure enough. The most probable class stays the same.
 */
public final class Temperature {
    /** Largest and, inverted, smallest temperature that is looked for. */
    public static final double MOST = 10;

    /** Halvings of the interval from 1/MOST to MOST, after which its ends are neighbouring doubles. */
    private static final int HALVINGS = 60;

    private Temperature() {}

    /**
     * Finds the temperature with the lowest mean log loss.
     *
     * <p>With b = 1/T, the log loss of a row is {@code L(b) = ln Σ_c e^(b z_c) - b z_y}, which is convex in b. Its derivative {@code Σ_c p_c
     * z_c - z_y}, with p the softmax of b z, rises with b, so its zero is found by bisection.
     *
     * <p>Where a network is right on all rows, or nearly, that zero may be far away, and then the first error elsewhere costs much. So some doubt can be
     * added: each row counts with 1 - ε for its class and with ε for all classes alike, which puts {@code (1-ε) z_y + ε Σ_c z_c/C} in the place of z_y.
     * ε = 1/(n+1) for n rows is as one more row whose class is anyone's guess; Platt (1999) softens targets for the same reason.
     *
     * @param doubt ε, from 0 to below 1
     * @param logits (rows, columns), row-major: of each class, or for two classes one column, the log odds of class 1
     * @param columns 1, or as many as there are classes
     * @param classes the true class of each row, from 0
     * @return T from 1/{@value #MOST} to {@value #MOST}; an end of this range if the loss has no minimum inside, such as for rows that are
     *     all right
     * @throws IllegalArgumentException if a logit is not finite
     */
    public static double of(double doubt, double[] logits, int columns, int... classes) {
        for (double logit : logits) {
            if (!Double.isFinite(logit)) {
                throw new IllegalArgumentException("a logit of " + logit);
            }
        }
        double low = 1 / MOST;
        double high = MOST;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (slope(middle, doubt, logits, columns, classes) > 0) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return 1 / ((low + high) / 2);
    }

    /** The sum over the rows of dL/db. */
    private static double slope(double b, double doubt, double[] logits, int columns, int... classes) {
        double sum = 0;
        for (int row = 0; row < classes.length; row++) {
            sum += columns == 1
                    ? logits[row] * (1 / (1 + Math.exp(-b * logits[row])) - (1 - doubt) * classes[row] - doubt / 2)
                    : mean(b, logits, row * columns, columns)
                            - (1 - doubt) * logits[row * columns + classes[row]]
                            - doubt * mean(0, logits, row * columns, columns);
        }
        return sum;
    }

    /** The mean of a row's logits, weighted by the softmax of b times the logits. */
    private static double mean(double b, double[] logits, int at, int columns) {
        double most = logits[at];
        for (int c = 1; c < columns; c++) {
            most = Math.max(most, logits[at + c]);
        }
        double weights = 0;
        double sum = 0;
        for (int c = 0; c < columns; c++) {
            double weight = Math.exp(b * (logits[at + c] - most));
            weights += weight;
            sum += weight * logits[at + c];
        }
        return sum / weights;
    }
}
