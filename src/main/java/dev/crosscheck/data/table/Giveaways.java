package dev.crosscheck.data.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntUnaryOperator;

/**
 * Finds columns that determine the target on their own (leakage), or nearly, such as a copy with noise: usually something that was recorded after the target was known. At most
 * {@value #MOST_ROWS} rows are examined.
 */
final class Giveaways {
    /** Evenly spaced over the table, and far more than are needed to see a rule that holds for nearly all rows. */
    private static final int MOST_ROWS = 20_000;

    /** With fewer rows, a column may determine the target by chance. */
    private static final int LEAST_ROWS = 20;

    /** Rows that repeat a value, of which so many would have another class by chance, are enough to see a rule. */
    private static final int LEAST_EXPECTED = 7;

    /** A rule by values may fail in one of this many rows that would fail it by chance. */
    private static final int CHANCES_PER_ERROR = 15;

    /** A rule by ranges may fail in one row of this many that are not of the most frequent class. */
    private static final int GUESSES_PER_ERROR = 33;

    /** From this correlation, or share of the variance that categories explain, a column determines a number. */
    private static final double NEARLY_ONE = 0.999;

    /** From this correlation, it is a copy with noise; the share of the variance is the square of it. */
    private static final double NEARLY = 0.99;

    /** Maximum number of different numbers that are also tried as unordered values. */
    private static final int FEW = 20;

    private final TargetColumn target;
    private final int[] rows;

    /** Number of rows in which a rule by ranges may fail. */
    private int allowed;

    /** The probability that two rows have different classes. */
    private double different;

    Giveaways(TargetColumn target) {
        this.target = target;
        int[] all = target.rows();
        int count = Math.min(all.length, MOST_ROWS);
        rows = new int[count];
        for (int i = 0; i < count; i++) {
            rows[i] = all[(int) ((long) i * all.length / count)];
        }
        if (target.task() == Task.CLASSES) {
            int[] counts = target.counts(rows);
            int guessed = Arrays.stream(counts).max().orElse(0);
            allowed = (count - guessed) / GUESSES_PER_ERROR;
            different = 1
                    - Arrays.stream(counts)
                            .mapToDouble(n -> (double) n / count)
                            .map(p -> p * p)
                            .sum();
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
        int errors = errors(row -> column.isMissing(row) ? 1 : 0);
        if (errors >= 0) {
            return words("whether it has a value determines the class", errors);
        }
        if (column instanceof TextColumn texts) {
            errors = errors(texts::code);
            return errors < 0 ? null : words("its value determines the class", errors);
        }
        NumberColumn numbers = (NumberColumn) column;
        Map<Double, Integer> places = new HashMap<>();
        boolean few = true;
        for (int i = 0; i < rows.length && few; i++) {
            places.putIfAbsent(numbers.value(rows[i]) + 0.0, places.size());
            few = places.size() <= FEW;
        }
        errors = few ? errors(row -> places.get(numbers.value(row) + 0.0)) : -1;
        if (errors >= 0) {
            return words("its value determines the class", errors);
        }
        return rangesDetermine(numbers) ? "ranges of its values determine the class" : null;
    }

    private String words(String rule, int errors) {
        return errors == 0
                ? rule
                : String.format(Locale.ROOT, "%s in all but %,d of %,d rows", rule, errors, rows.length);
    }

    /** @return the number of rows without the usual class of their value; -1 if these are too many for a rule, or values repeat too rarely */
    private int errors(IntUnaryOperator valueOf) {
        Map<Integer, int[]> counts = new HashMap<>();
        for (int row : rows) {
            counts.computeIfAbsent(
                            valueOf.applyAsInt(row),
                            value -> new int[target.labels().size()])[target.classOf(row)]++;
        }
        double expected = (rows.length - counts.size()) * different;
        int errors = 0;
        for (int[] classes : counts.values()) {
            errors +=
                    Arrays.stream(classes).sum() - Arrays.stream(classes).max().orElse(0);
        }
        return expected >= LEAST_EXPECTED && errors <= expected / CHANCES_PER_ERROR ? errors : -1;
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
        if (!(column instanceof NumberColumn numbers)) {
            double share = explained((TextColumn) column, present, values);
            return share > NEARLY_ONE
                    ? "its value determines the number"
                    : share > NEARLY * NEARLY
                            ? String.format(
                                    Locale.ROOT, "its value explains %.1f %% of the target's variance", 100 * share)
                            : null;
        }
        double[] others = Arrays.stream(present).mapToDouble(numbers::value).toArray();
        double linear = Math.abs(correlation(values, others));
        if (linear > NEARLY_ONE) {
            return "the target is a linear function of it";
        }
        double monotonic = Math.abs(correlation(ranks(values), ranks(others)));
        if (monotonic > NEARLY_ONE) {
            return "the target is a function of it that only rises or only falls";
        }
        double most = Math.max(linear, monotonic);
        return most > NEARLY
                ? String.format(Locale.ROOT, "it nearly determines the target (correlation %.3f)", most)
                : null;
    }

    /** @return the rank of each value, the mean of their ranks for equal values */
    private static double[] ranks(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        Map<Double, Double> ranks = new HashMap<>();
        int from = 0;
        for (int i = 1; i <= sorted.length; i++) {
            if (i == sorted.length || sorted[i] != sorted[from]) {
                ranks.put(sorted[from] + 0.0, (from + i - 1) / 2.0);
                from = i;
            }
        }
        return Arrays.stream(values).map(value -> ranks.get(value + 0.0)).toArray();
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

    /** @return the share of the variance that categories explain, adjusted for their number; 0 if their values repeat too rarely */
    private static double explained(TextColumn column, int[] rows, double[] values) {
        Map<Integer, double[]> sums = new HashMap<>();
        double mean = Statistics.mean(values);
        double deviation = Statistics.deviation(values, mean);
        for (int i = 0; i < rows.length; i++) {
            double[] sum = sums.computeIfAbsent(column.code(rows[i]), code -> new double[2]);
            sum[0]++;
            sum[1] += deviation == 0 ? 0 : (values[i] - mean) / deviation;
        }
        int free = rows.length - sums.size();
        if (deviation == 0 || free < LEAST_ROWS) {
            return 0;
        }
        double between = 0;
        for (double[] sum : sums.values()) {
            between += sum[1] * sum[1] / sum[0];
        }
        return 1 - (rows.length - between) / free * (rows.length - 1) / rows.length;
    }
}
