package dev.crosscheck.data.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntUnaryOperator;

/**
 * Finds columns that determine the target by themselves: mostly something that was written down after the target was known. Looks at no more than
 * {@value #MOST_ROWS} rows.
 */
final class Giveaways {
    /** Evenly spread over the table: many times as many as show a rule that holds for nearly all. */
    private static final int MOST_ROWS = 20_000;

    /** In fewer rows a column may determine the target by chance. */
    private static final int LEAST_ROWS = 20;

    /** A rule by values needs so many rows per value, on average; otherwise it has only memorised the rows. */
    private static final int ROWS_PER_VALUE = 5;

    /** A rule may be wrong in one row of a thousand. */
    private static final int ROWS_PER_ERROR = 1000;

    /** And in one of a hundred of the rows that are not of the most frequent class. */
    private static final int GUESSES_PER_ERROR = 100;

    /** Of a correlation, or of the share of the variance that categories explain. */
    private static final double NEARLY_ONE = 0.999;

    /** Different numbers that are tried as values without an order. */
    private static final int FEW = 20;

    private final TargetColumn target;
    private final int[] rows;

    /** Rows in which a rule for classes may be wrong. */
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
            // With all rows of one class there is nothing to find.
            allowed = guessed == count ? -1 : allowed;
        }
    }

    /** How this column determines the target, in words; nothing if it does not. */
    Optional<String> of(Column column) {
        if (rows.length < LEAST_ROWS) {
            return Optional.empty();
        }
        return Optional.ofNullable(target.task() == Task.CLASSES ? forClasses(column) : forNumber(column));
    }

    private String forClasses(Column column) {
        if (tells(row -> column.isMissing(row) ? 1 : 0)) {
            return "whether it has a value tells the class";
        }
        if (column instanceof TextColumn texts) {
            return tells(texts::code) ? "its value tells the class" : null;
        }
        NumberColumn numbers = (NumberColumn) column;
        Map<Double, Integer> places = new HashMap<>();
        boolean few = true;
        for (int i = 0; i < rows.length && few; i++) {
            places.putIfAbsent(numbers.value(rows[i]) + 0.0, places.size());
            few = places.size() <= FEW;
        }
        if (few && tells(row -> places.get(numbers.value(row) + 0.0))) {
            return "its value tells the class";
        }
        return rangesTell(numbers) ? "ranges of it tell the class" : null;
    }

    /** Whether rows with the same value nearly always have the same class. */
    private boolean tells(IntUnaryOperator valueOf) {
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

    /** Whether thresholds between neighbouring classes, in the order of their means, nearly always tell them apart. */
    private boolean rangesTell(NumberColumn column) {
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

    /** The fewest rows on the wrong side of a threshold. */
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
            return Math.abs(correlation(values, others)) > NEARLY_ONE
                    ? "the target follows from it by a straight line"
                    : null;
        }
        return explained((TextColumn) column, present, values) > NEARLY_ONE ? "its value tells the number" : null;
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

    /** The share of the variance that is between categories. */
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
