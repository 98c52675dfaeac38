package dev.crosscheck.data.table;

import dev.crosscheck.data.Examples;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Rows of a table for training or testing. Only the cells that the network needs are kept, not the table. */
public final class TableExamples implements Examples {
    private final Cells cells;
    private final TargetForm form;

    /** Indices of the rows in {@link #cells}. */
    private final int[] rows;

    /** The target of each chosen row: the index of its class, or the standardised number. */
    private final int[] classes;

    private final float[] numbers;

    /**
     * The target.
     *
     * @param classes number of classes; 0 for a number
     * @param outputs number of network outputs
     * @param unit an output of 1, in the target's own unit
     */
    private record TargetForm(int classes, int outputs, double unit) {
        static TargetForm of(Target target, boolean oneOutput) {
            if (target instanceof Target.OfClasses known) {
                int count = known.labels().size();
                return new TargetForm(count, oneOutput ? 1 : count, 1);
            }
            return new TargetForm(0, 1, ((Target.OfNumber) target).deviation());
        }
    }

    /**
     * The cells as a matrix, (rows, inputs). Features are computed batch by batch, so that a category takes one float instead of one per category
     * of its column.
     *
     * @param inputs compute features from a row's cells
     * @param width features per row
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

        /**
         * Writes the features of some rows.
         *
         * @param cells of these rows, (count, inputs), from its start
         */
        void write(int count, float[] cells, float[] into, int at) {
            Arrays.fill(into, at, at + count * width, 0);
            int next = at;
            for (int i = 0; i < inputs.length; i++) {
                Input input = inputs[i];
                for (int row = 0; row < count; row++) {
                    input.write(cells[row * inputs.length + i], into, next + row * width);
                }
                next += input.width();
            }
        }
    }

    private TableExamples(Cells cells, TargetForm form, int[] rows, int[] classes, float[] numbers) {
        this.cells = cells;
        this.form = form;
        this.rows = rows;
        this.classes = classes;
        this.numbers = numbers;
    }

    /**
     * Selects rows that have a target.
     *
     * @param features features of the table
     * @param oneOutput whether two classes have a single output, the probability of the second class
     * @param rows rows of the table, which are checked now
     * @throws dev.crosscheck.CrosscheckException with line and column, if a cell cannot be used
     */
    public static TableExamples of(TableFeatures features, boolean oneOutput, int... rows) {
        TargetForm form = TargetForm.of(features.target(), oneOutput);
        boolean number = form.classes() == 0;
        return new TableExamples(
                Cells.of(features, rows),
                form,
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
        return form.outputs();
    }

    @Override
    public int classes() {
        return form.classes();
    }

    @Override
    public double unit() {
        return form.unit();
    }

    @Override
    public void features(int[] order, int from, int to, float[] into, int at) {
        int inputs = cells.inputs().length;
        float[] together = new float[(to - from) * inputs];
        for (int place = from; place < to; place++) {
            System.arraycopy(cells.matrix(), rows[order[place]] * inputs, together, (place - from) * inputs, inputs);
        }
        cells.write(to - from, together, into, at);
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
            throw new IllegalStateException("a regression has no classes");
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
                form,
                IntStream.of(indices).map(index -> rows[index]).toArray(),
                classes() == 0
                        ? classes
                        : IntStream.of(indices).map(index -> classes[index]).toArray(),
                chosen);
    }
}
