package dev.crosscheck.data.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.npz.NpzFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every feature and target of untidy tables beside what pandas 2.2.3 and scikit-learn 1.4.2 make of their cells, recorded by record_tables.py. */
class FeaturesOfPandasTest {
    private static final NpzFile RECORDED = NpzFile.read(Path.of("src", "reference", "recordings", "tables.npz"));

    /** Rounding to float32, by 6e-8 of numbers up to 3, and before it some of double. */
    private static final double ROUNDING = 1.8e-7;

    /** A table, read and fitted as {@code train} does it. */
    private record Case(String target, Table table, TargetColumn column, Preprocessing fitted) {
        static Case of(String target) {
            TableOptions reading = target.equals("paid")
                    ? TableOptions.FOUND
                    : TableOptions.FOUND.withColumns(Set.of(), Set.of("soil"), Set.of("note"));
            Table table = Table.read("t.csv", bytes(target, "csv"), reading);
            TargetColumn column = TargetColumn.of(table, target, null);
            return new Case(target, table, column, Preprocessing.fit(table, column, ints(target, "training"), null));
        }

        void assertFeatures(float[] found) {
            double[] expected = RECORDED.array(target + ".features").doubles();
            assertEquals(expected.length, found.length);
            List<String> names = fitted.features();
            for (int i = 0; i < found.length; i++) {
                int at = i;
                assertEquals(
                        expected[i],
                        found[i],
                        ROUNDING,
                        () -> names.get(at % names.size()) + ", row " + at / names.size());
            }
        }
    }

    private static byte[] bytes(String target, String array) {
        long[] values = RECORDED.array(target + "." + array).longs();
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static List<String> texts(String target, String array, String end) {
        return List.of(new String(bytes(target, array), StandardCharsets.UTF_8).split(end, -1));
    }

    private static int[] ints(String target, String array) {
        return Arrays.stream(RECORDED.array(target + "." + array).longs())
                .mapToInt(Math::toIntExact)
                .toArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"kind", "mass", "paid"})
    void featuresAndTargetsAreTheSame(String target) {
        Case made = Case.of(target);
        assertArrayEquals(ints(target, "rows"), made.column().rows());
        assertEquals(texts(target, "names", "\n"), made.fitted().features());
        inBatches(made, target);
        inSingleRows(made, target);
    }

    /** Training examples, selected in one order and taken in another. */
    private static void inBatches(Case made, String target) {
        int[] rows = ints(target, "rows");
        int[] order = IntStream.range(0, rows.length)
                .map(place -> (7 * place + 3) % rows.length)
                .toArray();
        int[] back = IntStream.iterate(rows.length - 1, place -> place - 1)
                .limit(rows.length)
                .toArray();
        TableExamples examples = TableExamples.of(made.fitted(), made.table(), target.equals("paid"), rows)
                .select(order);
        int width = examples.features();
        int outputs = examples.outputs();
        float[] features = new float[rows.length * width];
        float[] targets = new float[rows.length * outputs];
        for (int from = 0; from < rows.length; from += 64) {
            int to = Math.min(rows.length, from + 64);
            float[] batch = new float[2 + (to - from) * width];
            batch[1] = 9;
            examples.features(back, from, to, batch, 2);
            assertEquals(9, batch[1], "what is before is left alone");
            float[] wanted = new float[(to - from) * outputs];
            examples.targets(back, from, to, wanted);
            for (int place = from; place < to; place++) {
                int row = order[back[place]];
                System.arraycopy(batch, 2 + (place - from) * width, features, row * width, width);
                System.arraycopy(wanted, (place - from) * outputs, targets, row * outputs, outputs);
            }
        }
        made.assertFeatures(features);
        double[] expected = RECORDED.array(target + ".targets").doubles();
        assertEquals(expected.length, targets.length);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], targets[i], ROUNDING);
        }
        for (int place = 0; place < order.length && examples.classes() > 0; place++) {
            int label = examples.labels()[place];
            int at = order[place] * outputs + (outputs == 1 ? 0 : label);
            assertEquals(outputs == 1 ? label : 1, expected[at]);
        }
    }

    /** Single rows by their cells, which {@code predict} and {@code serve} read in another way. */
    private static void inSingleRows(Case made, String target) {
        List<String> columns = texts(target, "columns", "\n");
        List<String> cells = texts(target, "cells", "\0");
        int rows = ints(target, "rows").length;
        int width = made.fitted().width();
        float[] features = new float[rows * width];
        RawRows raw = made.fitted().rows(columns, "t.csv");
        for (int row = 0; row < rows; row++) {
            int first = row * columns.size();
            List<RawRows.Note> notes =
                    raw.features(cells.subList(first, first + columns.size()), features, row * width);
            assertTrue(notes.stream().noneMatch(RawRows.Note::refused), notes.toString());
        }
        made.assertFeatures(features);
    }
}
