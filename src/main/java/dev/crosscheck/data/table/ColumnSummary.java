package dev.crosscheck.data.table;

import dev.crosscheck.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
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
 * @param values minimum, median and maximum of numbers or of numbers of words, or the most frequent texts
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

        /** Free text, of which only the words are counted. */
        WORDS,

        /** Texts. */
        TEXT
    }

    /** @return a summary of each column, from left to right */
    public static List<ColumnSummary> of(Table table) {
        int[] rows = IntStream.range(0, table.rows()).toArray();
        List<ColumnSummary> summaries = new ArrayList<>();
        for (Column column : table.columns()) {
            if (column instanceof TextColumn texts) {
                summaries.add(of(table, Categories.of(texts, rows)));
            } else if (column instanceof DateColumn dates) {
                summaries.add(of(table, dates));
            } else if (column instanceof WordsColumn words) {
                summaries.add(of(table, words));
            } else {
                summaries.add(of(table, (NumberColumn) column));
            }
        }
        return summaries;
    }

    /** @return the cells of a row to print below {@link #HEADINGS} */
    public List<String> cells() {
        String counted = distinct > MOST_COUNTED ? "> " + MOST_COUNTED : Integer.toString(distinct);
        return List.of(name, type.name().toLowerCase(Locale.ROOT), Integer.toString(missing), counted, values);
    }

    private static ColumnSummary of(Table table, Categories found) {
        TextColumn column = found.column();
        int distinct = found.other() > 0 ? Math.max(MOST_COUNTED + 1, found.distinct()) : found.distinct();
        List<String> frequent = found.byFrequency();
        List<String> shown = new ArrayList<>();
        for (String text : frequent.subList(0, Math.min(CATEGORIES_SHOWN, frequent.size()))) {
            shown.add(Printable.excerpt(text) + " "
                    + found.counts()[column.texts().indexOf(text)]);
        }
        String values = String.join(", ", shown) + (frequent.size() > shown.size() ? ", ..." : "");
        return new ColumnSummary(
                column.name(),
                Type.TEXT,
                column.missing(),
                distinct,
                values,
                column.oddity(table).orElse(""));
    }

    private static ColumnSummary of(Table table, DateColumn column) {
        double[] sorted = present(table, column::seconds);
        Arrays.sort(sorted);
        String values = sorted.length == 0
                ? ""
                : Stream.of(0, sorted.length / 2, sorted.length - 1)
                        .map(place -> DateForm.text(sorted[place]))
                        .distinct()
                        .collect(Collectors.joining(" .. "));
        return new ColumnSummary(column.name(), Type.DATE, column.missing(), distinct(sorted), values, "");
    }

    private static ColumnSummary of(Table table, WordsColumn column) {
        int[] sorted =
                IntStream.range(0, table.rows()).map(column::words).sorted().toArray();
        int distinct = (int) IntStream.range(0, table.rows())
                .mapToLong(column::hash)
                .distinct()
                .limit(MOST_COUNTED + 1)
                .count();
        String values = String.format(
                Locale.ROOT,
                "%,d .. %,d .. %,d words",
                sorted[0],
                sorted[sorted.length / 2],
                sorted[sorted.length - 1]);
        return new ColumnSummary(column.name(), Type.WORDS, column.missing(), distinct, values, "");
    }

    private static double[] present(Table table, IntToDoubleFunction value) {
        return IntStream.range(0, table.rows())
                .mapToDouble(value)
                .filter(number -> !Double.isNaN(number))
                .toArray();
    }

    private static int distinct(double[] sorted) {
        int distinct = Math.min(1, sorted.length);
        for (int i = 1; i < sorted.length; i++) {
            distinct += sorted[i] == sorted[i - 1] ? 0 : 1;
        }
        return Math.min(distinct, MOST_COUNTED + 1);
    }

    private static ColumnSummary of(Table table, NumberColumn column) {
        double[] sorted = present(table, column::value);
        if (sorted.length == 0) {
            return new ColumnSummary(column.name(), Type.NUMBER, column.missing(), 0, "", "");
        }
        double median = Statistics.median(sorted);
        Arrays.sort(sorted);
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
