package dev.crosscheck.data.table;

import dev.crosscheck.Text;
import dev.crosscheck.math.Argmax;
import dev.crosscheck.math.DoubleMath;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Finds columns that alone predict the target nearly perfectly (leakage), such as a copy with noise: usually something that was recorded after the target
 * was known. Each half of the rows is predicted from the other half: by texts, by few different numbers, and by whether there is a value, as the most
 * frequent class or the mean of the rows with the same; by many numbers, as what has the same place among the targets, in ascending or descending order,
 * where classes are in the order of their means. At most {@value #MOST_ROWS} rows are examined.
 */
final class Giveaways {
    /** Evenly spaced over the table, and far more than are needed to see a rule that holds for nearly all rows. */
    private static final int MOST_ROWS = 10_000;

    /** With fewer rows, a column may predict the target by chance. */
    private static final int LEAST_ROWS = 20;

    /** Guessing must be wrong in so many rows, or there is nothing to predict. */
    private static final int LEAST_WRONG = 7;

    /** Nearly perfect: wrong rows, or squared errors, are at most this share of those of guessing the most frequent class, or the mean. */
    private static final double NEARLY = 0.03;

    /** Maximum number of different numbers that are unordered values. */
    private static final int FEW = 20;

    private final TargetColumn target;
    private final boolean classes;
    private final double[] y; // by row of the table: the index of a class, or a number of mean 0 and variance 1
    private final int[][] halves;
    private final int count;
    private final double guessed;

    Giveaways(TargetColumn target) {
        this.target = target;
        this.classes = target.task() == Task.CLASSES;
        int[] all = target.rows();
        count = Math.min(all.length, MOST_ROWS);
        int[] rows = Statistics.spaced(all, count);
        y = new double[Arrays.stream(rows).max().orElse(-1) + 1];
        double[] values = Arrays.stream(rows)
                .mapToDouble(row -> classes ? target.classOf(row) : target.value(row))
                .toArray();
        double mean = classes ? 0 : DoubleMath.mean(values);
        double deviation = classes ? 1 : Statistics.deviation(values, mean);
        for (int i = 0; i < count; i++) {
            y[rows[i]] = deviation == 0 ? 0 : (values[i] - mean) / deviation;
        }
        IntPredicate first = Statistics::isInFirstHalf;
        halves = new int[][] {
            IntStream.range(0, count).filter(first).map(i -> rows[i]).toArray(),
            IntStream.range(0, count).filter(first.negate()).map(i -> rows[i]).toArray()
        };
        guessed = count < LEAST_ROWS
                ? 0
                : wrong(from -> {
                    double usual = usual(from);
                    return row -> usual;
                });
    }

    /** @return how well a column predicts the target, in words; empty if it is not nearly perfect */
    Optional<String> of(Column column) {
        if (guessed < LEAST_WRONG) {
            return Optional.empty();
        }
        double wrong =
                column.missing() == 0 ? guessed : wrong(from -> byValue(from, row -> column.isMissing(row) ? 1 : 0));
        if (column.isText()) {
            wrong = Math.min(wrong, wrong(from -> byValue(from, column::code)));
        } else {
            IntToDoubleFunction value = column::key;
            long different = Arrays.stream(halves)
                    .flatMapToInt(Arrays::stream)
                    .mapToDouble(value)
                    .distinct()
                    .limit(FEW + 1)
                    .count();
            wrong = Math.min(wrong, wrong(from -> different > FEW ? byOrder(from, value) : byValue(from, value)));
        }
        if (wrong > NEARLY * guessed) {
            return Optional.empty();
        }
        return Optional.of("alone predicts the target of rows that are held out, "
                + (classes ? Text.of("%,.0f of %,d wrong", wrong, count) : Text.of("R² %.3f", 1 - wrong / guessed)));
    }

    /** @return for how many rows of each half, learnt from the other, predictions are wrong, or the sum of their squared errors */
    private double wrong(Function<int[], IntToDoubleFunction> rule) {
        double wrong = 0;
        for (int held = 0; held < 2; held++) {
            IntToDoubleFunction predicted = rule.apply(halves[1 - held]);
            for (int row : halves[held]) {
                double off = predicted.applyAsDouble(row) - y[row];
                wrong += classes ? off == 0 ? 0 : 1 : off * off;
            }
        }
        return wrong;
    }

    /** @return the most frequent class of some rows, or their mean */
    private double usual(int... some) {
        if (!classes) {
            return Arrays.stream(some).mapToDouble(row -> y[row]).average().orElse(0);
        }
        return Argmax.of(IntStream.of(target.counts(some)).asDoubleStream().toArray());
    }

    /** Predicts what is usual for the rows with the same value, or for all if there are none. */
    private IntToDoubleFunction byValue(int[] from, IntToDoubleFunction value) {
        Map<Double, List<Integer>> same = new HashMap<>();
        for (int row : from) {
            same.computeIfAbsent(value.applyAsDouble(row), key -> new ArrayList<>())
                    .add(row);
        }
        Map<Double, Double> usual = new HashMap<>();
        same.forEach((key, rows) ->
                usual.put(key, usual(rows.stream().mapToInt(row -> row).toArray())));
        double otherwise = usual(from);
        return row -> usual.getOrDefault(value.applyAsDouble(row), otherwise);
    }

    /** Predicts the target in the same place of its own order. A missing number is predicted as usual. */
    private IntToDoubleFunction byOrder(int[] from, IntToDoubleFunction value) {
        double otherwise = usual(from);
        int[] present = Arrays.stream(from)
                .filter(row -> !Double.isNaN(value.applyAsDouble(row)))
                .toArray();
        if (present.length == 0) {
            return row -> otherwise;
        }
        double[] x = Arrays.stream(present).mapToDouble(value).sorted().toArray();
        double[] ordered = ordered(present, value);
        return row -> {
            double at = value.applyAsDouble(row);
            int found = Arrays.binarySearch(x, at);
            int low = found < 0 ? Math.max(0, -found - 2) : found;
            int high = found < 0 ? Math.min(x.length - 1, -found - 1) : found;
            if (classes) {
                return Double.isNaN(at) ? otherwise : ordered[at - x[low] < x[high] - at ? low : high];
            }
            return Double.isNaN(at) ? otherwise : (ordered[low] + ordered[high]) / 2;
        };
    }

    /** @return the targets of some rows: classes in the order of their mean numbers, others as they rise or fall with the numbers */
    private double[] ordered(int[] some, IntToDoubleFunction value) {
        if (classes) {
            Map<Double, Double> means = Arrays.stream(some)
                    .boxed()
                    .collect(Collectors.groupingBy(row -> y[row], Collectors.averagingDouble(value::applyAsDouble)));
            return Arrays.stream(some)
                    .mapToObj(row -> y[row])
                    .sorted(Comparator.<Double>comparingDouble(means::get).thenComparing(label -> label))
                    .mapToDouble(label -> label)
                    .toArray();
        }
        double mean = Arrays.stream(some).mapToDouble(value).average().orElse(0);
        double trend = Arrays.stream(some)
                .mapToDouble(row -> (value.applyAsDouble(row) - mean) * y[row])
                .sum();
        double sign = Math.signum(trend);
        return Arrays.stream(some)
                .mapToDouble(row -> sign * y[row])
                .sorted()
                .map(signed -> sign * signed)
                .toArray();
    }
}
