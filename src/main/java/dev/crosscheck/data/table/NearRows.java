package dev.crosscheck.data.table;

import dev.crosscheck.text.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.commons.statistics.descriptive.Median;

/**
 * Counts the test rows that are nearly equal to a training row, such as visits of one patient in a table that does not name patients. Rows are compared by the places
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

    /** A column in which two rows are equal more often than this by chance is not compared. */
    private static final double MOST_EQUAL = 0.1;

    /** A row is nearly equal to another only if by chance at most so many training rows are as near. */
    private static final double EXPECTED = 0.02;

    /** The distance of nearly equal rows is at most this: the root mean square of their places' differences, 0.41 for any two rows. */
    private static final double NEAR = 0.1;

    /** So many times what chance explains means groups; a smaller excess comes from columns that depend on each other. */
    private static final int TIMES = 10;

    /** Fewer rows may be chance. */
    private static final int LEAST_NEAR = 5;

    private NearRows() {}

    /** @return what is said if there are several times as many as by chance */
    static Optional<String> words(Table table, Preprocessing preprocessing, Split split, long seed) {
        int[] train = Statistics.spaced(split.train(), MOST_TRAINING);
        int[] test = Statistics.spaced(split.test(), MOST_TEST);
        SplittableRandom random = new SplittableRandom(seed);
        List<double[]> known = new ArrayList<>();
        List<double[]> asked = new ArrayList<>();
        for (Input input : preprocessing.inputs()) {
            double[] cells = cells(table, input, train);
            double[] sorted = Arrays.stream(cells).sorted().toArray();
            if (!(input.encoding() instanceof Words) && chanceOfEqual(sorted) <= MOST_EQUAL) {
                known.add(Statistics.places(sorted, random::nextDouble, cells));
                asked.add(Statistics.places(sorted, random::nextDouble, cells(table, input, test)));
            }
        }
        if (train.length < LEAST_TRAINING || known.size() < 2) {
            return Optional.empty();
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

    private static double[] cells(Table table, Input input, int... rows) {
        return IntStream.of(rows).mapToDouble(table.column(input.column())::key).toArray();
    }

    /** @return how many of the first rows are nearly equal to one of the others, by the density of these up to the k-th and the 2k-th; both by column */
    private static int near(List<double[]> asked, List<double[]> known, int k) {
        int rows = asked.get(0).length;
        double[] first = new double[rows];
        double[] ratios = new double[rows];
        double[] dimensions = new double[rows];
        for (int row = 0; row < rows; row++) {
            double[] squares = new double[known.get(0).length];
            for (int column = 0; column < known.size(); column++) {
                double place = asked.get(column)[row];
                double[] others = known.get(column);
                for (int other = 0; other < squares.length; other++) {
                    squares[other] += (place - others[other]) * (place - others[other]);
                }
            }
            double[] distances = Arrays.stream(squares)
                    .map(sum -> Math.sqrt(sum / known.size()))
                    .sorted()
                    .toArray();
            first[row] = distances[0];
            ratios[row] = distances[0] / distances[k - 1];
            dimensions[row] = Math.log(2) / Math.log(distances[2 * k - 1] / distances[k - 1]);
        }
        double dimension = Median.withDefaults().evaluate(dimensions);
        return (int) IntStream.range(0, rows)
                .filter(row -> first[row] <= NEAR && k * Math.pow(ratios[row], dimension) <= EXPECTED)
                .count();
    }

    /** @return the share of pairs of ordered values that are equal */
    private static double chanceOfEqual(double... sorted) {
        return Arrays.stream(sorted)
                        .map(value ->
                                Statistics.before(sorted, value, true) - Statistics.before(sorted, value, false) - 1)
                        .sum()
                / sorted.length
                / (sorted.length - 1);
    }
}
