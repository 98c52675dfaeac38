package dev.crosscheck.using.explore;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.table.Column;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.Scale;
import dev.crosscheck.data.table.Table;
import dev.crosscheck.data.table.TableOptions;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.data.table.TargetColumn;
import dev.crosscheck.math.Matrix;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Reads a CSV text and takes two columns as inputs and a third as target. Columns are parsed, typed and scaled as by {@code train}.
 */
final class CsvExamples {
    private static final String NAME = "data.csv";

    /** Explains in messages why a column is needed. */
    private static final String ROLE = ", which data.columns or data.target names";

    private CsvExamples() {}

    /**
     * The rows in which all three values are present, shuffled by the seed, because files are often sorted by class.
     *
     * @throws dev.crosscheck.CrosscheckException if the text is not a table, lacks a column, or has too many rows or classes
     */
    static ExperimentData of(Config.Data data, long seed) {
        Table table = read(data);
        TargetColumn target = TargetColumn.of(table, data.target(), null);
        int[] rows = complete(table, data.columns(), target);
        Batches.shuffle(rows, new SplittableRandom(seed));
        int[] trained = Arrays.copyOf(rows, ExperimentData.trained(data, rows.length));
        Preprocessing preprocessing = Preprocessing.fit(table, target, trained, null);
        if (preprocessing.width() != data.columns().size()) {
            throw Wire.expected(
                    "data.columns", "two columns of numbers that differ from row to row", "another kind of column");
        }
        return examples(table, target, rows, preprocessing, data.columns());
    }

    private static ExperimentData examples(
            Table table, TargetColumn target, int[] rows, Preprocessing preprocessing, List<String> columns) {
        float[] features = preprocessing.of(table).features(rows);
        int first = preprocessing.features().indexOf(columns.get(0));
        Matrix x = Matrix.zeros(rows.length, 2);
        Matrix raw = Matrix.zeros(rows.length, 2);
        List<Scale> inputs = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int at = i == 0 ? first : 1 - first;
            inputs.add((Scale) preprocessing.inputs().get(at).encoding());
            Column column = table.column(columns.get(i));
            for (int n = 0; n < rows.length; n++) {
                x.data()[2 * n + i] = features[2 * n + at];
                raw.data()[2 * n + i] = column.number(rows[n]);
            }
        }
        List<String> names = List.of(columns.get(0), columns.get(1), target.name());
        if (preprocessing.target() instanceof Target.OfNumber number) {
            double[] values = Arrays.stream(rows).mapToDouble(target::value).toArray();
            double[] standardised =
                    Arrays.stream(values).map(number::standardised).toArray();
            return new ExperimentData(
                    x, null, standardised, names, List.of(), new ExperimentData.Raw(raw, values, inputs, number));
        }
        List<String> labels = target.labels();
        if (labels.size() > Limits.CLASSES) {
            throw Wire.expected("data.target", "at most " + Limits.CLASSES + " classes", labels.size() + " of them");
        }
        int[] classes = Arrays.stream(rows).map(target::classOf).toArray();
        return new ExperimentData(x, classes, null, names, labels, new ExperimentData.Raw(raw, null, inputs, null));
    }

    private static Table read(Config.Data data) {
        if (data.csv() == null || data.csv().length() > Limits.CSV_CHARACTERS) {
            throw Wire.expected(
                    NAME,
                    "a text of at most " + Limits.CSV_CHARACTERS + " characters",
                    data.csv() == null ? "none" : data.csv().length() + " characters");
        }
        if (data.columns() == null
                || data.columns().size() != 2
                || data.columns().contains(null)
                || data.target() == null) {
            throw Wire.expected("data.columns", "two columns' names, and a third as data.target", "others");
        }
        Set<String> inputs = Set.copyOf(data.columns());
        if (inputs.size() != 2 || inputs.contains(data.target())) {
            throw Wire.expected("data.columns", "three different columns", "one of them twice");
        }
        TableOptions options = TableOptions.FOUND
                .withColumns(inputs, Set.of(), Set.of())
                .withOnly(new TableOptions.Only(
                        Set.of(data.columns().get(0), data.columns().get(1), data.target()), ROLE));
        return Table.read(NAME, data.csv().getBytes(StandardCharsets.UTF_8), options);
    }

    private static int[] complete(Table table, List<String> columns, TargetColumn target) {
        List<Column> inputs = columns.stream().map(table::column).toList();
        int[] rows = Arrays.stream(target.rows())
                .filter(row -> inputs.stream().noneMatch(column -> column.isMissing(row)))
                .toArray();
        if (rows.length < 2 || rows.length > Limits.EXAMPLES) {
            throw Wire.expected(
                    NAME,
                    "from 2 to " + Limits.EXAMPLES + " rows that have all three values",
                    rows.length + " of them");
        }
        return rows;
    }
}
