package dev.crosscheck.data.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.math.DoubleMath;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetColumnTest {
    private static TargetColumn target(String cells, Task wanted) {
        return TargetColumn.of(TableTest.table("y,x\n" + cells.replaceAll("(?m)$", ",1")), "y", wanted);
    }

    private static String numbers(int rows, int distinct) {
        return TableTest.csv("", rows, i -> i % distinct).strip();
    }

    private static void refused(String cells, Task wanted, String end) {
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> target(cells, wanted));
        assertTrue(e.getMessage().endsWith(end), e.getMessage());
    }

    /** What is found in cells, the task and why: classes are sorted by their characters, or by size if they are numbers. */
    @ParameterizedTest
    @CsvSource({
        "b a B b a B, CLASSES, text, B a b",
        "1 0.5 1 0.5, CLASSES, two numbers, 0.5 1",
        "10 9 2 10 9 2, REGRESSION, 3 different whole numbers, ''",
        "1.5 2.5 3.5, REGRESSION, 3 different numbers, ''",
        "a a NA b b, CLASSES, text, a b",
        "1 0 1.0 -0 01 0, CLASSES, two numbers, 0 1"
    })
    void theTaskFollowsFromTheCells(String cells, Task task, String why, String labels) {
        TargetColumn target = target(cells.replace(" ", "\n"), null);
        assertEquals(task, target.task());
        assertEquals(why, target.why());
        assertEquals(labels, String.join(" ", target.labels()));
    }

    /** Rows of so many whole numbers are classes if these are few and each has many rows. */
    @ParameterizedTest
    @CsvSource({"200, 20, true", "199, 20, false", "2000, 21, false", "2000, 1000, false"})
    void fewWholeNumbersAreClassesIfEachHasManyRows(int rows, int distinct, boolean classes) {
        TargetColumn target = target(numbers(rows, distinct), null);
        assertEquals(classes ? Task.CLASSES : Task.REGRESSION, target.task());
        assertEquals(classes ? "2" : "", classes ? target.labels().get(2) : "", "by size, not by characters");
        TargetColumn asked = target(numbers(rows, distinct), Task.REGRESSION);
        assertEquals(classes ? "few whole numbers" : distinct + " different whole numbers", target.why());
        assertEquals("REGRESSION as asked for", asked.task() + " " + asked.why());
        assertEquals(
                distinct, target(numbers(rows, distinct), Task.CLASSES).labels().size());
    }

    @Test
    void rowsWithoutATargetTakeNoPart() {
        TargetColumn target = target("a\n\nb\nNA\na\nb", null);
        assertArrayEquals(new int[] {0, 2, 4, 5}, target.rows());
        assertEquals(2, target.missing());
        assertEquals(-1, target.classOf(1));
        assertArrayEquals(new int[] {2, 2}, target.counts(target.rows()));
    }

    @Test
    void numbersThatAreClassesAreTheSameHoweverTheyAreWritten() {
        TargetColumn target = target("10\n-0\n9\n0\n10\n9", Task.CLASSES);
        assertEquals(
                List.of(2, 0, 1, 0, 2, 1),
                IntStream.range(0, 6).map(target::classOf).boxed().toList());
        Target.OfClasses classes = (Target.OfClasses) target.target(target.rows());
        assertEquals(
                List.of(2, 0, -1, -1),
                Stream.of(" 10.00 ", "-0", "2", "x").map(classes::indexOf).toList());
    }

    @Test
    void aClassNeedsTwoRowsOnAverage() {
        assertEquals(2, target("a\nb", null).labels().size());
        refused(
                "a\nb\nc\na\nb",
                null,
                "\"y\": expected at most 2 classes, with 2 rows each or more, found 3 different texts.");
        refused("2020-01-31\n2020-02-28", null, "\"y\": expected classes or numbers, found dates.");
        refused("1\n2\n3\n1", Task.CLASSES, "found 3 different whole numbers.");
        String most = "expected at most 1000 classes, with 2 rows each or more, found 1001 different whole numbers.";
        refused(numbers(2002, 1001), Task.CLASSES, most);
        String label = "l".repeat(1000);
        assertEquals(label, target("a\n" + label, null).labels().get(1));
        String longer = "expected classes with names of at most 1000 characters, found 1001 characters.";
        refused("a\n" + label + "l", null, longer);
    }

    @Test
    void aNumberNeedsSeveralValuesInTheTrainingPart() {
        TargetColumn target = target("1.5\n1.5\n2.5\n3.5", null);
        assertEquals(3.5, target.value(3));
        String halves = numbers(300, 3).replace("2", "2.5");
        assertEquals(Task.REGRESSION, target(halves, null).task());
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> target.target(new int[] {0, 1}));
        assertEquals(
                "t.csv: target \"y\": expected several values in the training part, found only 1.5.", e.getMessage());
        assertEquals(new Target.OfNumber("y", 2, 0.5, new Target.Limits(1.4, 2.6)), target.target(new int[] {0, 2}));
        assertEquals(Task.REGRESSION, target.target(new int[] {0, 2}).task());
        assertEquals(Task.CLASSES, target("a\nb", null).target(new int[] {0, 1}).task());
    }

    @Test
    void theDeviationIsOverNAndOfAnySize() {
        double[] values = {2, 4, 4, 4, 5, 5, 7, 9};
        assertEquals(2, Statistics.deviation(values, DoubleMath.mean(values)));
        for (double scale : new double[] {1e-200, 1e99}) {
            double[] scaled = Arrays.stream(values).map(value -> value * scale).toArray();
            assertEquals(2 * scale, Statistics.deviation(scaled, DoubleMath.mean(scaled)), 1e-12 * scale);
        }
        double[] equal = new double[10];
        Arrays.fill(equal, 0.1);
        assertEquals(0, Statistics.deviation(equal, DoubleMath.mean(equal)), "whatever their mean is rounded to");
    }
}
