package dev.crosscheck.data.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What saves memory and time changes no bit: columns keep the very numbers that were read, and packed rows make the very features. */
class PackedTableTest {
    private static final Chunks.Room ROOM = new Chunks.Room(Long.MAX_VALUE);

    private static void assertKept(double... numbers) {
        NumberBuilder builder = new NumberBuilder(ROOM);
        for (double number : numbers) {
            builder.put(number);
        }
        NumberColumn column = builder.column("x", 0);
        for (int row = 0; row < numbers.length; row++) {
            assertEquals(
                    Double.doubleToLongBits(numbers[row]), Double.doubleToLongBits(column.value(row)), "row " + row);
        }
    }

    @Test
    void numbersAreKeptExactlyWhateverComesAfterWhat() {
        assertKept(1, 2.5, Double.NaN, 1 << 24);
        assertKept(0.5, 0.1, Double.NaN, -0.25, 1234.5678, 7);
        assertKept(0.1, -0.0, 0.25);
        assertKept(0.1, 214748364.7, 0.01, 5);
        assertKept(0.1, 3e-9, 2.147483647);
        assertKept(0.1, 1e-10, 1e100, Double.MIN_VALUE, 1.0 / 3);
        assertKept(2147483647, 0.1);
        assertKept(-2147483648.0, 0.1, Double.NaN);
        assertKept(1e30, 0.1);
        assertKept(0.1f, 0.1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 63, 64, 65, 65_535, 65_536, 65_537, 140_000})
    void longColumnsOfEachKindAreKeptExactly(int rows) {
        SplittableRandom random = new SplittableRandom(rows);
        assertKept(IntStream.range(0, rows).mapToDouble(i -> i).toArray());
        assertKept(IntStream.range(0, rows)
                .mapToDouble(i -> i % 7 == 0 ? Double.NaN : random.nextInt(-99_999, 99_999) / 1e4)
                .toArray());
        assertKept(random.doubles(rows).toArray());
    }

    @Test
    void decimalsTakeFourBytesEach() {
        int rows = 1000;
        Chunks.Room room = new Chunks.Room(1024L * (Float.BYTES + Integer.BYTES)); // floats until the first decimal
        NumberBuilder builder = new NumberBuilder(room);
        for (int row = 0; row < rows; row++) {
            builder.put(row / 10.0);
        }
        assertEquals(99.9, builder.column("x", 0).value(rows - 1));
    }

    /** Numbers and categories with and without missing values, more categories than a byte has, and what training never saw. */
    private static Table table(int rows) {
        StringBuilder text = new StringBuilder("a,b,kind,many,third,fourth,y\n");
        for (int i = 0; i < rows; i++) {
            text.append(i % 5 == 0 ? "" : Double.toString(i % 17 / 4.0)).append(',');
            text.append(i * 31 % 101 / 100.0).append(',');
            text.append(i % 11 == 0 ? "" : "k" + i % 3).append(',');
            text.append("m").append(i * 7 % 300).append(',');
            text.append("t").append(i * 3 % 5).append(",f").append(i % 4).append(',');
            text.append(i % 2 == 0 ? "yes" : "no").append('\n');
        }
        return Table.read("t.csv", text.toString().getBytes(StandardCharsets.UTF_8), TableOptions.FOUND);
    }

    @Test
    void packedRowsMakeTheFeaturesThatColumnsMake() {
        Table table = table(3000);
        TargetColumn target = TargetColumn.of(table, "y", null, false);
        Preprocessing fitted = Preprocessing.fit(table, target, target.rows(), FitOptions.USUAL);
        assertSame(fitted, table);
        // Of other rows: with categories that training never saw, and numbers that are missing where none was.
        Preprocessing ofFew =
                Preprocessing.fit(table, target, IntStream.rangeClosed(1, 4).toArray(), FitOptions.USUAL);
        assertSame(ofFew, table);
    }

    private static void assertSame(Preprocessing fitted, Table table) {
        TableFeatures features = fitted.of(table);
        int[] rows = IntStream.iterate(table.rows() - 1, row -> row >= 0, row -> row - 2)
                .toArray();
        float[] expected = features.features(rows);
        TableExamples examples = TableExamples.of(features, false, rows);
        float[] made = new float[expected.length + 1];
        Arrays.fill(made, 9); // what a batch before left
        examples.features(IntStream.range(0, rows.length).toArray(), 0, rows.length, made, 1);
        float[] found = new float[expected.length];
        System.arraycopy(made, 1, found, 0, found.length);
        assertArrayEquals(expected, found);
    }
}
