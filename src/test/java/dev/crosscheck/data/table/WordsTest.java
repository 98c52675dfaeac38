package dev.crosscheck.data.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.Members;
import dev.crosscheck.run.Mismatch;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Free text by its words. */
class WordsTest {
    private static final int ROWS = 300;

    /** Buckets of 4096 by FNV-1a in Python: {@code h = 2166136261; for b in word.encode(): h = (h ^ b) * 16777619 % 2**32}. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a|2348 1",
                "A a a|2348 3",
                "hello|3243 1",
                "STRAßE|2072 1",
                "北|2025 1",
                "ΣΟΦΟΣ|1167 1",
                "x42|1569 1",
                "it's 42|1040 1 1410 1 1411 1",
                "...!?|''"
            })
    void aBucketIsTheLogarithmOfItsWords(String text, String counts) {
        double[] expected = new double[4096];
        String[] parts = counts.isEmpty() ? new String[0] : counts.split(" ");
        for (int i = 0; i < parts.length; i += 2) {
            expected[Integer.parseInt(parts[i])] = Math.log(1 + Integer.parseInt(parts[i + 1])) / Math.log(2);
        }
        assertArrayEquals(expected, new Words(4096).numbers().apply(text));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 4097})
    void thereIsALimitOnBuckets(int width) {
        assertThrows(Members.Unfit.class, () -> new Words(width));
    }

    private static Table table(IntFunction<String> word, IntFunction<Object> y) {
        SplittableRandom random = new SplittableRandom(1);
        StringBuilder text = new StringBuilder("n,remark,y\n");
        for (int row = 0; row < ROWS; row++) {
            text.append(random.nextInt(100))
                    .append(",case ")
                    .append(row)
                    .append(" was seen ")
                    .append(word.apply(row));
            text.append(" by nurse ")
                    .append(random.nextInt(ROWS))
                    .append(',')
                    .append(y.apply(row))
                    .append('\n');
        }
        return TableTest.table(text.toString());
    }

    private static Preprocessing fitted(Table table) {
        TargetColumn target = TargetColumn.of(table, "y", null);
        return Preprocessing.fit(table, target, target.rows(), null);
    }

    private static String use(Table table) {
        return fitted(table).columnUse().stream()
                .filter(use -> use.column().equals("remark"))
                .findFirst()
                .orElseThrow()
                .words();
    }

    /** Also of a rare class, and of numbers. */
    @Test
    void wordsThatTellSomethingAreUsed() {
        String used = "words of a text, hashed into 256 buckets";
        assertEquals(used, use(table(row -> row % 3 == 0 ? "well" : "ill", row -> row % 3 == 0 ? "a" : "b")));
        assertEquals(used, use(table(row -> row % 20 == 0 ? "well" : "ill", row -> row % 20 == 0 ? "a" : "b")));
        assertEquals(used, use(table(row -> row % 2 == 0 ? "well" : "ill", row -> row % 2 + row / 1000.0)));
    }

    @Test
    void wordsThatTellNothingAreLeftOut() {
        SplittableRandom random = new SplittableRandom(5);
        for (int trial = 0; trial < 20; trial++) {
            String why =
                    use(table(row -> random.nextBoolean() ? "well" : "ill", row -> random.nextBoolean() ? "a" : "b"));
            assertTrue(why.endsWith("are free text, of 8 words on average, which tell nothing about the target"), why);
        }
    }

    @Test
    void rawRowsGiveTheFeaturesOfTheTable() throws Mismatch {
        Table table = table(row -> row % 3 == 0 ? "well" : "ill", row -> row % 3 == 0 ? "a" : "b");
        Preprocessing fitted = Preprocessing.parse(fitted(table).json());
        assertEquals(fitted(table), fitted);
        assertEquals(257, fitted.width());
        assertEquals("remark: words 1", fitted.features().get(1));
        int[] rows = IntStream.range(0, ROWS).toArray();
        float[] features = new float[ROWS * 257];
        for (int row : rows) {
            Map<String, String> cells = Map.of(
                    "n",
                    table.column("n").text(row),
                    "remark",
                    table.column("remark").text(row));
            assertEquals(List.of(), Inputs.features(fitted, cells, features, row * 257));
        }
        assertArrayEquals(fitted.of(table).features(rows), features);
        float[] none = new float[257];
        assertEquals(List.of(), Inputs.features(fitted, Map.of("n", "7"), none, 0), "a missing text has no words");
        assertArrayEquals(new float[256], java.util.Arrays.copyOfRange(none, 1, 257));
    }
}
