package dev.crosscheck.data.table;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Converts a table's rows to a network's features and targets. Thread-safe. */
public final class TableFeatures {
    private final Preprocessing preprocessing;
    private final Table table;
    private final List<Cells> cells;

    /** The cells of an input, what gives the numbers of a text, and what computes the features of numbers. */
    record Cells(Input input, Column column, Function<String, double[]> texts, Features features) {
        /** @return the number of floats by which a row is kept */
        int kept() {
            return column.isText() ? 1 : features.width();
        }

        double[] numbers(int row) {
            if (!column.isText()) {
                return new double[] {column.number(row)};
            }
            // A text that the table does not keep, which is none of the categories and has no words, is an empty one.
            return column.isMissing(row) ? Input.missing(input.reading().width()) : texts.apply(column.text(row));
        }
    }

    TableFeatures(Preprocessing preprocessing, Table table) {
        this.preprocessing = preprocessing;
        this.table = table;
        this.cells = preprocessing.inputs().stream().map(this::cells).toList();
    }

    private Cells cells(Input input) {
        Column column = table.column(input.column(), Columns.OF_MODEL);
        requireType(column, input.readsTexts());
        return new Cells(input, column, input.reading().numbers(), input.computed());
    }

    private void requireType(Column column, boolean text) {
        if (text != column.isText()) {
            throw CrosscheckException.expected(
                    table.name() + ": column " + Printable.quoted(column.name()),
                    (text ? "categories" : "numbers") + ", as the model was trained with",
                    column.isText() ? "text" : column.isDate() ? "dates" : "numbers",
                    "Repair its cells, or read it with " + (text ? "--categorical." : "--numeric."));
        }
    }

    Preprocessing preprocessing() {
        return preprocessing;
    }

    Target target() {
        return preprocessing.target();
    }

    public int width() {
        return preprocessing.width();
    }

    /** @return the features of these rows, (rows, width), row-major */
    public float[] features(int[] rows) {
        TableExamples.Stored stored = stored(rows);
        float[] features = new float[Math.multiplyExact(rows.length, width())];
        for (int row = 0; row < rows.length; row++) {
            stored.write(row, features, row * stored.width());
        }
        return features;
    }

    /** @return what is kept of some rows, from which their features are written */
    TableExamples.Stored stored(int... rows) {
        return TableExamples.Stored.of(cells, rows);
    }

    /**
     * Counts cells of kinds that do not occur in the training part, although the network accepts them: unknown categories, missing values, and
     * numbers outside of its range.
     *
     * @param ranges whether to count numbers outside of the range
     * @return a description of the counts by column; columns without such cells are left out
     */
    public Map<String, String> unseen(boolean ranges, int... rows) {
        Map<String, String> found = new LinkedHashMap<>();
        for (Cells of : cells) {
            Encoding encoding = of.input().encoding();
            double[] numbers =
                    IntStream.of(rows).mapToDouble(row -> of.numbers(row)[0]).toArray();
            long unknown = DoubleStream.of(encoding.categories() == 0 ? new double[0] : numbers)
                    .filter(number -> number == Texts.UNKNOWN)
                    .count();
            long missing = DoubleStream.of(encoding.trainsMissing() ? new double[0] : numbers)
                    .filter(Double::isNaN)
                    .count();
            List<String> outside = DoubleStream.of(ranges ? numbers : new double[0])
                    .mapToObj(encoding::outside)
                    .filter(range -> !range.isEmpty())
                    .toList();
            List<String> words = new ArrayList<>();
            add(words, unknown, rows, "a category that is not in the training part, and are treated as having none");
            add(words, missing, rows, "no value, unlike all rows of the training part");
            String range = outside.stream().findFirst().orElse("");
            add(words, outside.size(), rows, "a number outside of what was trained on, " + range);
            if (!words.isEmpty()) {
                found.put(of.input().column(), String.join("; ", words));
            }
        }
        return found;
    }

    private static void add(List<String> words, long some, int[] rows, String what) {
        if (some > 0) {
            words.add(String.format(Locale.ROOT, "%,d of %,d rows have %s", some, rows.length, what));
        }
    }

    private Column targets() {
        return table.column(target().name(), " (the target)");
    }

    public int[] rowsWithTarget() {
        Column column = targets();
        return IntStream.range(0, table.rows())
                .filter(row -> !column.isMissing(row))
                .toArray();
    }

    /**
     * Returns the target of each row: the index of its class, or the standardised number.
     *
     * @throws CrosscheckException with the line, if a row has none, or an unknown class
     */
    float[] targets(int... rows) {
        Column column = targets();
        float[] targets = new float[rows.length];
        if (target() instanceof Target.OfClasses classes) {
            Map<String, Integer> known = new LinkedHashMap<>();
            for (int i = 0; i < rows.length; i++) {
                targets[i] = known.computeIfAbsent(column.text(rows[i]), classes::indexOf);
                String expected = "one of " + classes.labels().size() + " classes that the model knows";
                require(targets[i] >= 0, column, rows[i], expected);
            }
        } else {
            requireType(column, false);
            for (int i = 0; i < rows.length; i++) {
                require(!column.isMissing(rows[i]), column, rows[i], "a number");
                targets[i] = (float) ((Target.OfNumber) target()).standardised(column.number(rows[i]));
            }
        }
        return targets;
    }

    private void require(boolean usable, Column column, int row, String expected) {
        if (!usable) {
            throw CrosscheckException.expected(
                    table.place(row, column.name()),
                    expected,
                    column.isMissing(row) ? "none" : Printable.quoted(column.text(row)),
                    "Fill the target in, or leave the row out.");
        }
    }
}
