package dev.crosscheck.data.table;

import dev.crosscheck.data.Examples;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Some of a table's rows to learn from or to test on. They hold the cells that a network needs, and not the table. */
public final class TableExamples implements Examples {
    private final Cells cells;
    private final Learnt learnt;

    /** Places among the rows of cells. */
    private final int[] rows;

    /** The target of every chosen row: its place among the classes, or the standardised number. */
    private final int[] classes;

    private final float[] numbers;

    /**
     * The target.
     *
     * @param classes how many; 0 for a number
     * @param outputs of the network
     * @param unit of an output, in the target's own
     */
    private record Learnt(int classes, int outputs, double unit) {
        static Learnt of(Target target, boolean oneOutput) {
            if (target instanceof Target.OfClasses known) {
                int count = known.labels().size();
                return new Learnt(count, oneOutput ? 1 : count, 1);
            }
            return new Learnt(0, 1, ((Target.OfNumber) target).deviation());
        }
    }

    /**
     * The rows' cells as one matrix, (rows, inputs), of which batches make features, so that a category takes one float and not one for each
     * value of its column.
     *
     * @param inputs what makes features of a row's cells
     * @param width features of a row
     */
    private record Cells(Input[] inputs, int width, float... matrix) {
        static Cells of(TableFeatures features, int... rows) {
            Input[] inputs = features.preprocessing().inputs().toArray(Input[]::new);
            float[] matrix = new float[Math.multiplyExact(rows.length, inputs.length)];
            for (int row = 0; row < rows.length; row++) {
                features.cells(rows[row], matrix, row * inputs.length);
            }
            return new Cells(inputs, features.width(), matrix);
        }

        void write(int row, float[] into, int at) {
            Arrays.fill(into, at, at + width, 0);
            int next = at;
            for (int i = 0; i < inputs.length; i++) {
                inputs[i].write(matrix[row * inputs.length + i], into, next);
                next += inputs[i].width();
            }
        }
    }

    private TableExamples(Cells cells, Learnt learnt, int[] rows, int[] classes, float[] numbers) {
        this.cells = cells;
        this.learnt = learnt;
        this.rows = rows;
        this.classes = classes;
        this.numbers = numbers;
    }

    /**
     * Takes rows that have a target.
     *
     * @param features of the table
     * @param oneOutput whether of two classes only the second one's probability is learnt
     * @param rows of the table; those in which something is wrong are found now
     * @throws dev.crosscheck.CrosscheckException naming line and column of a cell that cannot be taken
     */
    public static TableExamples of(TableFeatures features, boolean oneOutput, int... rows) {
        Learnt learnt = Learnt.of(features.target(), oneOutput);
        boolean number = learnt.classes() == 0;
        return new TableExamples(
                Cells.of(features, rows),
                learnt,
                IntStream.range(0, rows.length).toArray(),
                number ? new int[0] : features.classes(rows),
                number ? features.standardisedValues(rows) : new float[0]);
    }

    @Override
    public int size() {
        return rows.length;
    }

    @Override
    public int features() {
        return cells.width();
    }

    @Override
    public int outputs() {
        return learnt.outputs();
    }

    @Override
    public int classes() {
        return learnt.classes();
    }

    @Override
    public double unit() {
        return learnt.unit();
    }

    @Override
    public void features(int[] order, int from, int to, float[] into, int at) {
        for (int place = from; place < to; place++) {
            cells.write(rows[order[place]], into, at + (place - from) * cells.width());
        }
    }

    @Override
    public void targets(int[] order, int from, int to, float[] into) {
        int outputs = outputs();
        Arrays.fill(into, 0, (to - from) * outputs, 0);
        for (int place = from; place < to; place++) {
            int row = order[place];
            if (outputs > 1) {
                into[(place - from) * outputs + classes[row]] = 1;
            } else {
                into[place - from] = classes() == 0 ? numbers[row] : classes[row];
            }
        }
    }

    @Override
    public int[] labels() {
        if (classes() == 0) {
            throw new IllegalStateException("a number is learnt, which is of no class");
        }
        return classes;
    }

    @Override
    public TableExamples select(int... indices) {
        float[] chosen = new float[classes() == 0 ? indices.length : 0];
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = numbers[indices[i]];
        }
        return new TableExamples(
                cells,
                learnt,
                IntStream.of(indices).map(index -> rows[index]).toArray(),
                classes() == 0
                        ? classes
                        : IntStream.of(indices).map(index -> classes[index]).toArray(),
                chosen);
    }
}
