package dev.crosscheck.data.table;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Converts a table's rows to a network's features and targets. Thread-safe. */
public final class TableFeatures {
    private final Preprocessing preprocessing;
    private final Table table;
    private final int width;
    private final List<Cells> cells;

    /** The cells of an input, and what gives the numbers of a text. */
    private record Cells(Input input, Column column, Function<String, double[]> texts) {
        double[] numbers(int row) {
            if (!column.isText()) {
                return new double[] {column.number(row)};
            }
            // A text that the table does not keep, which is none of the categories and has no words, is an empty one.
            return column.isMissing(row) ? Input.missing(input.reading().width()) : texts.apply(column.text(row));
        }

        double number(int row) {
            return numbers(row)[0];
        }
    }

    TableFeatures(Preprocessing preprocessing, Table table) {
        this.preprocessing = preprocessing;
        this.table = table;
        this.width = preprocessing.width();
        this.cells = preprocessing.inputs().stream().map(this::cells).toList();
    }

    private Cells cells(Input input) {
        Column column = table.column(input.column(), Columns.OF_MODEL);
        boolean text = input.readsTexts();
        if (text != column.isText()) {
            throw ofAnotherType(column, text);
        }
        return new Cells(input, column, input.reading().numbers());
    }

    Preprocessing preprocessing() {
        return preprocessing;
    }

    Target target() {
        return preprocessing.target();
    }

    /** @return the number of features per row */
    public int width() {
        return width;
    }

    /** @return the features of these rows, (rows, width), row-major */
    public float[] features(int[] rows) {
        TableExamples.Stored stored = stored(rows);
        float[] features = new float[Math.multiplyExact(rows.length, width)];
        stored.write(rows.length, stored.matrix(), features, 0);
        return features;
    }

    /** @return what is kept of some rows, from which their features are written */
    TableExamples.Stored stored(int... rows) {
        return TableExamples.Stored.of(
                cells.stream()
                        .map(cell -> new TableExamples.Numbers(
                                cell.input().computed(),
                                cell.column().isText() ? cell.column()::code : null,
                                cell::numbers))
                        .toList(),
                rows);
    }

    private CrosscheckException ofAnotherType(Column column, boolean text) {
        return CrosscheckException.expected(
                table.name() + ": column " + Printable.quoted(column.name()),
                (text ? "categories" : "numbers") + ", as the model was trained with",
                column.isText() ? "text" : column.isDate() ? "dates" : "numbers",
                "Repair its cells, or read it with " + (text ? "--categorical." : "--numeric."));
    }

    /**
     * Counts cells of kinds that do not occur in the training part, although the network accepts them: unknown categories, missing values, and
     * numbers outside of its range.
     *
     * @param ranges whether to count numbers outside of the range
     * @param rows rows of the table
     * @return a description of the counts by column; columns without such cells are left out
     */
    public Map<String, String> unseen(boolean ranges, int... rows) {
        Map<String, String> found = new LinkedHashMap<>();
        for (Cells of : cells) {
            double[] numbers = IntStream.of(rows).mapToDouble(of::number).toArray();
            List<String> words = new ArrayList<>();
            long unknown = of.input().encoding().categories() == 0
                    ? 0
                    : DoubleStream.of(numbers)
                            .filter(number -> number == Texts.UNKNOWN)
                            .count();
            if (unknown > 0) {
                words.add(of(unknown, rows)
                        + " a category that is not in the training part, and are treated as having none");
            }
            long missing = of.input().encoding().trainsMissing()
                    ? 0
                    : DoubleStream.of(numbers).filter(Double::isNaN).count();
            if (missing > 0) {
                words.add(of(missing, rows) + " no value, unlike all rows of the training part");
            }
            List<String> outside = DoubleStream.of(ranges ? numbers : new double[0])
                    .mapToObj(of.input().encoding()::outside)
                    .filter(range -> !range.isEmpty())
                    .toList();
            if (!outside.isEmpty()) {
                words.add(of(outside.size(), rows) + " a number outside of what was trained on, " + outside.get(0));
            }
            if (!words.isEmpty()) {
                found.put(of.input().column(), String.join("; ", words));
            }
        }
        return found;
    }

    private static String of(long some, int... rows) {
        return String.format(Locale.ROOT, "%,d of %,d rows have", some, rows.length);
    }

    /** @return the rows that have a target, in order */
    public int[] rowsWithTarget() {
        Column column = table.column(preprocessing.target().name(), " (the target)");
        return IntStream.range(0, table.rows())
                .filter(row -> !column.isMissing(row))
                .toArray();
    }

    /**
     * Returns the class of each row, as an index into the target's labels.
     *
     * @throws CrosscheckException with the line, if a row has no class or an unknown one
     */
    public int[] classes(int[] rows) {
        Target.OfClasses target = (Target.OfClasses) preprocessing.target();
        Column column = table.column(target.name(), " (the target)");
        ToIntFunction<Integer> classOf = row -> target.indexOf(column.text(row));
        if (column.isText()) {
            int[] places = column.texts().stream().mapToInt(target::indexOf).toArray();
            classOf = row -> column.code(row) < 0 ? -1 : places[column.code(row)];
        }
        int[] classes = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            classes[i] = classOf.applyAsInt(rows[i]);
            if (classes[i] < 0) {
                throw CrosscheckException.expected(
                        table.place(rows[i], target.name()),
                        "one of " + target.labels().size() + " classes that the model knows",
                        column.isMissing(rows[i]) ? "none" : Printable.quoted(column.text(rows[i])),
                        "Leave the row out, or train with rows of this class.");
            }
        }
        return classes;
    }

    /**
     * Returns the target's number for each row.
     *
     * @throws CrosscheckException with the line, if a row has none
     */
    public double[] values(int[] rows) {
        String name = preprocessing.target().name();
        Column column = table.column(name, " (the target)");
        if (column.isText()) {
            throw ofAnotherType(column, false);
        }
        double[] values = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            values[i] = column.number(rows[i]);
            if (Double.isNaN(values[i])) {
                throw CrosscheckException.expected(
                        table.place(rows[i], name),
                        "a value of the target",
                        "none",
                        "Fill it in, or leave the row out.");
            }
        }
        return values;
    }

    /** @return {@link #values}, standardised */
    public float[] standardisedValues(int[] rows) {
        Target.OfNumber target = (Target.OfNumber) preprocessing.target();
        double[] values = values(rows);
        float[] standardised = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            standardised[i] = (float) target.standardised(values[i]);
        }
        return standardised;
    }
}
