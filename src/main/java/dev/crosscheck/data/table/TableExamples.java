package dev.crosscheck.data.table;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.Examples;
import dev.crosscheck.text.Printable;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Rows of a table for training or testing. The table itself is not kept. */
public final class TableExamples implements Examples {
    private final Stored cells;
    private final Target target;
    private final boolean oneOutput;

    /** Indices of the rows in {@link #cells}. */
    private final int[] rows;

    /** The target of each chosen row: the index of its class, or the standardised number. */
    private final float[] targets;

    private final int[] labels;
    private final int[] groups;

    /**
     * The stored rows, (rows, kept): features, but for a text only its place among the different ones, since a text may have a thousand features.
     *
     * @param inputs write the features of what is kept
     */
    record Stored(List<Written> inputs, int kept, int width, float... matrix) {
        /**
         * Writes the features of an input.
         *
         * @param all of each different text; empty if the features themselves are kept
         */
        private record Written(int width, float... all) {
            boolean keepsItself() {
                return all.length == 0;
            }
        }

        static Stored of(Preprocessing preprocessing, Table table, int... rows) {
            List<Input> inputs = preprocessing.inputs();
            int kept = inputs.stream()
                    .mapToInt(input -> input.readsTexts() ? 1 : input.width())
                    .sum();
            float[] matrix = new float[Math.multiplyExact(rows.length, kept)];
            List<Written> written = new ArrayList<>();
            int at = 0;
            for (Input input : inputs) {
                Cells cells = Cells.of(input);
                Column column = table.column(input.column(), Table.OF_MODEL);
                if (input.readsTexts()) {
                    written.add(different(cells, column, rows, matrix, at++, kept));
                } else {
                    for (int row = 0; row < rows.length; row++) {
                        cells.write(cells.numbers(column, rows[row]), matrix, row * kept + at);
                    }
                    written.add(new Written(cells.width()));
                    at += cells.width();
                }
            }
            return new Stored(written, kept, preprocessing.width(), matrix);
        }

        private static Written different(Cells cells, Column column, int[] rows, float[] matrix, int at, int kept) {
            int width = cells.width();
            Map<Integer, Integer> places = new HashMap<>();
            Map<FloatBuffer, Integer> all = new LinkedHashMap<>();
            for (int row = 0; row < rows.length; row++) {
                int of = rows[row];
                matrix[row * kept + at] = places.computeIfAbsent(column.code(of), code -> {
                    float[] features = new float[width];
                    cells.write(cells.numbers(column, of), features, 0);
                    Integer known = all.putIfAbsent(FloatBuffer.wrap(features), all.size());
                    return known == null ? all.size() - 1 : known;
                });
            }
            FloatBuffer together = FloatBuffer.allocate(Math.multiplyExact(all.size(), width));
            all.keySet().forEach(features -> together.put(features.duplicate()));
            return new Written(width, together.array());
        }

        /** Writes the features of one of the kept rows. */
        void write(int row, float[] into, int at) {
            int from = row * kept;
            int to = at;
            for (Written input : inputs) {
                boolean itself = input.keepsItself();
                System.arraycopy(
                        itself ? matrix : input.all(),
                        itself ? from : (int) matrix[from] * input.width(),
                        into,
                        to,
                        input.width());
                from += itself ? input.width() : 1;
                to += input.width();
            }
        }
    }

    private TableExamples(Stored cells, Target target, boolean oneOutput, int[] rows, float[] targets, int[] groups) {
        this.cells = cells;
        this.target = target;
        this.oneOutput = oneOutput;
        this.rows = rows;
        this.targets = targets;
        this.groups = groups;
        this.labels = IntStream.range(0, classes() == 0 ? 0 : targets.length)
                .map(row -> (int) targets[row])
                .toArray();
    }

    /**
     * Selects rows that have a target. They are in groups if the preprocessing names a column that splits rows, and the table has it.
     *
     * @param oneOutput whether two classes have a single output, the probability of the second class
     * @throws CrosscheckException with line and column, if a row has no target, or a class that the model does not know
     */
    public static TableExamples of(Preprocessing preprocessing, Table table, boolean oneOutput, int... rows) {
        Target target = preprocessing.target();
        int[] all = IntStream.range(0, rows.length).toArray();
        int[] groups = preprocessing
                .splitBy()
                .filter(table.names()::contains)
                .map(column -> Split.groupOf(table, column, rows))
                .orElse(null);
        return new TableExamples(
                Stored.of(preprocessing, table, rows), target, oneOutput, all, targets(target, table, rows), groups);
    }

    private static float[] targets(Target target, Table table, int... rows) {
        Column column = table.column(target.name(), " (the target)");
        Map<String, Integer> known = new HashMap<>();
        float[] targets = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            boolean fits = !column.isMissing(rows[i]);
            if (target instanceof Target.OfNumber number) {
                targets[i] = (float) number.standardised(column.number(rows[i]));
            } else {
                targets[i] = known.computeIfAbsent(column.text(rows[i]), ((Target.OfClasses) target)::indexOf);
                fits = targets[i] >= 0;
            }
            if (!fits) {
                throw CrosscheckException.expected(
                        table.place(rows[i], target.name()),
                        target instanceof Target.OfClasses classes
                                ? "one of " + classes.labels().size() + " classes that the model knows"
                                : "a number",
                        column.isMissing(rows[i]) ? "none" : Printable.quoted(column.text(rows[i])),
                        "Fill the target in, or leave the row out.");
            }
        }
        return targets;
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
        return classes() == 0 || oneOutput ? 1 : classes();
    }

    @Override
    public int classes() {
        return target instanceof Target.OfClasses known ? known.labels().size() : 0;
    }

    @Override
    public double unit() {
        return target instanceof Target.OfNumber number ? number.deviation() : 1;
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
                into[(place - from) * outputs + labels[row]] = 1;
            } else {
                into[place - from] = targets[row];
            }
        }
    }

    @Override
    public int[] labels() {
        if (classes() == 0) {
            throw new IllegalStateException("a regression has no classes");
        }
        return labels;
    }

    @Override
    public int[] groups() {
        return groups;
    }

    @Override
    public TableExamples select(int... indices) {
        float[] chosen = new float[indices.length];
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = targets[indices[i]];
        }
        int[] places = IntStream.of(indices).map(index -> rows[index]).toArray();
        int[] together = groups == null
                ? null
                : IntStream.of(indices).map(index -> groups[index]).toArray();
        return new TableExamples(cells, target, oneOutput, places, chosen, together);
    }
}
