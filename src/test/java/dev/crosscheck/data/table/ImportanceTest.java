package dev.crosscheck.data.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.Members;
import dev.crosscheck.data.table.Importance.Column;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImportanceTest {
    private static final Column A = new Column("a", 0.5, 0);
    private static final Column B = new Column("b", -0.1, 1e100);

    private static Importance of(double error, Column... columns) {
        return new Importance(Importance.Part.VALIDATION, 1, 1, error, List.of(columns));
    }

    @Test
    void itIsOfTheInputsInTheirOrderAndTheMostImportantComesFirst() {
        Preprocessing preprocessing = Inputs.preprocessing(
                List.of(),
                List.of(Inputs.number("b", 0, 1, 0, 0, false), Inputs.number("a", 0, 1, 0, 0, false)),
                List.of(),
                new Target.OfNumber("y", 0, 1));
        assertEquals(List.of(A, B), of(0, B, A).byRise());
        assertTrue(of(0, B, A).isOf(preprocessing));
        assertFalse(of(0, A, B).isOf(preprocessing));
        assertFalse(of(0, B).isOf(preprocessing));
    }

    @Test
    void figuresAreRefusedThatNoMeasuringMakes() {
        assertThrows(Members.Unfit.class, () -> new Column("a", Double.NaN, 0));
        assertThrows(Members.Unfit.class, () -> new Column("a", 0, -1e-9));
        assertThrows(Members.Unfit.class, () -> of(Double.POSITIVE_INFINITY, A));
        assertThrows(Members.Unfit.class, () -> of(1));
    }
}
