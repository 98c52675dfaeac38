package dev.crosscheck.proof.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

/** The tolerances that are computed. */
class TolerancesTest {
    @Test
    void aFewStepsMayDeviateAsFarAsTheirRateOrRoundingDrivesThem() {
        assertEquals(1e-11, Tolerances.fewSteps(0.001, 1e-14).absolute());
        assertEquals(1e-9, Tolerances.fewSteps(1, 1e-14).absolute());
        assertEquals(1e-7, Tolerances.fewSteps(1, 1e-9).absolute(), 1e-20);
        assertEquals(1e-6, Tolerances.fewSteps(1, 1e-3).absolute(), "never more");
        assertEquals(1e-6, Tolerances.fewSteps(1e6, 0).absolute(), "never more");
        assertEquals(1e-11, Tolerances.fewSteps(1, 1e-8).relative());
    }

    @Test
    void theAbsolutePartGrowsWithNumbersAboveOne() {
        Tolerance tolerance = new Tolerance(0.25, 0.5, "easy to reckon with");
        assertSame(tolerance, tolerance.ofNumbersUpTo(0.5));
        assertSame(tolerance, tolerance.ofNumbersUpTo(1));
        assertSame(tolerance, tolerance.ofNumbersUpTo(Double.NaN));
        assertSame(tolerance, tolerance.ofNumbersUpTo(Double.POSITIVE_INFINITY));
        assertEquals(
                new Tolerance(5, 0.5, "easy to reckon with; with numbers of up to 20"), tolerance.ofNumbersUpTo(20));
    }

    @Test
    void eitherPartMayBeNothing() {
        assertEquals(0, new Tolerance(0, 0, "exact").allowed(8));
        assertEquals(0.25, new Tolerance(0.25, 0, "absolute").allowed(-8));
        assertEquals(2, new Tolerance(0, 0.25, "relative").allowed(-8));
    }
}
