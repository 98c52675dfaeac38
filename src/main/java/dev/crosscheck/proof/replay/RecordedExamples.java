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
 * @param areClasses whether the targets are classes, and not numbers
 */
record RecordedExamples(Matrix x, Matrix t, boolean areClasses) implements Examples {

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
        if (!areClasses || !isOneHot()) {
            throw new IllegalStateException("the targets are no classes");
        }
        int[] labels = new int[t.rows()];
        for (int i = 0; i < t.data().length; i++) {
            if (t.data()[i] == 1) {
                labels[i / t.columns()] = t.columns() == 1 ? 1 : i % t.columns();
            }
        }
        return labels;
    }

    /** @return whether each row is one class: of one output 0 or 1, of several a single 1 */
    boolean isOneHot() {
        boolean whole = DoubleStream.of(t.data()).allMatch(value -> value == 0 || value == 1);
        return whole
                && (t.columns() == 1
                        || IntStream.range(0, t.rows())
                                .allMatch(n -> DoubleStream.of(t.row(n).data()).sum() == 1));
    }

    @Override
    public int classes() {
        return areClasses ? Math.max(2, t.columns()) : 0;
    }

    @Override
    public RecordedExamples select(int... indices) {
        return new RecordedExamples(rows(x, indices), rows(t, indices), areClasses);
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
