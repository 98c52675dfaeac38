package dev.crosscheck.data.table;

import dev.crosscheck.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A summary of a column's cells. {@link ColumnUse} says how the column is used.
 *
 * @param name the column
 * @param type type of the cells
 * @param missing number of rows without a value
 * @param distinct number of different values, at most {@link #MOST_COUNTED} + 1
 * @param values minimum, median and maximum of numbers, or the most frequent texts
 * @param note a remark on what looks unusual; may be empty
 */
public record ColumnSummary(String name, Type type, int missing, int distinct, String values, String note) {
    /** Larger numbers of different values are not told apart. */
    public static final int MOST_COUNTED = 10_000;

    /** Headings of the {@link #cells}. */
    public static final List<String> HEADINGS = List.of("column", "type", "missing", "distinct", "values");

    /** Whole numbers with at most this many different values might be categories; they are treated as numbers, whose order has a meaning. */
    private static final int FEW = 10;

    private static final int CATEGORIES_SHOWN = 3;

    /** Types of cells. */
    public enum Type {
        /** Numbers, or only missing values. */
        NUMBER,

        /** Dates. */
        DATE,

        /** Texts. */
        TEXT
    }

    /** @return a summary of each column, from left to right */
    public static List<ColumnSummary> of(Table table) {
        int[] rows = IntStream.range(0, table.rows()).toArray();
        List<ColumnSummary> summaries = new ArrayList<>();
        for (Column column : table.columns()) {
            summaries.add(
                    column.isText() ? ofTexts(column, rows) : column.isDate() ? ofDates(column) : ofNumbers(column));
        }
        return summaries;
    }

    /** @return the cells of a row to print below {@link #HEADINGS} */
    public List<String> cells() {
        String counted = distinct > MOST_COUNTED ? "> " + MOST_COUNTED : Integer.toString(distinct);
        return List.of(name, type.name().toLowerCase(Locale.ROOT), Integer.toString(missing), counted, values);
    }

    private static ColumnSummary ofTexts(Column column, int... rows) {
        Map<String, Integer> counts = column.counts(rows);
        int distinct = column.hasOthers(rows) ? Math.max(MOST_COUNTED + 1, counts.size()) : counts.size();
        String shown = counts.entrySet().stream()
                .limit(CATEGORIES_SHOWN)
                .map(text -> Printable.excerpt(text.getKey()) + " " + text.getValue())
                .collect(Collectors.joining(", "));
        String values = shown + (counts.size() > CATEGORIES_SHOWN ? ", ..." : "");
        return new ColumnSummary(column.name(), Type.TEXT, column.missing(), distinct, values, column.doubt());
    }

    private static ColumnSummary ofDates(Column column) {
        double[] sorted = column.sorted();
        String values = sorted.length == 0
                ? ""
                : Stream.of(0, sorted.length / 2, sorted.length - 1)
                        .map(place -> column.reading().text(sorted[place]))
                        .distinct()
                        .collect(Collectors.joining(" .. "));
        return new ColumnSummary(column.name(), Type.DATE, column.missing(), distinct(sorted), values, "");
    }

    private static int distinct(double[] sorted) {
        int distinct = Math.min(1, sorted.length);
        for (int i = 1; i < sorted.length; i++) {
            distinct += sorted[i] == sorted[i - 1] ? 0 : 1;
        }
        return Math.min(distinct, MOST_COUNTED + 1);
    }

    private static ColumnSummary ofNumbers(Column column) {
        double[] sorted = column.sorted();
        if (sorted.length == 0) {
            return new ColumnSummary(column.name(), Type.NUMBER, column.missing(), 0, "", "");
        }
        double median = Statistics.median(sorted.clone());
        double least = sorted[0];
        double most = sorted[sorted.length - 1];
        boolean whole = DoubleStream.of(sorted).allMatch(value -> value == Math.rint(value));
        int distinct = distinct(sorted);
        boolean few = whole && distinct <= FEW && distinct > 2;
        return new ColumnSummary(
                column.name(),
                Type.NUMBER,
                column.missing(),
                distinct,
                distinct == 1
                        ? Decimal.text(least)
                        : Decimal.text(least) + " .. " + Decimal.computed(median) + " .. " + Decimal.text(most),
                few ? "few whole numbers: --categorical if they are categories" : "");
    }
}
