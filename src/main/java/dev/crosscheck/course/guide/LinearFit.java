package dev.crosscheck.course.guide;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * What the least squares line through a table leaves: whether a regression's target has outliers, which decides on its loss.
 *
 * <p>An outlier is a residual more than three interquartile ranges outside the quartiles (Tukey's outer fences). Of normal residuals 2 in a
 * million are, of Laplace's, for which the absolute error is the better loss, 0.8 %; so {@link #OUTLIERS} lies between. Kurtosis was not
 * taken since a single outlier may make it as large as it likes. Where half of all residuals are the same number there are no fences.
 *
 * @param rows how many were looked at: all, or as many evenly spaced ones as is quick
 * @param features how many were used: those that correlate most with the target, one for ten rows and {@value #MOST_FEATURES} at most
 * @param r2 the explained share of the target's variance, on the same rows
 * @param outliers the share of residuals beyond the fences
 */
public record LinearFit(int rows, int features, double r2, double outliers) {
    /** From this share of outliers on Huber's loss is chosen: between the shares of normal and of Laplace's residuals. */
    public static final double OUTLIERS = 0.005;

    /** More show no more of the residuals' distribution: a share of 0.5 % is then known to a tenth. */
    static final int MOST_ROWS = 20_000;

    /** The normal equations of so many take a second at most. */
    static final int MOST_FEATURES = 256;

    /** Of all features of the rows looked at, which are made twice: a second or two. */
    private static final long MOST_VALUES = 1L << 28;

    /** With fewer rows per feature the fit would follow the outliers. */
    private static final int ROWS_PER_FEATURE = 10;

    /** Times the rows, added to the diagonal: one-hot features add up to 1 like the constant, which leaves no single solution. */
    private static final double RIDGE = 1e-6;

    private static final double FENCE = 3;

    /** A smaller interquartile range, in deviations of the target, is rounding. */
    private static final double SAME = 1e-9;

    /** Makes features. */
    @FunctionalInterface
    public interface Features {
        /** Writes the features of a row, counted from 0, to the start of an array. */
        void write(int row, float[] into);
    }

    /**
     * Fits by least squares.
     *
     * @param rows of the training part, at least 1
     * @param width how many features each has, at least 1
     * @param features of the rows, on a scale of about 1
     * @param target of each row, likewise
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

    /** The features that correlate most with the target, in their order. */
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
                products[f] += row[f] * t[i]; // t has mean 0, so x needs none taken off.
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

    /** The chosen features, each centred. */
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

    /** t - X w with w from (XᵀX + λ) w = Xᵀt. */
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
     * Solves A w = b by Cholesky's decomposition A = L Lᵀ.
     *
     * @param a the lower triangle of a positive definite matrix; holds L afterwards
     * @param w b before, the solution after
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
