package dev.crosscheck.measure;

import java.util.Arrays;

/**
 * Split-conformal prediction intervals (Lei, G'Sell, Rinaldo, Tibshirani and Wasserman, 2018, arXiv:1604.04173): the prediction plus and
 * minus one number, taken from the residuals of rows that the model knows nothing of. If these rows and a new one are drawn alike, the
 * interval contains the new row's true number with at least the promised probability, whatever the model is.
 */
public final class Conformal {
    private Conformal() {}

    /**
     * @param level the promised share, between 0 and 1
     * @return the fewest rows that can promise it: n with {@code ⌈(n + 1) level⌉ <= n}
     */
    public static int leastRows(double level) {
        int rows = 1;
        while (place(rows, level) > rows) {
            rows++;
        }
        return rows;
    }

    /**
     * Half the width of the intervals: the k-th smallest absolute residual, with {@code k = ⌈(n + 1) level⌉}.
     *
     * @param residuals true minus predicted number, of n rows that neither the parameters nor any choice depend on
     * @param level the promised share, between 0 and 1
     * @throws IllegalArgumentException if there are fewer than {@link #leastRows} residuals, or one is not finite
     */
    public static double halfWidth(double[] residuals, double level) {
        double[] sizes = Arrays.stream(residuals).map(Math::abs).sorted().toArray();
        int place = place(sizes.length, level);
        if (place > sizes.length || !Double.isFinite(sizes[sizes.length - 1])) {
            throw new IllegalArgumentException(
                    "no interval of level " + level + " from " + sizes.length + " residuals");
        }
        return sizes[place - 1];
    }

    private static int place(int rows, double level) {
        // (n + 1) level is often a whole number in decimals, such as 20 x 0.9, that doubles miss by some ulp.
        double exact = (rows + 1) * level;
        double whole = Math.rint(exact);
        return (int) (Math.abs(exact - whole) <= 4 * Math.ulp(exact) ? whole : Math.ceil(exact));
    }
}
