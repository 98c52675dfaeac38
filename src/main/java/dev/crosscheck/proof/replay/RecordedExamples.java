package dev.crosscheck.proof.replay;

import dev.crosscheck.data.Examples;
import dev.crosscheck.math.Matrix;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The examples of a recording that brings its own.
 *
 * @param x inputs, (N, I)
 * @param t targets, (N, O)
 */
record RecordedExamples(Matrix x, Matrix t) implements Examples {

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
        return t.columns();
    }

    @Override
    public void features(int[] order, int from, int to, float[] into, int at) {
        copy(x, order, from, to, into, at);
    }

    @Override
    public void targets(int[] order, int from, int to, float[] into) {
        copy(t, order, from, to, into, 0);
    }

    private static void copy(Matrix matrix, int[] order, int from, int to, float[] into, int at) {
        int columns = matrix.columns();
        for (int place = from; place < to; place++) {
            for (int j = 0; j < columns; j++) {
                into[at + (place - from) * columns + j] = (float) matrix.get(order[place], j);
            }
        }
    }

    @Override
    public int[] labels() {
        throw new IllegalStateException("the targets of a recording need not be classes");
    }

    @Override
    public RecordedExamples select(int... indices) {
        return new RecordedExamples(rows(x, indices), rows(t, indices));
    }

    /** @return some rows of a matrix, in this order */
    static Matrix rows(Matrix matrix, int... rows) {
        double[] chosen = IntStream.of(rows)
                .mapToObj(n -> matrix.row(n).data())
                .flatMapToDouble(DoubleStream::of)
                .toArray();
        return new Matrix(rows.length, matrix.columns(), chosen);
    }
}
