package dev.crosscheck.data.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntUnaryOperator;

/**
 * Finds columns that determine the target on their own (leakage): usually something that was recorded after the target was known. At most
 * {@value #MOST_ROWS} rows are examined.
 */
final class Giveaways {
    /** Evenly spaced over the table, and far more than are needed to see a rule that holds for nearly all rows. */
    private static final int MOST_ROWS = 20_000;

    /** With fewer rows, a column may determine the target by chance. */
    private static final int LEAST_ROWS = 20;

    /** A rule by values needs this many rows per value on average; with fewer it would only memorise the rows. */
    private static final int ROWS_PER_VALUE = 5;

    /** A rule may fail in one row of a thousand. */
    private static final int ROWS_PER_ERROR = 1000;

    /** It may also fail in only one of a hundred rows that are not of the most frequent class. */
    private static final int GUESSES_PER_ERROR = 100;

    /** Threshold for a correlation, or for the share of the variance that categories explain. */
    private static final double NEARLY_ONE = 0.999;

    /** Maximum number of different numbers that are also tried as unordered values. */
    private static final int FEW = 20;

    private final TargetColumn target;
    private final int[] rows;

    /** Number of rows in which a rule for classes may fail. */
    private int allowed;

    Giveaways(TargetColumn target) {
        this.target = target;
        int[] all = target.rows();
        int count = Math.min(all.length, MOST_ROWS);
        rows = new int[count];
        for (int i = 0; i < count; i++) {
            rows[i] = all[(int) ((long) i * all.length / count)];
        }
        if (target.task() == Task.CLASSES) {
            int guessed = Arrays.stream(target.counts(rows)).max().orElse(0);
            allowed = Math.min(count / ROWS_PER_ERROR, (count - guessed) / GUESSES_PER_ERROR);
            // If all rows are of one class, there is nothing to find.
            allowed = guessed == count ? -1 : allowed;
        }
    }

    /** @return how a column determines the target, in words; empty if it does not */
    Optional<String> of(Column column) {
        if (rows.length < LEAST_ROWS) {
            return Optional.empty();
        }
        return Optional.ofNullable(target.task() == Task.CLASSES ? forClasses(column) : forNumber(column));
    }

    private String forClasses(Column column) {
        if (determines(row -> column.isMissing(row) ? 1 : 0)) {
            return "whether it has a value determines the class";
        }
        if (column instanceof TextColumn texts) {
            return determines(texts::code) ? "its value determines the class" : null;
        }
        NumberColumn numbers = (NumberColumn) column;
        Map<Double, Integer> places = new HashMap<>();
        boolean few = true;
        for (int i = 0; i < rows.length && few; i++) {
            places.putIfAbsent(numbers.value(rows[i]) + 0.0, places.size());
            few = places.size() <= FEW;
        }
        if (few && determines(row -> places.get(numbers.value(row) + 0.0))) {
            return "its value determines the class";
        }
        return rangesDetermine(numbers) ? "ranges of its values determine the class" : null;
    }

    /** @return whether rows with the same value nearly always have the same class */
    private boolean determines(IntUnaryOperator valueOf) {
        Map<Integer, int[]> counts = new HashMap<>();
        for (int row : rows) {
            counts.computeIfAbsent(
                            valueOf.applyAsInt(row),
                            value -> new int[target.labels().size()])[target.classOf(row)]++;
            if (counts.size() * ROWS_PER_VALUE > rows.length) {
                return false;
            }
        }
        int errors = 0;
        for (int[] classes : counts.values()) {
            errors +=
                    Arrays.stream(classes).sum() - Arrays.stream(classes).max().orElse(0);
        }
        return errors <= allowed;
    }

    /** @return whether thresholds between neighbouring classes, ordered by their means, nearly always separate them */
    private boolean rangesDetermine(NumberColumn column) {
        List<double[]> classes = new ArrayList<>();
        int errors = rows.length;
        for (int label = 0; label < target.labels().size(); label++) {
            int wanted = label;
            double[] values = Arrays.stream(rows)
                    .filter(row -> target.classOf(row) == wanted && !column.isMissing(row))
                    .mapToDouble(column::value)
                    .sorted()
                    .toArray();
            errors -= values.length;
            classes.add(values);
        }
        // A class without values, whose mean is NaN, comes last.
        classes.sort((one, other) -> Double.compare(Statistics.mean(one), Statistics.mean(other)));
        for (int i = 1; i < classes.size() && errors <= allowed; i++) {
            errors += errors(classes.get(i - 1), classes.get(i));
        }
        return errors <= allowed;
    }

    /** @return the smallest possible number of rows on the wrong side of a threshold */
    private static int errors(double[] lower, double[] upper) {
        int least = Math.min(lower.length, upper.length);
        int above = 0;
        for (int below = 0; below < lower.length; below++) {
            // The threshold is just above this value of the lower class.
            while (above < upper.length && upper[above] <= lower[below]) {
                above++;
            }
            least = Math.min(least, lower.length - below - 1 + above);
        }
        return least;
    }

    private String forNumber(Column column) {
        int[] present =
                Arrays.stream(rows).filter(row -> !column.isMissing(row)).toArray();
        if (present.length < Math.max(LEAST_ROWS, rows.length / 2)) {
            return null;
        }
        double[] values = Arrays.stream(present).mapToDouble(target::value).toArray();
        if (column instanceof NumberColumn numbers) {
            double[] others = Arrays.stream(present).mapToDouble(numbers::value).toArray();
            return Math.abs(correlation(values, others)) > NEARLY_ONE ? "the target is a linear function of it" : null;
        }
        return explained((TextColumn) column, present, values) > NEARLY_ONE ? "its value determines the number" : null;
    }

    private static double correlation(double[] one, double[] other) {
        double mean = Statistics.mean(one);
        double otherMean = Statistics.mean(other);
        double deviation = Statistics.deviation(one, mean);
        double otherDeviation = Statistics.deviation(other, otherMean);
        if (deviation * otherDeviation == 0) {
            return 0;
        }
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += (one[i] - mean) / deviation * ((other[i] - otherMean) / otherDeviation);
        }
        return sum / one.length;
    }

    /** @return the share of the variance that is between categories */
    private static double explained(TextColumn column, int[] rows, double[] values) {
        Map<Integer, double[]> sums = new HashMap<>();
        double mean = Statistics.mean(values);
        double deviation = Statistics.deviation(values, mean);
        for (int i = 0; i < rows.length; i++) {
            double[] sum = sums.computeIfAbsent(column.code(rows[i]), code -> new double[2]);
            sum[0]++;
            sum[1] += deviation == 0 ? 0 : (values[i] - mean) / deviation;
        }
        if (sums.size() * ROWS_PER_VALUE > rows.length) {
            return 0;
        }
        double between = 0;
        for (double[] sum : sums.values()) {
            between += sum[1] * sum[1] / sum[0];
        }
        return between / rows.length;
    }
}
