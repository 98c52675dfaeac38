package dev.crosscheck.data.table;

import java.util.Arrays;
import java.util.function.Function;

/** Turns the cells of an input into numbers, and these into features, for tables and single rows alike. Thread-safe. */
record Cells(Input input, Function<String, double[]> reader, Features features) {
    static Cells of(Input input) {
        return new Cells(
                input,
                input.reading().numbers(),
                new Features(input.encoding().features(), input.reading().width()));
    }

    /** @param cell without surrounding white space; null for a missing value */
    double[] numbers(String cell) {
        if (cell != null) {
            return reader.apply(cell);
        }
        double[] missing = new double[input.reading().width()];
        Arrays.fill(missing, Double.NaN);
        return missing;
    }

    /** A text that the table does not keep counts as empty: it is no category and has no words. */
    double[] numbers(Column column, int row) {
        return column.isText()
                ? numbers(column.isMissing(row) ? null : column.text(row))
                : new double[] {column.number(row)};
    }

    void write(double[] numbers, float[] into, int at) {
        features.write(numbers, into, at);
    }

    int width() {
        return features.width();
    }
}
