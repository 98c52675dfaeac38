package dev.crosscheck.proof.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

/** How findings and mutants summarise several verdicts. */
class FindingsTest {
    private static final Verdict HALF = verdict(0.5);
    private static final Verdict LITTLE = verdict(0.125);
    private static final Verdict FAILED = verdict(2);

    private static Verdict verdict(double deviation) {
        Comparison comparison = new Comparison("w", new Tolerance(1, 0, "easy to reckon with"));
        comparison.add(Comparison.NO_STEP, "w", 4, 4 + deviation);
        return comparison.verdict();
    }

    private static Findings findings(Verdict... verdicts) {
        return new Findings("title", "", List.of(verdicts), List.of());
    }

    @Test
    void passIfAllVerdictsDoAndThereIsOne() {
        assertFalse(findings().passed());
        assertTrue(findings(HALF, LITTLE).passed());
        assertFalse(findings(HALF, FAILED).passed());
    }

    @Test
    void theTightestVerdictUsesMostOfItsTolerance() {
        assertEquals(HALF, findings(LITTLE, HALF, LITTLE).tightest());
        assertThrows(NoSuchElementException.class, () -> findings().tightest());
    }

    @Test
    void aMutantIsCaughtIfAVerdictFailsThatTheRightFormPasses() {
        MutantOutcome caught = new MutantOutcome("name", "slip", true, List.of(HALF, FAILED));
        assertTrue(caught.caught());
        assertEquals(List.of(FAILED), caught.catchers());
        assertFalse(new MutantOutcome("name", "slip", true, List.of(HALF, LITTLE)).caught());
        assertFalse(new MutantOutcome("name", "slip", false, List.of(FAILED)).caught(), "the right form fails as well");
    }
}
