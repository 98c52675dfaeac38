package dev.crosscheck.data.table;

import static dev.crosscheck.data.table.Expression.Function.LEAST;
import static dev.crosscheck.data.table.Expression.Function.MINUS;
import static dev.crosscheck.data.table.Expression.Function.MISSING;
import static dev.crosscheck.data.table.Expression.Function.MOST;
import static dev.crosscheck.data.table.Expression.Function.OVER;
import static dev.crosscheck.data.table.Expression.Function.PLUS;
import static dev.crosscheck.data.table.Expression.Function.ROOT;
import static dev.crosscheck.data.table.Expression.Function.TIMES;

import dev.crosscheck.limits.Members;
import java.util.List;
import org.apache.commons.statistics.descriptive.Quantile;
import org.apache.commons.statistics.descriptive.Quantile.EstimationMethod;

/**
 * A number, centred by the median, divided by the interquartile range, and smoothly clipped to (-3, 3): {@code z = (x - median)/scale}, {@code z/√(1 +
 * (z/3)²)} (RealMLP, Holzmüller and others 2024). A missing number is 0, like the median, and may have a second feature, which is 1 if the number is
 * missing and 0 otherwise.
 *
 * @param scale interquartile range of the training part; if this is 0, half of its range; if all numbers are equal, 1
 * @param least smallest number of the training part
 * @param low its 1 % quantile
 * @param high its 99 % quantile
 * @param most its largest number
 * @param indicator whether there is a second feature: if and only if values were missing in the training part, since a feature that never changed there
 *     would not be trained
 */
public record Scale(double median, double scale, double least, double low, double high, double most, boolean indicator)
        implements Encoding {
    /** The bound of the features. */
    public static final double BOUND = 3;

    /** From here on, the feature is the bound to the last bit of a double; the square of a much larger number would overflow. */
    private static final double FARTHEST = 1e9;

    /** New rows are often a little outside of the range by chance, which no network minds. */
    private static final double MARGIN = 0.05;

    /** Interpolates linearly between the values at both sides of {@code p (n - 1)}, in linear time. */
    private static final Quantile AS_NUMPY = Quantile.withDefaults().with(EstimationMethod.HF7);

    public Scale {
        Members.number("least", least, -Decimal.LARGEST, Decimal.LARGEST);
        Members.number("low", low, least, Decimal.LARGEST);
        Members.number("high", high, low, Decimal.LARGEST);
        Members.number("most", most, high, Decimal.LARGEST);
        Members.number("median", median, least, most);
        Members.number("scale", scale, Double.MIN_VALUE, 2 * Decimal.LARGEST);
    }

    /**
     * Fits a scale.
     *
     * @param numbers those that are present, at least one; their order changes
     * @param missing whether others are missing
     */
    static Scale of(boolean missing, double... numbers) {
        double[] quantiles = AS_NUMPY.evaluate(numbers, 0, 0.01, 0.25, 0.5, 0.75, 0.99, 1);
        double range = quantiles[6] - quantiles[0];
        double quartiles = quantiles[4] - quantiles[2];
        // If all numbers are equal, the first feature is 0 on any scale, and the second says which are missing.
        double scale = quartiles > 0 ? quartiles : range > 0 ? Math.max(range / 2, Double.MIN_VALUE) : 1;
        return new Scale(quantiles[3], scale, quantiles[0], quantiles[1], quantiles[5], quantiles[6], missing);
    }

    @Override
    public Expression features() {
        return features(new Expression.Cell(1));
    }

    /** @param number to scale */
    Expression features(Expression number) {
        Expression scaled = number.with(MINUS, median).with(OVER, scale);
        Expression z = scaled.with(LEAST, FARTHEST).with(MOST, -FARTHEST);
        Expression share = z.with(OVER, BOUND);
        Expression clipped = z.with(
                OVER, Expression.of(1).with(PLUS, share.with(TIMES, share)).with(ROOT));
        Expression missing = number.with(MISSING);
        Expression feature = missing.choose(Expression.of(0), clipped);
        return indicator ? Expression.row(feature, missing) : feature;
    }

    @Override
    public List<String> names(String column, List<String> texts) {
        return indicator ? List.of(column, column + " missing") : List.of(column);
    }

    @Override
    public boolean trainsMissing() {
        return indicator;
    }

    @Override
    public String kind() {
        return "number";
    }

    @Override
    public String words(Reading reading) {
        String form = reading.words();
        return "number, scaled" + (indicator ? "; one more input for missing values" : "")
                + (form.isEmpty() ? "" : "; written with " + form);
    }

    @Override
    public String instead() {
        return indicator ? "a second feature is 1" : "the median " + Decimal.computed(median) + " is used";
    }

    @Override
    public double usual() {
        return median;
    }

    /** From three scales below the median to three above it. */
    @Override
    public double number(double share) {
        return median + BOUND * (2 * share - 1) * scale;
    }

    @Override
    public List<Double> range() {
        return List.of(low, median, high);
    }

    @Override
    public String unusual(double number, String cell) {
        double margin = MARGIN * (most - least);
        return number < least - margin || number > most + margin
                ? "outside of what was trained on, " + Decimal.rounded(least) + " to " + Decimal.rounded(most)
                : Encoding.super.unusual(number, cell);
    }
}
