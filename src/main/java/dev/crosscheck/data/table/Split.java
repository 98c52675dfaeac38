package dev.crosscheck.data.table;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.Batches;
import dev.crosscheck.text.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A split of a table's rows into training, validation and test part, each in the file's order. The same seed gives the same split on every
 * machine, and the test part does not depend on the size of the validation part.
 */
public record Split(int[] train, int[] validation, int[] test) {
    private static final double VALIDATION = 0.2;

    /** Below, the epoch with the lowest loss is mostly chance. */
    private static final int LEAST_VALIDATION = 50;

    /** With more rows, a network for each fold takes too long and gains little. */
    public static final int MOST_ROWS_FOR_FOLDS = 10_000;

    private static final int GROUPS_FOR_VALIDATION = 5;

    /**
     * Splits rows that have a target at random. For classes the split is stratified, and at least one row of each class stays in the training part.
     *
     * @throws CrosscheckException if too few rows are left to train
     */
    public static Split of(TargetColumn target, int[] rows, Share validation, Share test, long seed) {
        int[] sizes = sizes(rows.length, validation, test);
        List<int[]> strata = strata(target, rows);
        SplittableRandom random = new SplittableRandom(seed);
        strata.forEach(stratum -> Batches.shuffle(stratum, random));
        int[] room = strata.stream()
                .mapToInt(stratum -> Math.max(0, stratum.length - 1))
                .toArray();
        int[] tests = quotas(strata, room, rows.length, sizes[1]);
        int[] validations = quotas(strata, room, rows.length, sizes[0]);
        List<int[]> train = new ArrayList<>();
        List<int[]> validated = new ArrayList<>();
        List<int[]> tested = new ArrayList<>();
        for (int i = 0; i < room.length; i++) {
            int[] stratum = strata.get(i);
            int middle = tests[i] + validations[i];
            tested.add(Arrays.copyOfRange(stratum, 0, tests[i]));
            validated.add(Arrays.copyOfRange(stratum, tests[i], middle));
            train.add(Arrays.copyOfRange(stratum, middle, stratum.length));
        }
        return new Split(sorted(train), sorted(validated), sorted(tested));
    }

    /** @return the numbers of validation and of test rows */
    private static int[] sizes(int rows, Share validation, Share test) {
        int[] sizes = {validation.of(rows), test.of(rows)};
        if ((long) sizes[0] + sizes[1] >= rows) {
            throw CrosscheckException.expected(
                    "validation and test part",
                    "fewer than the " + rows + " rows with a target",
                    sizes[0] + " and " + sizes[1],
                    "Put fewer rows aside.");
        }
        return sizes;
    }

    /**
     * Splits rows that have a target so that rows with the same value of a column stay together, for example those of one patient or one day.
     * Sizes are as near to the requested ones as whole groups allow. Rows without a value are a group too.
     *
     * @throws CrosscheckException if there is no such column, or there are fewer groups than parts
     */
    public static Split byGroups(Table table, int[] rows, String column, Share validation, Share test, long seed) {
        int[] sizes = sizes(rows.length, validation, test);
        List<int[]> all = groups(table, column, rows);
        int parts = 1 + (sizes[1] > 0 ? 1 : 0) + (sizes[0] > 0 ? 1 : 0);
        if (all.size() < parts) {
            throw CrosscheckException.expected(
                    table.name() + ": column " + Printable.quoted(column),
                    "at least " + parts + " different values to split by",
                    Integer.toString(all.size()),
                    "Split by another column, or without one.");
        }
        int[] order = IntStream.range(0, all.size()).toArray();
        Batches.shuffle(order, new SplittableRandom(seed));
        List<int[]> groups =
                new ArrayList<>(IntStream.of(order).mapToObj(all::get).toList());
        List<int[]> tested = taken(groups, sizes[1], parts - 1);
        List<int[]> validated = taken(groups, sizes[0], 1);
        return new Split(sorted(groups), sorted(validated), sorted(tested));
    }

    /**
     * The validation part if nothing else is asked for: a fifth of the rows that are not for the test, at least {@value #LEAST_VALIDATION}.
     * None if that would be more than half of them, leave a class without a row to train on, or if there are fewer than
     * {@value #GROUPS_FOR_VALIDATION} groups to split by.
     *
     * @param mostForFolds up to so many such rows there are folds instead
     */
    static Share usualValidation(
            Table table, TargetColumn target, int[] rows, String splitBy, Share test, int mostForFolds) {
        int tests = test.of(rows.length);
        int learning = rows.length - tests;
        if (learning <= mostForFolds) {
            return Share.NONE;
        }
        int held = Math.max(LEAST_VALIDATION, (int) Math.round(learning * VALIDATION));
        boolean fits = splitBy == null
                ? held <= learning - target.labels().size()
                : groups(table, splitBy, rows).size() >= GROUPS_FOR_VALIDATION;
        return fits && 2 * held <= learning ? new Share(0, held) : Share.NONE;
    }

