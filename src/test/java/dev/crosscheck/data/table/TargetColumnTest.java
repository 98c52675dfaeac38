package dev.crosscheck.data.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TargetColumnTest {
    private static TargetColumn target(String cells, Task wanted) {
        return TargetColumn.of(TableTest.table("y,x\n" + cells.replaceAll("(?m)$", ",1")), "y", wanted);
    }

    private static String numbers(int rows, int distinct) {
        return IntStream.range(0, rows)
                .mapToObj(i -> Integer.toString(i % distinct))
                .collect(Collectors.joining("\n"));
    }

    @Test
    void textIsClassesSortedByTheirCharacters() {
        TargetColumn target = target("b\na\nB\nb\na\nB", null);
        assertEquals(Task.CLASSES, target.task());
        assertEquals("3 different texts", target.why());
        assertEquals(List.of("B", "a", "b"), target.labels());
        assertEquals(2, target.classOf(0));
    }

    @Test
    void twoValuesAreClassesWhateverTheyAre() {
        assertEquals(List.of("0.5", "1"), target("1\n0.5\n1\n0.5", null).labels());
    }

    @Test
    void fewWholeNumbersAreClassesIfEachHasManyRows() {
        TargetColumn target = target(numbers(200, 20), null);
        assertEquals(Task.CLASSES, target.task());
        assertEquals("20 different whole numbers", target.why());
        assertEquals("2", target.labels().get(2), "by size, not by characters");
        assertEquals(Task.REGRESSION, target(numbers(199, 20), null).task());
        assertEquals(Task.REGRESSION, target(numbers(2000, 21), null).task());
        assertEquals(
                Task.REGRESSION,
                target(numbers(300, 3).replace("2", "2.5"), null).task());
    }

    @Test
    void theTaskThatIsAskedForIsTaken() {
        assertEquals(Task.REGRESSION, target(numbers(200, 20), Task.REGRESSION).task());
        assertEquals(25, target(numbers(200, 25), Task.CLASSES).labels().size());
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
        TargetColumn target = target("1\n0\n1.0\n-0\n01\n0", null);
        assertEquals(List.of("0", "1"), target.labels());
        Target.OfClasses classes = (Target.OfClasses) target.target(target.rows());
        assertEquals(1, classes.indexOf(" 1.00 "));
        assertEquals(0, classes.indexOf("-0"));
        assertEquals(-1, classes.indexOf("2"));
        assertEquals(-1, classes.indexOf("x"));
    }

    private static CrosscheckException refused(String cells, Task wanted) {
        return assertThrows(CrosscheckException.class, () -> target(cells, wanted));
    }

    @Test
    void aClassNeedsTwoRowsOnAverage() {
        assertEquals(3, target("a\nb\nc\na\nb\nc", null).labels().size());
        assertEquals(2, target("a\nb", null).labels().size());
        CrosscheckException e = refused("a\nb\nc\na\nb", null);
        assertEquals(
                "t.csv: target \"y\": expected at most 2 classes, with 2 rows each or more, found 3 different texts.",
                e.getMessage());
        assertEquals("Name another column with --target, or say --task or --categorical.", e.remedy());
        assertEquals(Task.REGRESSION, target("\"1,5\"\n\"2,5\"\n\"3,5\"", null).task());
        assertEquals(
                "t.csv: target \"y\": expected classes or numbers, found dates.",
                refused("2020-01-31\n2020-02-28", null).getMessage());
        e = refused("1\n2\n3\n1", Task.CLASSES);
        assertTrue(e.getMessage().endsWith("found 3 different whole numbers."), e.getMessage());
    }

    @Test
    void aThousandClassesAreTheMost() {
        assertEquals(1000, target(numbers(2000, 1000), Task.CLASSES).labels().size());
        CrosscheckException e = refused(numbers(2002, 1001), Task.CLASSES);
        assertTrue(
                e.getMessage()
                        .endsWith("expected at most 1000 classes, with 2 rows each or more, found 1001 different"
                                + " whole numbers."),
                e.getMessage());
        assertEquals(
                "1500 different numbers: a number",
                target(numbers(3000, 1500).replaceAll("(?m)$", ".5"), null).why());
        assertEquals(
                "1000 different whole numbers: a number",
                target(numbers(2000, 1000), null).why());
        assertEquals(
                "as asked for", target(numbers(2000, 1000), Task.REGRESSION).why());
    }

    @Test
    void labelsOfAThousandCharactersAreTheLongest() {
        String label = "l".repeat(1000);
        assertEquals(label, target("a\n" + label, null).labels().get(1));
        assertTrue(refused("a\n" + label + "l", null)
                .getMessage()
                .endsWith("expected classes with names of at most 1000 characters, found 1001 characters."));
    }

    @Test
    void aNumberNeedsSeveralValuesInTheTrainingPart() {
        TargetColumn target = target("1.5\n1.5\n2.5\n3.5", null);
        assertEquals(List.of(), target.labels());
        assertEquals(3.5, target.value(3));
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> target.target(new int[] {0, 1}));
        assertEquals(
                "t.csv: target \"y\": expected several values in the training part, found only 1.5.", e.getMessage());
        assertEquals(new Target.OfNumber("y", 2, 0.5), target.target(new int[] {0, 2}));
        assertEquals(Task.REGRESSION, target.target(new int[] {0, 2}).task());
        assertEquals(Task.CLASSES, target("a\nb", null).target(new int[] {0, 1}).task());
    }

    @Test
    void missingTargetsAreRefusedOnlyIfAskedFor() {
        Table whole = TableTest.table("y,x\na,1\nb,2\n");
        assertEquals(2, TargetColumn.of(whole, "y", null).rows().length);
        assertEquals("y", TargetColumn.of(whole, "y", null).name());
    }

    @Test
    void aRowsClassIsThePlaceOfItsNumber() {
        TargetColumn target = target("10\n-0\n9\n0\n10\n9", Task.CLASSES);
        assertEquals(List.of("0", "9", "10"), target.labels());
        assertEquals(
                List.of(2, 0, 1, 0, 2, 1),
                IntStream.range(0, 6).map(target::classOf).boxed().toList());
    }
}
