package dev.crosscheck.proof.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.math.Matrix;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonsTest {
    private final Comparisons all = new Comparisons();

    @Test
    void eachQuantityHasOneComparisonInTheOrderOfTheFirstCalls() {
        Comparison weights = all.of("weights", Tolerances.EXACT);
        all.of("losses", Tolerances.SUMS).add(3, "loss", 1, 2);
        assertSame(weights, all.of("weights", Tolerances.SUMS));
        weights.add("w", 1, 1);
        Findings findings = all.findings("A check", "a note");
        assertEquals("A check", findings.title());
        assertEquals("a note", findings.note());
        assertEquals(
                List.of("weights", "losses"),
                findings.verdicts().stream().map(Verdict::quantity).toList());
        assertEquals(Tolerances.EXACT, findings.verdicts().get(0).tolerance());
        assertTrue(findings.verdicts().get(0).passed());
        assertEquals(
                "loss at step 3: expected 1.0, found 2.0",
                findings.verdicts().get(1).failure());
        assertEquals(List.of(), findings.series());
    }

    @Test
    void whatBelongsToNoStepNamesNone() {
        Comparison numbers = all.of("numbers", Tolerances.EXACT);
        numbers.add("a", 1, 2);
        assertEquals("a: expected 1.0, found 2.0", numbers.verdict().failure());
        assertEquals(2, differing().compared());
    }

    private static Verdict differing() {
        Comparison arrays = new Comparison("arrays", Tolerances.EXACT);
        assertEquals(0.5, arrays.add("matrix", Matrix.rowOf(1), Matrix.rowOf(1.5)));
        assertEquals(1, arrays.add("doubles", new double[] {1}, new double[] {2}));
        return arrays.verdict();
    }
}
