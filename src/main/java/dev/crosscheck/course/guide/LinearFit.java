package dev.crosscheck.course.guide;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * A least-squares fit of a linear model to a table, which shows whether the target of a regression has outliers. The choice of the loss
 * depends on it.
 *
 * <p>An outlier is a residual more than three interquartile ranges outside the quartiles (Tukey's outer fences). With normal residuals, 2
 * in a million are outliers; with Laplace residuals, for which the absolute error is the better loss, 0.8 %. {@link #OUTLIERS} lies in
 * between. Kurtosis is not used because a single outlier can make it arbitrarily large. If half of all residuals are equal, there are no
 * fences and no outliers.
 *
 * @param rows number of rows used: all of them, or an evenly spaced sample if there are too many
 * @param features number of features used: those most correlated with the target, at most one per ten rows and at most
 *     {@value #MOST_FEATURES}
 * @param r2 coefficient of determination R² on the same rows
 * @param outliers fraction of residuals outside the fences
 */
public record LinearFit(int rows, int features, double r2, double outliers) {
    /** The Huber loss is chosen from this fraction of outliers on, which lies between those of normal and of Laplace residuals. */
    public static final double OUTLIERS = 0.005;

    /** More rows would not help: with these, a fraction of 0.5 % is known to a tenth of its value. */
    static final int MOST_ROWS = 20_000;

    /** Limits the normal equations to about a second. */
    static final int MOST_FEATURES = 256;

    /** Limits the feature values of the sampled rows, which are computed twice, to a second or two. */
    private static final long MOST_VALUES = 1L << 28;

    /** With fewer rows per feature the fit would follow the outliers. */
    private static final int ROWS_PER_FEATURE = 10;

    /** Ridge term per row, added to the diagonal: one-hot features sum to 1 like the constant, so that the solution would not be unique. */
    private static final double RIDGE = 1e-6;

    private static final double FENCE = 3;

    /** A smaller interquartile range, relative to the target's standard deviation, is rounding error. */
    private static final double SAME = 1e-9;

    /** Computes features. */
    @FunctionalInterface
    public interface Features {
        /** Writes the features of a row, counted from 0, to the start of an array. */
        void write(int row, float[] into);
    }

    /**
     * Fits a linear model by least squares.
     *
     * @param rows number of training rows, at least 1
     * @param width number of features per row, at least 1
     * @param features computes the features of a row, on a scale of about 1
     * @param target target of each row, on a scale of about 1
     */
    public static LinearFit of(int rows, int width, Features features, float... target) {
        int count = (int) Math.min(Math.min(rows, MOST_ROWS), Math.max(1000, MOST_VALUES / width));
        int[] sample = IntStream.range(0, count)
                .map(i -> (int) ((long) i * rows / count))
                .toArray();
        double[] t =
                centred(Arrays.stream(sample).mapToDouble(row -> target[row]).toArray());
        int[] chosen = strongest(sample, width, features, t);
        double[][] x = columns(sample, width, features, chosen);
        double[] residuals = residuals(x, t);
        double left = Arrays.stream(residuals).map(r -> r * r).sum();
        double all = Arrays.stream(t).map(v -> v * v).sum();
        return new LinearFit(
                count, chosen.length, all > 0 ? 1 - left / all : 0, outliers(residuals, Math.sqrt(all / count)));
    }

    boolean hasOutliers() {
        return outliers >= OUTLIERS;
    }

    /** The indices of the features most correlated with the target, in ascending order. */
    private static int[] strongest(int[] sample, int width, Features features, double... t) {
        double[] sums = new double[width];
        double[] squares = new double[width];
        double[] products = new double[width];
        float[] row = new float[width];
        for (int i = 0; i < sample.length; i++) {
            features.write(sample[i], row);
            for (int f = 0; f < width; f++) {
                sums[f] += row[f];
                squares[f] += (double) row[f] * row[f];
                products[f] += row[f] * t[i]; // t has mean 0, so x need not be centred.
            }
        }
        double[] strength = new double[width];
        for (int f = 0; f < width; f++) {
            double variance = squares[f] - sums[f] * sums[f] / sample.length;
            strength[f] = variance > 0 ? products[f] * products[f] / variance : 0;
        }
        int most = Math.max(1, Math.min(MOST_FEATURES, sample.length / ROWS_PER_FEATURE));
        return IntStream.range(0, width)
                .boxed()
                .sorted(Comparator.comparingDouble(f -> -strength[f]))
                .limit(most)
                .mapToInt(f -> f)
                .sorted()
                .toArray();
    }

    /** The chosen features as columns, each centred. */
    private static double[][] columns(int[] sample, int width, Features features, int... chosen) {
        double[][] columns = new double[chosen.length][sample.length];
        float[] row = new float[width];
        for (int i = 0; i < sample.length; i++) {
            features.write(sample[i], row);
            for (int c = 0; c < chosen.length; c++) {
                columns[c][i] = row[chosen[c]];
            }
        }
        Arrays.setAll(columns, c -> centred(columns[c]));
        return columns;
    }

    private static double[] centred(double... values) {
        double mean = Arrays.stream(values).sum() / values.length;
        return Arrays.stream(values).map(value -> value - mean).toArray();
    }

    /** Residuals t - X w, where w solves (XᵀX + λ) w = Xᵀt. */
    private static double[] residuals(double[][] x, double... t) {
        int n = x.length;
        double[][] gram = new double[n][n];
        double[] w = new double[n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                gram[i][j] = dot(x[i], x[j]);
            }
            gram[i][i] += RIDGE * t.length;
            w[i] = dot(x[i], t);
        }
        solve(gram, w);
        double[] residuals = t.clone();
        for (int i = 0; i < n; i++) {
            for (int row = 0; row < residuals.length; row++) {
                residuals[row] -= w[i] * x[i][row];
            }
        }
        return residuals;
    }

    private static double dot(double[] a, double... b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /**
     * Solves A w = b by the Cholesky decomposition A = L Lᵀ.
     *
     * @param a lower triangle of a positive definite matrix; holds L afterwards
     * @param w b on entry, the solution on return
     */
    static void solve(double[][] a, double... w) {
        int n = w.length;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = a[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= a[i][k] * a[j][k];
                }
                a[i][j] = i == j ? Math.sqrt(sum) : sum / a[j][j];
            }
            for (int k = 0; k < i; k++) {
                w[i] -= a[i][k] * w[k];
            }
            w[i] /= a[i][i];
        }
        for (int i = n - 1; i >= 0; i--) {
            for (int k = i + 1; k < n; k++) {
                w[i] -= a[k][i] * w[k];
            }
            w[i] /= a[i][i];
        }
    }

    private static double outliers(double[] residuals, double scale) {
        double[] sorted = residuals.clone();
        Arrays.sort(sorted);
        double lower = sorted[sorted.length / 4];
        double upper = sorted[sorted.length - 1 - sorted.length / 4];
        double range = upper - lower;
        if (!(range > SAME * scale)) {
            return 0;
        }
        long beyond = Arrays.stream(residuals)
                .filter(r -> r < lower - FENCE * range || r > upper + FENCE * range)
                .count();
        return (double) beyond / residuals.length;
    }
}
