package dev.crosscheck.data.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Batches of a table's rows. */
class TableExamplesTest {
    private static TableExamples examples(String text, Task task, boolean oneOutput) {
        Table table = TableTest.table(text);
        TargetColumn target = TargetColumn.of(table, "y", task);
        Preprocessing fitted = Preprocessing.fit(table, target, target.rows(), null);
        return TableExamples.of(fitted, table, oneOutput, target.rows());
    }

    private static float[] targets(TableExamples examples, int from, int to, int... order) {
        float[] targets = new float[(to - from) * examples.outputs() + 1];
        Arrays.fill(targets, 9);
        examples.targets(order, from, to, targets);
        assertEquals(9, targets[targets.length - 1], "nothing is written behind them");
        return Arrays.copyOf(targets, targets.length - 1);
    }

    @Test
    void classesAreOneHotOrOfTwoTheSecondsProbability() {
        String text = "x,y\n1,a\n2,b\n3,a\n4,b\n";
        TableExamples hot = examples(text, null, false);
        assertEquals(2, hot.outputs());
        assertEquals(2, hot.classes());
        assertEquals(1, hot.unit());
        assertArrayEquals(new int[] {0, 1, 0, 1}, hot.labels());
        assertArrayEquals(new float[] {1, 0, 0, 1}, targets(hot, 1, 3, 0, 2, 3, 1));
        TableExamples one = examples(text, null, true);
        assertEquals(1, one.outputs());
        assertEquals(2, one.classes());
        assertArrayEquals(new float[] {0, 1}, targets(one, 1, 3, 0, 2, 3, 1));
        TableExamples chosen = one.select(3, 0);
        assertEquals(2, chosen.size());
        assertArrayEquals(new int[] {1, 0}, chosen.labels());
    }

    @Test
    void numbersAreScaled() {
        // Of y the mean is 5, the deviation 2.
        TableExamples examples = examples("x,y\n1,2\n2,4\n3,4\n4,4\n5,5\n6,5\n7,7\n8,9\n", Task.REGRESSION, false);
        assertEquals(1, examples.outputs());
        assertEquals(0, examples.classes());
        assertEquals(2, examples.unit());
        assertArrayEquals(new float[] {2, -1.5f}, targets(examples, 1, 3, 1, 7, 0));
        TableExamples chosen = examples.select(7, 3);
        assertArrayEquals(new float[] {-0.5f, 2}, targets(chosen, 0, 2, 1, 0));
        float[] features = new float[1];
        chosen.features(new int[] {1}, 0, 1, features, 0);
        // The quartiles of x are 2.75 and 6.25.
        assertEquals(-1 / 7.0 / Math.sqrt(1 + 1 / 441.0), features[0], 1e-7);
        assertThrows(IllegalStateException.class, chosen::labels);
    }
}
