package dev.crosscheck.data.table;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/** Converts a table's rows to a network's features and targets. Thread-safe. */
public final class TableFeatures {
    private final Preprocessing preprocessing;
    private final Table table;
    private final int width;
    private final List<RawInput> raw;
    private final List<Cells> cells = new ArrayList<>();

    /** The cells of one input, as {@link Input#write} expects them. */
    @FunctionalInterface
    private interface Cells {
        float at(int row);
    }

    TableFeatures(Preprocessing preprocessing, Table table) {
        this.preprocessing = preprocessing;
        this.table = table;
        this.width = preprocessing.width();
        this.raw = preprocessing.rawInputs();
        for (int i = 0; i < raw.size(); i++) {
            Input input = preprocessing.inputs().get(i);
            Column column = table.column(input.name(), Columns.OF_MODEL);
            cells.add(
                    input instanceof Input.OfNumber number
                            ? cells(number, column)
                            : cells((Input.OfCategory) input, column));
        }
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
        float[] features = new float[Math.multiplyExact(rows.length, width)];
        features(rows, 0, rows.length, features);
        return features;
    }

    /**
     * Writes the features of some rows.
     *
     * @param rows rows of the table
     * @param from index in {@code rows} of the first row to write
     * @param count number of rows to write
     * @param into receives (count, width), row-major, from its start
     * @throws CrosscheckException with line and column, if a value is missing and must not be
     */
    public void features(int[] rows, int from, int count, float[] into) {
        Arrays.fill(into, 0, count * width, 0);
        int at = 0;
        for (int i = from; i < from + count; i++) {
            for (int input = 0; input < cells.size(); input++) {
                Input of = preprocessing.inputs().get(input);
                of.write(cells.get(input).at(rows[i]), into, at);
                at += of.width();
            }
        }
    }

    /**
     * Writes a row's cells, one float per input, from which {@link Input#write} computes the features.
     *
     * @throws CrosscheckException like {@link #features(int[], int, int, float[])}
     */
    void cells(int row, float[] into, int at) {
        for (int input = 0; input < cells.size(); input++) {
            into[at + input] = cells.get(input).at(row);
        }
    }

    private Cells cells(Input.OfNumber input, Column column) {
        if (!(column instanceof NumberColumn numbers)) {
            throw ofAnotherType(column, "numbers", "--numeric");
        }
        return row -> {
            double value = numbers.value(row);
            if (Double.isNaN(value)) {
                refuseMissing(row, column);
                return Float.NaN;
            }
            return (float) input.scaled(value);
        };
    }

    private TextColumn requireTexts(Column column) {
        if (!(column instanceof TextColumn texts)) {
            throw ofAnotherType(column, "categories", "--categorical");
        }
        return texts;
    }

    private Cells cells(Input.OfCategory input, Column column) {
        TextColumn texts = requireTexts(column);
        int rest = rest(input);
        int[] indices = texts.texts().stream()
                .mapToInt(input::indexOf)
                .map(index -> index < 0 ? rest : index)
                .toArray();
        return row -> {
            int code = texts.code(row);
            if (code == TextColumn.MISSING) {
                refuseMissing(row, column);
                return input.indexOfMissing();
            }
            return code >= 0 ? indices[code] : rest;
        };
    }

    /** @return the cell of a category without a feature of its own */
    private int rest(Input.OfCategory input) {
        CellForm form = preprocessing.forms().get(input.name());
        return form == null || form.rest() == null
                ? Input.OfCategory.NONE
                : input.indexOf(form.rest().category());
    }

    private CrosscheckException ofAnotherType(Column column, String expected, String option) {
        return CrosscheckException.expected(
                table.name() + ": column " + Printable.quoted(column.name()),
                expected + ", as the model was trained with",
                column instanceof TextColumn ? "text" : column instanceof DateColumn ? "dates" : "numbers",
                "Repair its cells, or read it with " + option + ".");
    }

    private void refuseMissing(int row, Column column) {
        if (preprocessing.refuseMissing()) {
            throw CrosscheckException.expected(
                    table.place(row, column.name()),
                    "no missing values, as the model was trained",
                    "one",
                    "Fill it in, or leave the row out.");
        }
    }

    /**
     * Counts cells of kinds that do not occur in the training part, although the network accepts them: unknown categories, missing values, and
     * numbers outside of its range.
     *
     * @param ranges of the training part; null, if they are unknown, counts no numbers
     * @param rows rows of the table
     * @return a description of the counts by column; columns without such cells are left out
     */
    public Map<String, String> unseen(Ranges ranges, int... rows) {
        Map<String, String> found = new LinkedHashMap<>();
        for (int i = 0; i < raw.size(); i++) {
            Input input = preprocessing.inputs().get(i);
            Column column = table.column(input.name(), Columns.OF_MODEL);
            long missing = input.trainsMissing()
                    ? 0
                    : IntStream.of(rows).filter(column::isMissing).count();
            long unknown = input instanceof Input.OfCategory category && rest(category) == Input.OfCategory.NONE
                    ? unknown(category, (TextColumn) column, rows)
                    : 0;
            List<String> words = new ArrayList<>();
            if (unknown > 0) {
                words.add(of(unknown, rows)
                        + " a category that is not in the training part, and are treated as having none");
            }
            if (missing > 0) {
                words.add(of(missing, rows) + " no value, unlike all rows of the training part");
            }
            Ranges.Numbers range = ranges == null ? null : ranges.numbers().get(input.name());
            if (range != null && column instanceof NumberColumn numbers) {
                long outside = IntStream.of(rows)
                        .filter(row -> range.excludes(numbers.value(row)))
                        .count();
                if (outside > 0) {
                    words.add(of(outside, rows) + " a number outside of what was trained on, " + range.words());
                }
            }
            if (!words.isEmpty()) {
                found.put(raw.get(i).column(), String.join("; ", words));
            }
        }
        return found;
    }

    private static String of(long some, int... rows) {
        return String.format(Locale.ROOT, "%,d of %,d rows have", some, rows.length);
    }

    private static long unknown(Input.OfCategory input, TextColumn column, int... rows) {
        boolean[] known = new boolean[column.texts().size()];
        for (int place = 0; place < known.length; place++) {
            known[place] = input.indexOf(column.texts().get(place)) >= 0;
        }
        return IntStream.of(rows)
                .map(column::code)
                .filter(code -> code >= 0 ? !known[code] : code != TextColumn.MISSING)
                .count();
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
        if (column instanceof TextColumn texts) {
            int[] places = texts.texts().stream().mapToInt(target::indexOf).toArray();
            classOf = row -> texts.code(row) < 0 ? -1 : places[texts.code(row)];
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
        if (!(column instanceof NumberColumn numbers)) {
            throw ofAnotherType(column, "numbers", "--numeric");
        }
        double[] values = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            values[i] = numbers.value(rows[i]);
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
