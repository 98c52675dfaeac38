package dev.crosscheck.data.table;

import dev.crosscheck.math.Argmax;
import dev.crosscheck.math.DoubleMath;
import dev.crosscheck.text.Text;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Finds columns that alone predict the target nearly perfectly (leakage), such as a copy with noise: usually something that was recorded after the target
 * was known. Each half of the rows is predicted from the other half. For texts, few different numbers, and the presence of a value, the prediction is
 * the most frequent class or the mean of the rows with the same value. For many numbers it is the target with the same rank, in ascending or descending
 * order; classes are ordered by the mean of their numbers. At most {@value #MOST_ROWS} rows are examined.
 */
final class Giveaways {
    /** Evenly spaced over the table, and far more than are needed to see a rule that holds for nearly all rows. */
    private static final int MOST_ROWS = 10_000;

    /** With fewer rows, a column may predict the target by chance. */
    private static final int LEAST_ROWS = 20;

    /** If guessing is wrong in fewer rows, there is hardly anything to predict. */
    private static final int LEAST_WRONG = 7;

    /** Nearly perfect: wrong rows, or squared errors, are at most this share of those of guessing the most frequent class, or the mean. */
    static final double NEARLY = 0.03;

    /** Up to so many different numbers are treated as values without an order. */
    private static final int FEW = 20;

    private final TargetColumn target;
    private final boolean classes;

    /** The rows that are examined; all other indices in this class are places in this array. */
    private final int[] rows;

    /** The index of a class, or a number of mean 0 and variance 1. */
    private final double[] y;

    private final int[][] halves;
    private final double guessed;

    /** @param groups the rows with the same value of this column are in the same half; null if each row is on its own */
    Giveaways(TargetColumn target, Column groups) {
        this.target = target;
        this.classes = target.task() == Task.CLASSES;
        rows = Statistics.spaced(target.rows(), MOST_ROWS);
        double[] values = Arrays.stream(rows)
                .mapToDouble(row -> classes ? target.classOf(row) : target.value(row))
                .toArray();
        double mean = classes ? 0 : DoubleMath.mean(values);
        double deviation = classes ? 1 : Statistics.deviation(values, mean);
        y = Arrays.stream(values)
                .map(value -> deviation == 0 ? 0 : (value - mean) / deviation)
                .toArray();
        Map<Double, Integer> numbers = new HashMap<>();
        IntPredicate first = i -> Statistics.isInFirstHalf(
                groups == null ? i : numbers.computeIfAbsent(groups.key(rows[i]), key -> numbers.size()));
        halves = Stream.of(first, first.negate())
                .map(half -> IntStream.range(0, rows.length).filter(half).toArray())
                .toArray(int[][]::new);
        guessed = rows.length < LEAST_ROWS ? 0 : wrong(new double[rows.length], false);
    }

    /** @return how well a column predicts the target, in words; empty if it is not nearly perfect */
    Optional<String> of(Column column) {
        if (guessed < LEAST_WRONG) {
            return Optional.empty();
        }
        double[] x = Arrays.stream(rows).mapToDouble(column::key).toArray();
        double[] missing = Arrays.stream(rows)
                .mapToDouble(row -> column.isMissing(row) ? 1 : 0)
                .toArray();
        boolean many =
                !column.isText() && Arrays.stream(x).distinct().limit(FEW + 1).count() > FEW;
        double wrong = Math.min(wrong(missing, false), wrong(x, many));
        if (wrong > NEARLY * guessed) {
            return Optional.empty();
        }
        return Optional.of("alone predicts the target of rows that are held out, "
                + (classes
                        ? Text.of("%,.0f of %,d wrong", wrong, rows.length)
                        : Text.of("R² %.3f", 1 - wrong / guessed)));
    }

    /**
     * @param x what is known of each row
     * @param ordered whether it is a number whose order has a meaning
     * @return how many rows are predicted wrongly from the other half, or the sum of their squared errors
     */
    private double wrong(double[] x, boolean ordered) {
        double wrong = 0;
        for (int half = 0; half < halves.length; half++) {
            int[] held = halves[half];
            int[] learnt = halves[1 - half];
            double otherwise = usual(IntStream.of(learnt).boxed().toList());
            double[] predicted = ordered ? byOrder(x, otherwise, learnt, held) : byValue(x, otherwise, learnt, held);
            for (int i = 0; i < held.length; i++) {
                double off = predicted[i] - y[held[i]];
                wrong += classes ? off == 0 ? 0 : 1 : off * off;
            }
        }
        return wrong;
    }

    /** @return the most frequent class of some rows, or their mean */
    private double usual(List<Integer> some) {
        if (!classes) {
            return some.stream().mapToDouble(i -> y[i]).average().orElse(0);
        }
        int[] counts = target.counts(some.stream().mapToInt(i -> rows[i]).toArray());
        return Argmax.of(IntStream.of(counts).asDoubleStream().toArray());
    }

    /** Predicts what is usual for the rows with the same value, or for all if there are none. */
    private double[] byValue(double[] x, double otherwise, int[] learnt, int[] held) {
        Map<Double, List<Integer>> same = IntStream.of(learnt).boxed().collect(Collectors.groupingBy(i -> x[i]));
        Map<Double, Double> usual = new HashMap<>();
        same.forEach((value, some) -> usual.put(value, usual(some)));
        return IntStream.of(held)
                .mapToDouble(i -> usual.getOrDefault(x[i], otherwise))
                .toArray();
    }

    /** Predicts the target with the same rank as the number. For a missing number it predicts what is usual. */
    private double[] byOrder(double[] x, double otherwise, int[] learnt, int[] held) {
        int[] present = IntStream.of(learnt).filter(i -> !Double.isNaN(x[i])).toArray();
        double[] numbers = IntStream.of(present).mapToDouble(i -> x[i]).sorted().toArray();
        double[] targets = orderedTargets(x, present);
        double[] predicted = new double[held.length];
        for (int i = 0; i < held.length; i++) {
            double at = x[held[i]];
            if (Double.isNaN(at) || numbers.length == 0) {
                predicted[i] = otherwise;
                continue;
            }
            int found = Arrays.binarySearch(numbers, at);
            int low = found < 0 ? Math.max(0, -found - 2) : found;
            int high = found < 0 ? Math.min(numbers.length - 1, -found - 1) : found;
            predicted[i] = classes
                    ? targets[at - numbers[low] < numbers[high] - at ? low : high]
                    : (targets[low] + targets[high]) / 2;
        }
        return predicted;
    }

    /** @return the targets of some rows: classes in the order of their mean numbers, others as they rise or fall with the numbers */
    private double[] orderedTargets(double[] x, int... some) {
        double mean = IntStream.of(some).mapToDouble(i -> x[i]).average().orElse(0);
        double trend = IntStream.of(some).mapToDouble(i -> (x[i] - mean) * y[i]).sum();
        Map<Double, Double> means = classes
                ? IntStream.of(some)
                        .boxed()
                        .collect(Collectors.groupingBy(i -> y[i], Collectors.averagingDouble(i -> x[i])))
                : Map.of();
        return IntStream.of(some)
                .mapToObj(i -> y[i])
                .sorted(Comparator.<Double>comparingDouble(label -> means.getOrDefault(label, trend * label))
                        .thenComparing(label -> label))
                .mapToDouble(label -> label)
                .toArray();
    }
}
