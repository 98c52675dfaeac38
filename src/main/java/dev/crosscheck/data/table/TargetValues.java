package dev.crosscheck.data.table;

import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;

/**
 * The different values of a target.
 *
 * @param distinct how many there are; of numbers no more than one above {@link TargetColumn#MOST_CLASSES} are counted
 * @param words their number and kind, such as {@code 3 different texts}
 * @param areClasses whether they are classes unless the user says otherwise
 * @param labels the values as texts, sorted
 * @param classOf index of the label of a row that has a value
 */
record TargetValues(int distinct, String words, boolean areClasses, List<String> labels, IntUnaryOperator classOf) {
    /** Numbers with fewer rows per value, on average, are more likely a measurement in whole numbers. */
    private static final int LEAST_ROWS_PER_VALUE = 10;

    /** Whole numbers with at most this many values count as classes: grades, stars, numbers of cylinders. */
    private static final int MOST_NUMBERED_CLASSES = 20;

    /** @param rows the rows that have a value */
    static TargetValues of(Column column, int[] rows) {
        return column.isText() ? ofTexts(column) : ofNumbers(column, rows);
    }

    private static TargetValues ofTexts(Column column) {
        List<String> sorted = column.texts().stream().sorted().toList();
        int[] places = column.texts().stream()
                .mapToInt(text -> Collections.binarySearch(sorted, text))
                .toArray();
        String words = (column.isComplete() ? "" : "more than ") + sorted.size() + " different texts";
        return new TargetValues(sorted.size(), words, true, sorted, row -> places[column.code(row)]);
    }

    private static TargetValues ofNumbers(Column column, int... rows) {
        TreeSet<Double> distinct = new TreeSet<>();
        boolean whole = true;
        for (int row : rows) {
            double value = column.number(row) + 0.0; // -0 is 0.
            whole &= value == Math.rint(value);
            if (distinct.size() <= TargetColumn.MOST_CLASSES) {
                distinct.add(value);
            }
        }
        List<Double> sorted = List.copyOf(distinct);
        int count = sorted.size();
        boolean few = whole && count <= MOST_NUMBERED_CLASSES && rows.length >= LEAST_ROWS_PER_VALUE * count;
        return new TargetValues(
                count,
                (count > TargetColumn.MOST_CLASSES ? "more than " + TargetColumn.MOST_CLASSES : count)
                        + (whole ? " different whole numbers" : " different numbers"),
                few || count == 2,
                sorted.stream().map(Decimal::text).toList(),
                row -> Collections.binarySearch(sorted, column.number(row) + 0.0));
    }
}
