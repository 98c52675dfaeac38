package dev.crosscheck.data.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Whether the words of free text tell anything. */
class WordsTest {
    private static final int ROWS = 300;

    private static Table table(IntFunction<String> word, IntFunction<Object> y) {
        SplittableRandom random = new SplittableRandom(1);
        return TableTest.table(TableTest.csv(
                "n,remark,y",
                ROWS,
                row -> random.nextInt(100),
                row -> "case " + row + " was seen " + word.apply(row) + " by nurse " + random.nextInt(ROWS),
                y));
    }

    private static String use(Table table) {
        TargetColumn target = TargetColumn.of(table, "y", null);
        return Preprocessing.fit(table, target, target.rows(), null).columnUse().stream()
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
        for (int trial = 0; trial < 5; trial++) {
            String why =
                    use(table(row -> random.nextBoolean() ? "well" : "ill", row -> random.nextBoolean() ? "a" : "b"));
            assertTrue(why.endsWith("are free text, whose words tell nothing about the target"), why);
        }
    }
}
