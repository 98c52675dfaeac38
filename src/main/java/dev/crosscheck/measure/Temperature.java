package dev.crosscheck.measure;

/**
 * Temperature scaling (Guo, Pleiss, Sun and Weinberger, 2017, arXiv:1706.04599): all logits are divided by one number T, which lowers
 * probabilities that are too sure (T above 1) or raises those that are not sure enough. The most probable class stays the same.
 */
public final class Temperature {
    /** Largest and, inverted, smallest temperature that is looked for. */
    public static final double MOST = 10;

    /** Fewer rows say too little about a temperature. */
    public static final int LEAST_ROWS = 50;

    private static final double LEAST_PROBABILITY = 1e-10;

    /** Newton's method needs five to eight; where it leaves the interval, as many halvings reach neighbouring doubles. */
    private static final int MOST_STEPS = 60;

    /** Relative change of 1/T in a step after which the next one would change no digit that is kept. */
    private static final double SMALL = 1e-7;

    private Temperature() {}

    /**
     * Finds the temperature with the lowest mean log loss.
     *
     * <p>With b = 1/T, the log loss of a row is {@code L(b) = ln Σ_c e^(b z_c) - b z_y}, which is convex in b. Its derivative {@code Σ_c p_c
     * z_c - z_y}, with p the softmax of b z, rises with b by the variance of z under p, so its zero is found by Newton's method, with bisection
     * where that leaves the interval in which the zero must be.
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
        if (columns == 1) {
            double[] both = new double[2 * logits.length];
            for (int row = 0; row < logits.length; row++) {
                both[2 * row + 1] = logits[row];
            }
            return of(doubt, both, 2, classes);
        }
        double wanted = wanted(doubt, logits, columns, classes);
        double low = 1 / MOST;
        double high = MOST;
        double b = 1;
        for (int i = 0; i < MOST_STEPS; i++) {
            double[] sums = sums(b, logits, columns);
            double slope = sums[0] - wanted;
            if (slope > 0) {
                high = b;
            } else {
                low = b;
            }
            double next = b - slope / sums[1];
            boolean settled = Math.abs(next - b) <= SMALL * b;
            if (!(next > low && next < high)) {
                next = (low + high) / 2;
                settled = false;
            }
            b = next;
            if (settled) {
                break;
            }
        }
        return 1 / b;
    }

    /**
     * Returns probabilities after temperature scaling, so that networks can be compared by what is left of their loss when the temperature is
     * fitted: a network that is right more often, but too sure of itself, is not the worse one.
     *
     * @param probabilities (rows, columns) of a network for rows that it was not trained on; with one column, the probability of class 1
     * @param classes the true class of each row, from 0
     * @return (rows, classes), scaled by the temperature of {@link #of} with a doubt of 1/(n+1); the same for fewer than {@value #LEAST_ROWS} rows
     */
    public static float[] scaled(float[] probabilities, int... classes) {
        int rows = classes.length;
        if (rows < LEAST_ROWS) {
            return probabilities;
        }
        int columns = Math.max(2, probabilities.length / rows);
        boolean ofSecond = probabilities.length == rows;
        double[] logits = new double[rows * columns];
        for (int i = 0; i < logits.length; i++) {
            double p = !ofSecond ? probabilities[i] : i % 2 == 0 ? 1.0 - probabilities[i / 2] : probabilities[i / 2];
            if (Double.isNaN(p)) {
                return probabilities; // its loss says that training diverged
            }
            logits[i] = StrictMath.log(Math.max(LEAST_PROBABILITY, p));
        }
        double b = 1 / of(1.0 / (rows + 1), logits, columns, classes);
        float[] scaled = new float[logits.length];
        for (int at = 0; at < logits.length; at += columns) {
            double sum = 0;
            for (int c = at; c < at + columns; c++) {
                logits[c] = StrictMath.exp(b * logits[c]);
                sum += logits[c];
            }
            for (int c = at; c < at + columns; c++) {
                scaled[c] = (float) (logits[c] / sum);
            }
        }
        return scaled;
    }

    /** @return the sum over the rows of {@code (1-ε) z_y + ε Σ_c z_c/C} */
    private static double wanted(double doubt, double[] logits, int columns, int... classes) {
        double sum = 0;
        for (int row = 0; row < classes.length; row++) {
            double all = 0;
            for (int c = 0; c < columns; c++) {
                all += logits[row * columns + c];
            }
            sum += (1 - doubt) * logits[row * columns + classes[row]] + doubt * all / columns;
        }
        return sum;
    }

    /** @return the sums over the rows of mean and variance of a row's logits, weighted by the softmax of b times the logits */
    private static double[] sums(double b, double[] logits, int columns) {
        double means = 0;
        double variances = 0;
        for (int at = 0; at < logits.length; at += columns) {
            double most = logits[at];
            for (int c = 1; c < columns; c++) {
                most = Math.max(most, logits[at + c]);
            }
            double weights = 0;
            double sum = 0;
            double squares = 0;
            for (int c = 0; c < columns; c++) {
                double off = logits[at + c] - most;
                double weight = StrictMath.exp(b * off);
                weights += weight;
                sum += weight * off;
                squares += weight * off * off;
            }
            double mean = sum / weights;
            means += most + mean;
            variances += squares / weights - mean * mean;
        }
        return new double[] {means, variances};
    }
}
