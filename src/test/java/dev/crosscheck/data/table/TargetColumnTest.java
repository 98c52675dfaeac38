package dev.crosscheck.data.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TargetColumnTest {
    private static TargetColumn target(String cells, Task wanted) {
        return TargetColumn.of(TableTest.table("y,x\n" + cells.replaceAll("(?m)$", ",1")), "y", wanted, false);
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
}
