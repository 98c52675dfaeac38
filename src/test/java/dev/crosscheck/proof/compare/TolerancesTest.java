package dev.crosscheck.proof.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

/** The tolerances that are computed. */
class TolerancesTest {
    @Test
    void aRecordedRunMayDeviateTwiceAsFarAsRoundingDrivesItWithinBounds() {
        assertSame(Tolerances.RECORDED_DOUBLE, Tolerances.recordedDouble(1e-13));
        assertSame(Tolerances.RECORDED_DOUBLE, Tolerances.recordedDouble(1e-12));
        assertEquals(2e-11, Tolerances.recordedDouble(1e-11).absolute());
        assertEquals(2e-9, Tolerances.recordedDouble(1e-6).absolute(), "no more than twice 1e-9");
        assertEquals(0, Tolerances.recordedDouble(1e-11).relative());
    }

    @Test
    void exportedOutputsMayDeviateInProportionToTheLargestLogit() {
        assertEquals(1e-5, Tolerances.exportedOutputs(0.5).allowed(3));
        assertEquals(1e-5 * 36, Tolerances.exportedOutputs(36).allowed(3));
    }

    @Test
    void eitherPartMayBeNothing() {
        assertEquals(0, new Tolerance(0, 0, "exact").allowed(8));
        assertEquals(0.25, new Tolerance(0.25, 0, "absolute").allowed(-8));
        assertEquals(2, new Tolerance(0, 0.25, "relative").allowed(-8));
    }
}
