package dev.crosscheck.data.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.Members;
import dev.crosscheck.data.table.Importance.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ImportanceTest {
    private static final Column A = new Column("a", 0.5, 0);
    private static final Column B = new Column("b", -0.1, 1e100);
    private static final Column C = new Column("c", 0.7, 0.1);

    private static Importance of(int rows, int shuffles, double error, Column... columns) {
        return new Importance(Importance.Part.VALIDATION, rows, shuffles, error, List.of(columns));
    }

    private static void assertRefused(String member, Executable made) {
        Members.Unfit e = assertThrows(Members.Unfit.class, made);
        assertTrue(e.getMessage().contains(member), e.getMessage());
    }

    @Test
    void theMostImportantColumnComesFirst() {
        Importance importance = of(1, 1, 0, A, B, C);
        assertEquals(List.of(C, A, B), importance.byRise());
        assertEquals(List.of(A, B, C), importance.columns());
    }

    @Test
    void itIsOfTheInputsInTheirOrder() {
        Preprocessing preprocessing = Inputs.preprocessing(
                List.of(),
                List.of(
                        Inputs.texts("a", List.of("x"), false),
                        Inputs.number("b", 0, 1, 0, 0, false),
                        Inputs.number("c", 0, 1, 0, 0, false)),
                List.of(),
                new Target.OfNumber("y", 0, 1));
        assertTrue(of(1, 1, 0, A, B, C).isOf(preprocessing));
        assertFalse(of(1, 1, 0, A, C, B).isOf(preprocessing));
        assertFalse(of(1, 1, 0, A, B).isOf(preprocessing));
    }

    @Test
    void figuresAreRefusedThatNoMeasuringMakes() {
        assertRefused("name", () -> new Column("", 0, 0));
        assertRefused("rise", () -> new Column("a", Double.NaN, 0));
        assertRefused("deviation", () -> new Column("a", 0, -1e-9));
        assertRefused("rows", () -> of(0, 1, 0, A));
        assertRefused("shuffles", () -> of(1, 0, 0, A));
        assertRefused("error", () -> of(1, 1, Double.POSITIVE_INFINITY, A));
        assertRefused("columns", () -> of(1, 1, 0));
        List<Column> many = new ArrayList<>();
        IntStream.rangeClosed(0, CsvFile.MOST_COLUMNS).forEach(i -> many.add(new Column("c" + i, 0, 0)));
        assertRefused("columns", () -> new Importance(Importance.Part.TEST, 1, 1, 0, many));
    }
}
