package dev.crosscheck.data.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.Members;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ColumnUseTest {
    private static Preprocessing of(List<Preprocessing.LeftOut> leftOut, Target target) {
        return Inputs.preprocessing(
                List.of(),
                List.of(
                        Inputs.number("n", 1, 3, 1, 1, false),
                        Inputs.number("gap", 1, 3, 1, 1, true),
                        Inputs.texts("one", List.of("x"), true),
                        Inputs.texts("two", List.of("x", "y"), false),
                        Inputs.texts("three", List.of("a", "b", "c"), false)),
                leftOut,
                target);
    }

    @Test
    void eachColumnsUseIsSaid() {
        List<Preprocessing.LeftOut> leftOut = List.of(new Preprocessing.LeftOut("id", "why not"));
        List<ColumnUse> uses = of(leftOut, new Target.OfNumber("y", 0, 1)).columnUse();
        assertEquals(
                List.of(
                        new ColumnUse("y", ColumnUse.TARGET, 0, "target, a number"),
                        new ColumnUse("id", ColumnUse.LEFT_OUT, 0, "left out: why not"),
                        new ColumnUse("n", "number", 1, "number, scaled"),
                        new ColumnUse("gap", "number", 2, "number, scaled; one more input for missing values"),
                        new ColumnUse("one", "category", 2, "1 category, one-hot; one more for missing values"),
                        new ColumnUse("two", "category", 1, "2 categories, -1 or 1"),
                        new ColumnUse("three", "category", 3, "3 categories, one-hot")),
                uses);
        assertEquals("9, from 5 of 6 columns (2 numbers, 3 categories); 1 left out", ColumnUse.inWords(uses));
        List<ColumnUse> all = of(List.of(), new Target.OfClasses("y", false, List.of("a", "b")))
                .columnUse();
        assertEquals("target, 2 classes", all.get(0).words());
        assertEquals("9, from 5 of 5 columns (2 numbers, 3 categories); none left out", ColumnUse.inWords(all));
    }

    private static void assertRefused(String member, Executable made) {
        Members.Unfit e = assertThrows(Members.Unfit.class, made);
        assertTrue(e.getMessage().contains(member), e.getMessage());
    }

    @Test
    void usesAreRefusedThatNoColumnHas() {
        assertRefused("column", () -> new ColumnUse("", ColumnUse.TARGET, 0, ""));
        assertRefused("column", () -> new ColumnUse("c".repeat(201), ColumnUse.TARGET, 0, ""));
        assertRefused("inputs", () -> new ColumnUse("c", "number", -1, ""));
        assertRefused("inputs", () -> new ColumnUse("c", "number", 100_001, ""));
        assertRefused("words", () -> new ColumnUse("c", "number", 1, "w".repeat(1001)));
        assertEquals(100_000, new ColumnUse("c".repeat(200), "number", 100_000, "w".repeat(1000)).inputs());
    }
}
