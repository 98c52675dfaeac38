package dev.crosscheck.data.table;

import dev.crosscheck.Text;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.statistics.descriptive.Median;

/**
 * Counts the test rows that are nearly equal to a training row, as are visits of a patient whose column is not there. Rows are compared by the places
 * of their cells among the ordered cells of a column, from 0 to 1; equal cells have random places beside one another, so that rows which are equal
 * because there are few different values are no nearer than others.
 *
 * <p>By chance the number of training rows within a distance r grows as r^D where rows do not come in groups (Grassberger and Procaccia, 1983,
 * "Measuring the strangeness of strange attractors"). D and the density around a row are measured between its k-th and its 2k-th neighbour, where k
 * is larger than a group; then a share s of test rows has a neighbour where s rows are expected. Several times as many are groups.
 */
final class NearRows {
    private static final int MOST_TRAINING = 10_000;
    private static final int MOST_TEST = 300;

    /** With fewer training rows, their density is not known. */
    private static final int LEAST_TRAINING = 80;

    /** More rows than a small group has; a tenth of the training rows is more than a large one has. */
    private static final int FEW = 16;

    /** Columns of which two rows are equal more often by chance are not compared. */
    private static final double MOST_EQUAL = 0.1;

    /** Nearly equal: by chance, so many training rows are as near. */
    private static final double EXPECTED = 0.02;

    /** Nearly equal: the root of the mean square of the places' differences is at most this; of any two rows it is 0.41. */
    private static final double NEAR = 0.1;

    /** From so many times as many as by chance on they are groups; somewhat more are due to columns that depend on each other. */
    private static final int TIMES = 10;

    /** Fewer rows may be chance. */
    private static final int LEAST_NEAR = 5;

    private NearRows() {}

    /** @return what is said if there are several times as many as by chance */
    static Optional<String> words(Table table, Preprocessing preprocessing, Split split, long seed) {
        int[] train = Statistics.spaced(split.train(), Math.min(split.train().length, MOST_TRAINING));
        SplittableRandom random = new SplittableRandom(seed);
        List<Column> columns = preprocessing.inputs().stream()
                .filter(input -> !(input.encoding() instanceof Words))
                .map(input -> table.column(input.column()))
                .filter(column -> chanceOfEqual(sorted(column, train)) <= MOST_EQUAL)
                .toList();
        if (train.length < LEAST_TRAINING || columns.size() < 2) {
            return Optional.empty();
        }
        int[] test = Statistics.spaced(split.test(), Math.min(split.test().length, MOST_TEST));
        double[][] known = new double[train.length][columns.size()];
        double[][] asked = new double[test.length][columns.size()];
        for (int i = 0; i < columns.size(); i++) {
            double[] sorted = sorted(columns.get(i), train);
            place(columns.get(i), sorted, train, i, known, random);
            place(columns.get(i), sorted, test, i, asked, random);
        }
        int near = Math.max(near(asked, known, FEW), near(asked, known, train.length / 10));
        double chance = EXPECTED * test.length;
        return near < Math.max(LEAST_NEAR, TIMES * chance)
                ? Optional.empty()
                : Optional.of(Text.of(
                        "%,d of %,d test rows%s are nearly equal to a training row, where chance explains about %,.0f: if they belong together,"
                                + " as visits of one patient do, the test result is too good for others. Keep them in one part with --split-by"
                                + " and the column that names them.",
                        near, test.length, test.length < split.test().length ? " that were compared" : "", chance));
    }

    /** @return how many of the first rows are nearly equal to one of the others, by the density of these up to the k-th and the 2k-th */
    private static int near(double[][] asked, double[][] known, int k) {
        double[] first = new double[asked.length];
        double[] ratios = new double[asked.length];
        double[] dimensions = new double[asked.length];
        for (int row = 0; row < asked.length; row++) {
            double[] of = asked[row];
            double[] distances = Stream.of(known)
                    .mapToDouble(other -> distance(of, other))
                    .sorted()
                    .toArray();
            first[row] = distances[0];
            ratios[row] = distances[0] / distances[k - 1];
            dimensions[row] = Math.log(2) / Math.log(distances[2 * k - 1] / distances[k - 1]);
        }
        double dimension = Median.withDefaults().evaluate(dimensions);
        return (int) IntStream.range(0, asked.length)
                .filter(row -> first[row] <= NEAR && k * Math.pow(ratios[row], dimension) <= EXPECTED)
                .count();
    }

    private static double distance(double[] row, double... other) {
        double squares = 0;
        for (int i = 0; i < row.length; i++) {
            squares += (row[i] - other[i]) * (row[i] - other[i]);
        }
        return Math.sqrt(squares / row.length);
    }

    private static double[] sorted(Column column, int... rows) {
        return Arrays.stream(rows).mapToDouble(column::key).sorted().toArray();
    }

    /** @return the share of pairs of ordered values that are equal */
    private static double chanceOfEqual(double... sorted) {
        double equal = 0;
        for (double value : sorted) {
            equal += Statistics.before(sorted, value, true) - Statistics.before(sorted, value, false) - 1;
        }
        return equal / sorted.length / (sorted.length - 1);
    }

    private static void place(
            Column column, double[] sorted, int[] rows, int at, double[][] places, SplittableRandom random) {
        for (int row = 0; row < rows.length; row++) {
            double value = column.key(rows[row]);
            int low = Statistics.before(sorted, value, false);
            int high = Statistics.before(sorted, value, true);
            places[row][at] = (low + random.nextDouble() * (high - low)) / sorted.length;
        }
    }
}
