package dev.crosscheck.data.table;

import dev.crosscheck.data.Examples;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** Rows of a table for training or testing. The table itself is not kept. */
public final class TableExamples implements Examples {
    private final Stored cells;
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
     * The numbers of an input's cells.
     *
     * @param features of them
     * @param codes by row of the table, the same for equal texts; null for numbers and dates
     * @param numbers by row of the table
     */
    record Numbers(Features features, IntUnaryOperator codes, IntFunction<double[]> numbers) {
        int kept() {
            return codes == null ? features.width() : 1;
        }
    }

    /**
     * What is kept of rows, (rows, kept): features, but of a text only its place among the different ones, since it may have a thousand features.
     *
     * @param inputs write the features of what is kept
     * @param kept per row
     * @param width features per row
     */
    record Stored(List<Written> inputs, int kept, int width, float... matrix) {
        /**
         * Writes the features of an input.
         *
         * @param width its number of features
         * @param all of each different text; empty if the features themselves are kept
         */
        private record Written(int width, float... all) {}

        static Stored of(List<Numbers> inputs, int... rows) {
            int kept = inputs.stream().mapToInt(Numbers::kept).sum();
            int width =
                    inputs.stream().mapToInt(input -> input.features().width()).sum();
            float[] matrix = new float[Math.multiplyExact(rows.length, kept)];
            List<Written> written = new ArrayList<>();
            int at = 0;
            for (Numbers input : inputs) {
                if (input.codes() == null) {
                    for (int row = 0; row < rows.length; row++) {
                        input.features().write(input.numbers().apply(rows[row]), matrix, row * kept + at);
                    }
                    written.add(new Written(input.features().width()));
                } else {
                    written.add(different(input, rows, matrix, at, kept));
                }
                at += input.kept();
            }
            return new Stored(written, kept, width, matrix);
        }

        private static Written different(Numbers input, int[] rows, float[] matrix, int at, int kept) {
            int width = input.features().width();
            Map<Integer, Integer> places = new HashMap<>();
            Map<FloatBuffer, Integer> all = new LinkedHashMap<>();
            for (int row = 0; row < rows.length; row++) {
                int of = rows[row];
                matrix[row * kept + at] = places.computeIfAbsent(input.codes().applyAsInt(of), code -> {
                    float[] features = new float[width];
                    input.features().write(input.numbers().apply(of), features, 0);
                    Integer known = all.putIfAbsent(FloatBuffer.wrap(features), all.size());
                    return known == null ? all.size() - 1 : known;
                });
            }
            FloatBuffer together = FloatBuffer.allocate(Math.multiplyExact(all.size(), width));
            all.keySet().forEach(features -> together.put(features.duplicate()));
            return new Written(width, together.array());
        }

        /**
         * Writes the features of some rows.
         *
         * @param of what is kept of these rows, (count, kept), from its start
         */
        void write(int count, float[] of, float[] into, int at) {
            int from = 0;
            int to = at;
            for (Written input : inputs) {
                for (int row = 0; row < count; row++) {
                    int place = row * kept + from;
                    boolean itself = input.all().length == 0;
                    System.arraycopy(
                            itself ? of : input.all(),
                            itself ? place : (int) of[place] * input.width(),
                            into,
                            to + row * width,
                            input.width());
                }
                from += input.all().length == 0 ? input.width() : 1;
                to += input.width();
            }
        }
    }

    private TableExamples(Stored cells, TargetForm form, int[] rows, int[] classes, float[] numbers) {
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
     * @param rows rows of the table
     * @throws dev.crosscheck.CrosscheckException with line and column, if a row has no target, or a class that the model does not know
     */
    public static TableExamples of(TableFeatures features, boolean oneOutput, int... rows) {
        TargetForm form = TargetForm.of(features.target(), oneOutput);
        boolean number = form.classes() == 0;
        return new TableExamples(
                features.stored(rows),
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
        int kept = cells.kept();
        float[] together = new float[(to - from) * kept];
        for (int place = from; place < to; place++) {
            System.arraycopy(cells.matrix(), rows[order[place]] * kept, together, (place - from) * kept, kept);
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
