package dev.crosscheck.data.table;

import dev.crosscheck.run.Excerpt;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a column's cells hold. What becomes of the column is {@link ColumnUse}.
 *
 * @param name the column
 * @param type of its cells
 * @param missing rows without a value
 * @param distinct different values; of more than {@link #MOST_COUNTED} no more are counted
 * @param values smallest, middle and largest number, or the most frequent texts
 * @param note what may be odd about them, or nothing
 */
public record ColumnSummary(String name, Type type, int missing, int distinct, String values, String note) {
    /** Different values that are counted. */
    public static final int MOST_COUNTED = 10_000;

    /** What {@link #cells} are. */
    public static final List<String> HEADINGS = List.of("column", "type", "missing", "distinct", "values");

    /** Numbers of no more different whole values might be kinds of something; they count as numbers, whose order tells something. */
    private static final int FEW = 10;

    private static final int CATEGORIES_SHOWN = 3;

    /** What cells are read as. */
    public enum Type {
        /** Numbers, or nothing at all. */
        NUMBER,

        /** Numbers that count the rows: each one larger than another by 1. */
        COUNTER,

        /** Texts. */
        TEXT
    }

    /** @return a summary of each column, from left to right */
    public static List<ColumnSummary> of(Table table) {
        int[] rows = IntStream.range(0, table.rows()).toArray();
        List<ColumnSummary> summaries = new ArrayList<>();
        for (Column column : table.columns()) {
            summaries.add(
                    column instanceof TextColumn texts
                            ? of(table, Categories.of(texts, rows))
                            : of(table, (NumberColumn) column));
        }
        return summaries;
    }

    /** @return the cells of a table's row, to be printed below {@link #HEADINGS} */
    public List<String> cells() {
        String counted = distinct > MOST_COUNTED ? "> " + MOST_COUNTED : Integer.toString(distinct);
        return List.of(name, type == Type.TEXT ? "text" : "number", Integer.toString(missing), counted, values);
    }

    private static ColumnSummary of(Table table, Categories found) {
        TextColumn column = found.column();
        int distinct = found.other() > 0 ? Math.max(MOST_COUNTED + 1, found.distinct()) : found.distinct();
        List<String> frequent = found.byFrequency();
        List<String> shown = new ArrayList<>();
        for (String text : frequent.subList(0, Math.min(CATEGORIES_SHOWN, frequent.size()))) {
            shown.add(Excerpt.of(text) + " " + found.counts()[column.texts().indexOf(text)]);
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

    private static ColumnSummary of(Table table, NumberColumn column) {
        double[] present = IntStream.range(0, table.rows())
                .mapToDouble(column::value)
                .filter(value -> !Double.isNaN(value))
                .toArray();
        if (present.length == 0) {
            return new ColumnSummary(column.name(), Type.NUMBER, column.missing(), 0, "", "");
        }
        Numbers numbers = Numbers.of(present);
        boolean counts = numbers.count(present.length);
        boolean few = numbers.whole() && numbers.distinct() <= FEW && numbers.distinct() > 2;
        String values = numbers.distinct() == 1
                ? Decimal.text(numbers.least())
                : Decimal.text(numbers.least()) + " .. " + Decimal.computed(Statistics.median(present)) + " .. "
                        + Decimal.text(numbers.most());
        return new ColumnSummary(
                column.name(),
                counts ? Type.COUNTER : Type.NUMBER,
                column.missing(),
                numbers.distinct(),
                values,
                counts ? "counts the rows" : few ? "few whole numbers: --categorical if they are kinds" : "");
    }

    /** What numbers have in common. */
    private record Numbers(double least, double most, boolean whole, int distinct) {
        /** Fewer that follow each other may do so by chance. */
        private static final int LEAST_COUNTED = 20;

        static Numbers of(double[] values) {
            double least = values[0];
            double most = values[0];
            boolean whole = true;
            for (double value : values) {
                least = Math.min(least, value);
                most = Math.max(most, value);
                whole &= value == Math.rint(value);
            }
            return new Numbers(least, most, whole, distinct(values));
        }

        /** Counts by a table of places that are looked at one after the other; boxed numbers would take seconds. */
        private static int distinct(double[] values) {
            long[] places = new long[4 * Math.min(values.length, MOST_COUNTED + 1)];
            int found = 0;
            for (int i = 0; i < values.length && found <= MOST_COUNTED; i++) {
                long bits = ~Double.doubleToLongBits(values[i] + 0.0); // -0 is 0; no number's bits are all ones.
                int place = Math.floorMod(bits * 0x9E3779B97F4A7C15L >>> 17, places.length);
                while (places[place] != 0 && places[place] != bits) {
                    place = (place + 1) % places.length;
                }
                found += places[place] == 0 ? 1 : 0;
                places[place] = bits;
            }
            return found;
        }

        /** Whether they are consecutive whole numbers, each of them once; where not all were counted, by their span. */
        boolean count(int values) {
            return whole
                    && values >= LEAST_COUNTED
                    && most - least == values - 1
                    && (distinct == values || distinct > MOST_COUNTED);
        }
    }
}
