package dev.crosscheck.data.table;

import dev.crosscheck.text.Printable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.statistics.descriptive.Median;

/**
 * A summary of a column's cells. {@link ColumnUse} says how the column is used.
 *
 * @param distinct number of different values; of texts at most one more than are kept
 * @param values minimum, median and maximum of numbers and dates, or the most frequent texts
 * @param note a remark on what looks unusual; may be empty
 */
public record ColumnSummary(String name, Type type, int missing, int distinct, String values, String note) {
    public static final List<String> HEADINGS = List.of("column", "type", "missing", "distinct", "values");

    /** Whole numbers with at most this many different values might be categories; they are treated as numbers, whose order has a meaning. */
    private static final int FEW = 10;

    private static final int CATEGORIES_SHOWN = 3;

    public enum Type {
        NUMBER,
        DATE,
        TEXT
    }

    public static List<ColumnSummary> of(Table table) {
        int[] rows = IntStream.range(0, table.rows()).toArray();
        return table.columns().stream()
                .map(column -> column.isText() ? ofTexts(column, rows) : ofNumbers(column))
                .toList();
    }

    /** @return the cells of a row to print below {@link #HEADINGS} */
    public List<String> cells() {
        String kind = type.name().toLowerCase(Locale.ROOT);
        return List.of(name, kind, Integer.toString(missing), Integer.toString(distinct), values);
    }

    private static ColumnSummary ofTexts(Column column, int... rows) {
        Map<String, Integer> counts = column.counts(rows);
        int distinct = counts.size() + (column.hasOthers(rows) ? 1 : 0);
        String shown = counts.entrySet().stream()
                .limit(CATEGORIES_SHOWN)
                .map(text -> Printable.excerpt(text.getKey()) + " " + text.getValue())
                .collect(Collectors.joining(", "));
        String values = shown + (counts.size() > CATEGORIES_SHOWN ? ", ..." : "");
        return new ColumnSummary(column.name(), Type.TEXT, column.missing(), distinct, values, "");
    }

    private static ColumnSummary ofNumbers(Column column) {
        double[] sorted = column.sorted();
        int distinct = Math.min(1, sorted.length);
        for (int i = 1; i < sorted.length; i++) {
            distinct += sorted[i] == sorted[i - 1] ? 0 : 1;
        }
        DoubleFunction<String> text = column.reading()::text;
        int last = sorted.length - 1;
        Stream<String> values = sorted.length == 0
                ? Stream.of()
                : Stream.of(
                        text.apply(sorted[0]),
                        column.isDate() || distinct == 1
                                ? text.apply(sorted[sorted.length / 2])
                                : Decimal.computed(Median.withDefaults().evaluate(sorted.clone())),
                        text.apply(sorted[last]));
        boolean few = !column.isDate()
                && distinct > 2
                && distinct <= FEW
                && DoubleStream.of(sorted).allMatch(value -> value == Math.rint(value));
        return new ColumnSummary(
                column.name(),
                column.isDate() ? Type.DATE : Type.NUMBER,
                column.missing(),
                distinct,
                distinct == 1 ? text.apply(sorted[0]) : values.collect(Collectors.joining(" .. ")),
                few ? "few whole numbers: --categorical if they are categories" : "");
    }
}
