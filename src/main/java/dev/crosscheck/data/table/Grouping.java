package dev.crosscheck.data.table;

import dev.crosscheck.data.Batches;
import dev.crosscheck.text.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Finds a column whose values are seen again in the other columns, such as the patient of a visit. Its rows with the same value are nearer to one another in
 * the other columns than rows are after its values were shuffled: the permutation test of an analysis of variance of distances (Anderson, 2001,
 * "A new method for non-parametric multivariate analysis of variance"). No shuffle of {@value #SHUFFLES} may reach the observed sum of squares
 * between groups, so that p is below 0.001.
 *
 * <p>A kind of row, such as a store or a quarter, may pass this test as well: its rows share some properties, but future rows are of the same kinds.
 * So the values must also explain a share of the other columns' variance: a small one if they determine the target nearly
 * perfectly, otherwise most of it. A number whose neighbours are nearly as near, such as an age, is a measurement.
 */
record Grouping(Table table, TargetColumn target, List<Input> inputs, long seed) {
    /** About so many rows are examined for each column: whole groups, in random order. */
    private static final int MOST_ROWS = 5_000;

    /** In a table with more rows, only a random part of the groups is counted. */
    private static final int MOST_COUNTED = 100_000;

    /** Further rows of a group are not examined. */
    private static final int MOST_ROWS_EACH = 100;

    /** A column with fewer values, or fewer than two per class, names kinds of rows. */
    private static final int LEAST_VALUES = 10;

    private static final int SHUFFLES = 1_000;

    /** The mean share of the other columns' variance between groups if these determine the target. */
    private static final double LEAST_SHARE = 0.1;

    /** The same if they do not: a store with some properties of its own explains less. */
    private static final double MOST_OF_IT = 0.6;

    /** Pairs of neighbouring values must explain less than this share of what the values do, or they are measurements. */
    private static final double NEIGHBOURS = 0.75;

    /** A property of patients groups rows as the patient does; of columns that explain nearly as much as the best one, the first is named. */
    private static final double NEARLY_MOST = 0.9;

    /** @return the first column whose groups explain nearly as much of the other columns as any; empty if there is none */
    static Optional<Column> find(Table table, TargetColumn target, Preprocessing preprocessing, long seed) {
        List<Input> inputs = preprocessing.inputs().stream()
                .filter(input -> !(input.encoding() instanceof Words))
                .toList();
        Grouping grouping = new Grouping(table, target, inputs, seed);
        double[] shares = table.columns().stream()
                .mapToDouble(
                        column -> column.isDate() || column.name().equals(target.name()) ? 0 : grouping.share(column))
                .toArray();
        double most = Arrays.stream(shares).max().orElse(0);
        return IntStream.range(0, shares.length)
                .filter(i -> most > 0 && shares[i] >= NEARLY_MOST * most)
                .mapToObj(table.columns()::get)
                .findFirst();
    }

    /** @return what is said of such a column. A table does not tell whether future rows will have other values, as with new patients. */
    static String words(Column column) {
        String name = column.name().matches("[\\w.-]+") ? column.name() : Printable.quoted(column.name());
        return "has values whose rows are alike in the other columns, too: if rows to come have other values, as new patients do, the test result"
                + " is too good for them. Then keep such rows in one part with --split-by " + name + "; --drop " + name
                + " alone is not enough, since the other columns tell the values apart.";
    }

    /** @return the share of the other columns' variance that a column's groups explain; 0 if they are no groups */
    private double share(Column column) {
        List<int[]> groups = groups(column);
        if (groups.size() < Math.max(LEAST_VALUES, 2 * target.labels().size())) {
            return 0;
        }
        int[] chosen = groups.stream().flatMapToInt(Arrays::stream).toArray();
        int[] sizes = groups.stream().mapToInt(group -> group.length).toArray();
        List<double[]> others = new ArrayList<>();
        for (Input input : inputs) {
            if (!input.column().equals(column.name())) {
                Column other = table.column(input.column());
                double[] cells = Arrays.stream(chosen)
                        .mapToDouble(row -> other.isText() ? random(other.code(row)) : other.key(row))
                        .toArray();
                double[] places = standardised(
                        Statistics.places(Arrays.stream(cells).sorted().toArray(), () -> 0.5, cells));
                if (places.length > 0) {
                    others.add(places);
                }
            }
        }
        double share = explained(others, sizes);
        double[] answers = standardised(Arrays.stream(chosen)
                .mapToDouble(row -> target.task() == Task.CLASSES ? target.classOf(row) : target.value(row))
                .toArray());
        boolean determined = answers.length > 0 && explained(List.of(answers), sizes) >= 1 - Giveaways.NEARLY;
        if (share < (determined ? LEAST_SHARE : MOST_OF_IT)
                || !column.isText() && explained(others, pairs(sizes)) >= NEIGHBOURS * share) {
            return 0;
        }
        return isChance(others, sizes) ? 0 : share;
    }

    /** @return the rows of each value, in ascending order of numbers; none if the values of most rows do not repeat */
    private List<int[]> groups(Column column) {
        int[] rows = target.rows();
        Map<Double, IntStream.Builder> byValue = new LinkedHashMap<>();
        double kept = (double) MOST_COUNTED / rows.length;
        for (int row : rows) {
            double key = column.key(row);
            if (!column.isMissing(row) && !column.isOther(row) && (kept >= 1 || random(key) < kept)) {
                byValue.computeIfAbsent(key, value -> IntStream.builder()).add(row);
            }
        }
        List<Double> values = new ArrayList<>(byValue.keySet());
        values.sort(Comparator.comparingDouble(this::random));
        Map<Double, int[]> repeated = new TreeMap<>();
        int count = 0;
        int once = 0;
        for (double value : values) {
            int[] all = byValue.get(value).build().toArray();
            if (all.length > 1 && count < MOST_ROWS) {
                repeated.put(value, Arrays.copyOf(all, Math.min(all.length, MOST_ROWS_EACH)));
                count += repeated.get(value).length;
            } else if (all.length == 1) {
                once++;
            }
        }
        return once > count ? List.of() : List.copyOf(repeated.values());
    }

    /** @return a random number from 0 to 1, always the same for a value */
    private double random(double value) {
        return new SplittableRandom(seed ^ Double.doubleToLongBits(value)).nextDouble();
    }

    /** @return the values with mean 0 and a sum of squares of 1; none if all are equal */
    private static double[] standardised(double... values) {
        double mean = Arrays.stream(values).average().orElse(0);
        double deviation = Statistics.deviation(values, mean);
        double norm = deviation * Math.sqrt(values.length);
        return deviation == 0
                ? new double[0]
                : Arrays.stream(values).map(value -> (value - mean) / norm).toArray();
    }

    /** @return the sizes of groups of two neighbours each */
    private static int[] pairs(int... sizes) {
        return IntStream.range(0, (sizes.length + 1) / 2)
                .map(i -> sizes[2 * i] + (2 * i + 1 < sizes.length ? sizes[2 * i + 1] : 0))
                .toArray();
    }

    /** @return the mean share of the columns' variance that is between the groups, without what chance explains; at most 1 */
    private static double explained(List<double[]> columns, int... sizes) {
        int count = Arrays.stream(sizes).sum();
        double within = 1 - between(columns, IntStream.range(0, count).toArray(), sizes) / columns.size();
        return columns.isEmpty() ? 0 : 1 - within / (count - sizes.length) * (count - 1);
    }

    /**
     * @param order of the rows, from the first group to the last
     * @return the squared sums of the groups, each divided by the group's size: the sum of squares between groups
     */
    private static double between(List<double[]> columns, int[] order, int... sizes) {
        double between = 0;
        for (double[] column : columns) {
            int place = 0;
            for (int size : sizes) {
                double sum = 0;
                for (int end = place + size; place < end; place++) {
                    sum += column[order[place]];
                }
                between += sum * sum / size;
            }
        }
        return between;
    }

    /** @return whether one of the shuffles reaches what is between the groups */
    private boolean isChance(List<double[]> columns, int... sizes) {
        int[] order = IntStream.range(0, Arrays.stream(sizes).sum()).toArray();
        double observed = between(columns, order, sizes);
        SplittableRandom random = new SplittableRandom(seed);
        for (int shuffle = 0; shuffle < SHUFFLES; shuffle++) {
            Batches.shuffle(order, random);
            if (between(columns, order, sizes) >= observed) {
                return true;
            }
        }
        return false;
    }
}
