package dev.crosscheck.proof.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** What a tolerance allows. */
class TolerancesTest {
    @Test
    void eitherPartMayBeNothing() {
        assertEquals(0, new Tolerance(0, 0, "exact").allowed(8));
        assertEquals(0.25, new Tolerance(0.25, 0, "absolute").allowed(-8));
        assertEquals(2, new Tolerance(0, 0.25, "relative").allowed(-8));
    }
}