    /**
     * Divides the training rows into folds of about the same size. Classes are spread evenly over the folds, and rows of one group stay
     * together.
     *
     * @param classOf the class of each row; all 0 for numbers
     * @param groupOf the group of each row, from 0; null if there are none
     * @return the fold of each row, from 0
     */
    static int[] folds(int[] classOf, int[] groupOf, int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] order = IntStream.range(0, classOf.length).toArray();
        Batches.shuffle(order, random);
        int[] by = groupOf == null ? classOf : groupOf;
        int[] sorted = IntStream.of(order)
                .boxed()
                .sorted(Comparator.comparingInt(row -> by[row]))
                .mapToInt(row -> row)
                .toArray();
        int[] foldOf = new int[classOf.length];
        int[] sizes = new int[count];
        int fold = 0;
        for (int i = 0; i < sorted.length; i++) {
            boolean stays = groupOf != null && i > 0 && groupOf[sorted[i]] == groupOf[sorted[i - 1]];
            if (!stays) {
                fold = IntStream.range(0, count).reduce(0, (best, other) -> sizes[other] < sizes[best] ? other : best);
            }
            foldOf[sorted[i]] = fold;
            sizes[fold]++;
        }
        return foldOf;
    }

    /** @return the group of each of these rows by its value of a column; groups are numbered in order of appearance */
    static int[] groupOf(Table table, String name, int... rows) {
        Column column = table.column(name, " (--split-by)");
        Map<Double, Integer> groups = new HashMap<>();
        return IntStream.of(rows)
                .map(row -> groups.computeIfAbsent(column.key(row), key -> groups.size()))
                .toArray();
    }

    /**
     * Splits rows that have a target by time: the newest are for testing, those before them for validation, and the others for training. Rows without a
     * time count as the oldest; among rows with the same time, those later in the file count as newer.
     *
     * @throws CrosscheckException if there is no such column, or it has neither dates nor numbers
     */
    public static Split byTime(Table table, int[] rows, String column, Share validation, Share test) {
        int[] sizes = sizes(rows.length, validation, test);
        Column found = table.column(column, " (--split-time)");
        if (found.isText()) {
            throw CrosscheckException.expected(
                    table.name() + ": column " + Printable.quoted(column),
                    "dates or numbers to split by",
                    "text",
                    "Name another column with --split-time.");
        }
        int[] ordered = Arrays.stream(rows)
                .boxed()
                .sorted(Comparator.comparingDouble(
                        row -> found.isMissing(row) ? Double.NEGATIVE_INFINITY : found.number(row)))
                .mapToInt(row -> row)
                .toArray();
        int tested = rows.length - sizes[1];
        int validated = tested - sizes[0];
        return new Split(
                sorted(List.of(Arrays.copyOf(ordered, validated))),
                sorted(List.of(Arrays.copyOfRange(ordered, validated, tested))),
                sorted(List.of(Arrays.copyOfRange(ordered, tested, rows.length))));
    }

    private static int[] sorted(List<int[]> pieces) {
        return pieces.stream().flatMapToInt(Arrays::stream).sorted().toArray();
    }

    /** @return the rows of each class; for a regression all rows */
    private static List<int[]> strata(TargetColumn target, int[] rows) {
        if (target.task() == Task.REGRESSION) {
            return List.of(rows.clone());
        }
        List<IntStream.Builder> strata =
                target.labels().stream().map(label -> IntStream.builder()).toList();
        IntStream.of(rows).forEach(row -> strata.get(target.classOf(row)).add(row));
        return strata.stream().map(stratum -> stratum.build().toArray()).toList();
    }

    /**
     * Distributes a part's rows over the strata by the largest remainder method.
     *
     * @param room number of rows that may be taken from each stratum, so that one is left for training; what is taken is subtracted
     */
    private static int[] quotas(List<int[]> strata, int[] room, int rows, int wanted) {
        int[] quotas = new int[room.length];
        long[] remainders = new long[room.length];
        int left = wanted;
        for (int i = 0; i < room.length; i++) {
            long exact = (long) wanted * strata.get(i).length;
            quotas[i] = (int) Math.min(exact / rows, room[i]);
            room[i] -= quotas[i];
            remainders[i] = exact % rows;
            left -= quotas[i];
        }
        for (; left > 0; left--) {
            int best = -1;
            for (int i = 0; i < room.length; i++) {
                best = room[i] > 0 && (best < 0 || remainders[i] > remainders[best]) ? i : best;
            }
            if (best < 0) {
                throw CrosscheckException.expected(
                        "validation and test part",
                        "a row of each class left to train",
                        "classes with too few rows",
                        "Put fewer rows aside.");
            }
            quotas[best]++;
            room[best]--;
            remainders[best] -= rows;
        }
        return quotas;
    }

    /** @return the rows of each value of a column, in the order in which the values first occur */
    private static List<int[]> groups(Table table, String name, int[] rows) {
        Column column = table.column(name, " (--split-by)");
        Map<Double, IntStream.Builder> groups = new LinkedHashMap<>();
        for (int row : rows) {
            if (column.isOther(row)) {
                throw CrosscheckException.expected(
                        table.name() + ": column " + Printable.quoted(column.name()),
                        "at most " + ColumnBuilder.MOST_TEXTS + " groups with names of some thousand kilobytes",
                        "more",
                        "Give groups numbers, or split by another column.");
            }
            groups.computeIfAbsent(column.key(row), key -> IntStream.builder()).add(row);
        }
        return groups.values().stream().map(group -> group.build().toArray()).toList();
    }

    /**
     * Removes groups from a list until they have the wanted number of rows, as nearly as whole groups allow.
     *
     * @param left number of groups that must stay
     * @return the removed groups
     */
    private static List<int[]> taken(List<int[]> groups, int wanted, int left) {
        List<int[]> taken = new ArrayList<>();
        int size = 0;
        for (int i = 0; i < groups.size() && groups.size() > left; ) {
            int larger = size + groups.get(i).length;
            if (Math.abs(larger - wanted) < wanted - size) {
                size = larger;
                taken.add(groups.remove(i));
            } else {
                i++;
            }
        }
        if (taken.isEmpty() && wanted > 0) {
            int[] smallest = groups.stream()
                    .min(Comparator.comparingInt(group -> group.length))
                    .orElseThrow();
            groups.remove(smallest);
            taken.add(smallest);
        }
        return taken;
    }
}
