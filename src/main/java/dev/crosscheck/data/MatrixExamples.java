package dev.crosscheck.data;

import dev.crosscheck.math.Matrix;

/**
 * Examples stored as matrices, for example standardised columns of a table.
 *
 * @param x inputs, (rows, features)
 * @param targets (rows, outputs): one-hot, 0 and 1, or numbers
 * @param classes number of classes; 0 for a regression
 */
public record MatrixExamples(Matrix x, Matrix targets, int classes) implements Examples {

    @Override
    public int size() {
        return x.rows();
    }

    @Override
    public int features() {
        return x.columns();
    }

    @Override
    public int outputs() {
        return targets.columns();
    }

    @Override
    public void features(int[] order, int from, int to, float[] into, int at) {
        write(x, order, from, to, into, at);
    }

    @Override
    public void targets(int[] order, int from, int to, float[] into) {
        write(targets, order, from, to, into, 0);
    }

    private static void write(Matrix rows, int[] order, int from, int to, float[] into, int at) {
        for (int place = from; place < to; place++) {
            for (int j = 0; j < rows.columns(); j++) {
                into[at + (place - from) * rows.columns() + j] = (float) rows.get(order[place], j);
            }
        }
    }

    @Override
    public int[] labels() {
        int[] labels = new int[size()];
        for (int n = 0; n < labels.length; n++) {
            for (int c = 0; c < outputs(); c++) {
                labels[n] += (int) targets.get(n, c) * (outputs() == 1 ? 1 : c);
            }
        }
        return labels;
    }

    @Override
    public MatrixExamples select(int... indices) {
        return new MatrixExamples(rows(x, indices), rows(targets, indices), classes);
    }

    /** @return some rows of any examples, in this order, with all digits they have */
    public static MatrixExamples of(Examples examples, int... rows) {
        return examples instanceof MatrixExamples own ? own.select(rows) : inFloat(examples, rows);
    }

    /** @return some rows of any examples, in this order, as trainers see them: rounded to float */
    public static MatrixExamples inFloat(Examples examples, int... rows) {
        float[] x = new float[rows.length * examples.features()];
        float[] targets = new float[rows.length * examples.outputs()];
        examples.features(rows, 0, rows.length, x, 0);
        examples.targets(rows, 0, rows.length, targets);
        return new MatrixExamples(
                Matrix.widened(rows.length, x), Matrix.widened(rows.length, targets), examples.classes());
    }

    /** @return the rows with these indices, in this order */
    private static Matrix rows(Matrix rows, int... indices) {
        Matrix chosen = Matrix.zeros(indices.length, rows.columns());
        for (int i = 0; i < indices.length; i++) {
            System.arraycopy(
                    rows.data(), indices[i] * rows.columns(), chosen.data(), i * rows.columns(), rows.columns());
        }
        return chosen;
    }
}
