package dev.crosscheck.measure;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.text.Text;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Measures of regression; a residual is the true number minus the predicted one.
 *
 * @param rows number of predictions
 * @param rmse the root of the mean squared residual, in the target's unit
 * @param rmseInterval {@code √(MSE ± 1.96 s)} with the {@link StandardError} s of the squared residuals, its lower end at least 0; {@code null} for a
 *     single row or group
 * @param mae the mean absolute residual, in the target's unit
 * @param r2 {@code 1 - Σ residual² / Σ (true - mean)²}, with the mean of these rows: 1 is perfect, 0 is as good as their mean, below 0 is
 *     worse; {@code null} if all true numbers are equal
 * @param coverage of the predictions' intervals; {@code null} if they have none
 */
public record NumberMeasures(int rows, double rmse, Interval rmseInterval, double mae, Double r2, Coverage coverage)
        implements Measures {
    private static final double QUARTER = 0.25;
    private static final double FENCE = 3;

    /**
     * How often the true number is within the interval of its prediction.
     *
     * @param level the promised share
     * @param halfWidth mean half width of the intervals
     * @param share the measured share
     * @param interval of the share, {@link Interval#ofShare}
     */
    public record Coverage(double level, double halfWidth, double share, Interval interval) {}

    /**
     * Measures predictions.
     *
     * @param predicted the prediction for each row
     * @param actual the true number of each row
     * @throws CrosscheckException if there are none, or a number is not finite
     */
    public static NumberMeasures of(double[] predicted, double... actual) {
        return of(null, predicted, actual);
    }

    /** The same, with the group of each row, which intervals count instead of rows; null if each is on its own. */
    public static NumberMeasures of(int @Nullable [] groups, double[] predicted, double... actual) {
        if (actual.length == 0) {
            throw new CrosscheckException(
                    "There are no rows to evaluate on", "Put at least one row into the part to evaluate on.");
        }
        double[] residuals = new double[actual.length];
        double sizes = 0;
        for (int row = 0; row < residuals.length; row++) {
            residuals[row] = residual(row, predicted[row], actual[row]);
            sizes += Math.abs(residuals[row]);
        }
        return new NumberMeasures(
                actual.length,
                rmse(predicted, actual),
                rmseInterval(squares(predicted, actual) / actual.length, groups, residuals),
                sizes / actual.length,
                r2(predicted, actual),
                null);
    }

    /** @return the root of the mean squared residual; NaN if a number is */
    public static double rmse(double[] predicted, double... actual) {
        return Math.sqrt(squares(predicted, actual) / actual.length);
    }

    /** @return the explained share of the true numbers' variance; null if these are all equal */
    public static Double r2(double[] predicted, double... actual) {
        double spread = spread(actual);
        return spread > 0 ? Double.valueOf(1 - squares(predicted, actual) / spread) : null;
    }

    private static double squares(double[] predicted, double... actual) {
        double squares = 0;
        for (int row = 0; row < actual.length; row++) {
            double residual = actual[row] - predicted[row];
            squares += residual * residual;
        }
        return squares;
    }

    /**
     * Adds the coverage of intervals.
     *
     * @param level the promised share
     * @param halfWidths each row's interval is its prediction plus and minus this
     * @param groups the group of each row; null if each is on its own
     * @param predicted the prediction for each row, as in {@link #of}
     * @param actual the true number of each row
     */
    public NumberMeasures within(
            double level, double[] halfWidths, int @Nullable [] groups, double[] predicted, double... actual) {
        double[] inside = new double[actual.length];
        double widths = 0;
        for (int row = 0; row < actual.length; row++) {
            inside[row] = Math.abs(actual[row] - predicted[row]) <= halfWidths[row] ? 1 : 0;
            widths += halfWidths[row];
        }
        Coverage covered = new Coverage(
                level,
                widths / actual.length,
                Arrays.stream(inside).sum() / actual.length,
                Interval.ofShare(inside, groups));
        return new NumberMeasures(rows, rmse, rmseInterval, mae, r2, covered);
    }

    @Override
    public String errorName() {
        return "RMSE";
    }

    @Override
    public double error() {
        return rmse;
    }

    @Override
    public Map<String, String> words() {
        Map<String, String> words = new LinkedHashMap<>();
        double half = rmseInterval == null ? 0 : (rmseInterval.high() - rmseInterval.low()) / 2;
        words.put(errorName(), Text.within(rmse, half));
        words.put(
                "95 % CI",
                rmseInterval == null
                        ? "-"
                        : Text.within(rmseInterval.low(), half) + ".." + Text.within(rmseInterval.high(), half));
        words.put("MAE", Text.within(mae, half));
        words.put("R2", Measures.text("%.4f", r2));
        return words;
    }

    private static @Nullable Interval rmseInterval(double mse, int @Nullable [] groups, double... residuals) {
        double[] off = Arrays.stream(residuals)
                .map(residual -> residual * residual - mse)
                .toArray();
        double half = Interval.Z * StandardError.of(off, groups);
        if (half == Double.POSITIVE_INFINITY) {
            return null;
        }
        return new Interval(Math.sqrt(Math.max(0, mse - half)), Math.sqrt(mse + half));
    }

    private static double residual(int row, double predicted, double actual) {
        double residual = actual - predicted;
        if (!Double.isFinite(residual)) {
            throw CrosscheckException.expected(
                    "Row " + (row + 1),
                    "finite numbers",
                    "a true value of " + actual + " and a prediction of " + predicted,
                    "Train the network again with a lower learning rate.");
        }
        return residual;
    }

    /** The sum of squares about the mean; exactly 0 if all values are equal, although their mean may have a rounding error. */
    private static double spread(double... values) {
        if (Arrays.stream(values).allMatch(value -> value == values[0])) {
            return 0;
        }
        double mean = Arrays.stream(values).sum() / values.length;
        return Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .sum();
    }

    /**
     * The share of outliers: residuals more than three interquartile ranges outside the quartiles (Tukey's outer fences).
     *
     * @return from 0 to 1; 0 if the quartiles are equal, for then there are no fences
     */
    public static double outliers(double... residuals) {
        double[] sorted = residuals.clone();
        Arrays.sort(sorted);
        double lower = quantile(sorted, QUARTER);
        double upper = quantile(sorted, 1 - QUARTER);
        double beyond = FENCE * (upper - lower);
        long outside = Arrays.stream(sorted)
                .filter(residual -> beyond > 0 && (residual < lower - beyond || residual > upper + beyond))
                .count();
        return (double) outside / sorted.length;
    }

    /**
     * A quantile, interpolated linearly between the two nearest values.
     *
     * @param sorted values in ascending order, at least one
     * @param level from 0 to 1
     */
    static double quantile(double[] sorted, double level) {
        double place = level * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(sorted.length - 1, below + 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
