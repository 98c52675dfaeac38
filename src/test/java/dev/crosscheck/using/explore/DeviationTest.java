package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.proof.compare.Tolerance;
import org.junit.jupiter.api.Test;

/** What is allowed is {@code absolute · size + relative · |expected|}, and the number that uses most of it is told. */
class DeviationTest {
    private static final Tolerance TOLERANCE = new Tolerance(0.5, 0.25, "numbers without rounding");

    private static Deviation of(double size, double actual, Double expected) {
        Deviation.Search search = new Deviation.Search(TOLERANCE, size);
        search.compare("W1", 2, 3, actual, expected);
        return search.worst();
    }

    @Test
    void whatIsAllowedGrowsWithTheFunctionAndTheNumber() {
        assertEquals(new Deviation(1.5, 0.5 * 1 + 0.25 * 4, "W1[2][3]", true), of(0.125, 5.5, 4.0));
        assertEquals(new Deviation(3.0, 0.5 * 4 + 0.25 * 4, "W1[2][3]", true), of(-4, -7, -4.0));
        assertFalse(of(-4, -7.25, -4.0).agrees());
    }

    @Test
    void theOneThatUsesMostOfWhatIsAllowedIsTold() {
        Deviation.Search search = new Deviation.Search(TOLERANCE, 1);
        search.compare("b1", 0, 0, 100.5, 100.0);
        search.compare("b1", 0, 1, 0.25, 0.0);
        search.compare("b1", 0, 2, 110, 100.0);
        search.compare("b1", 0, 3, 7, null);
        assertEquals(new Deviation(0.25, 0.5, "b1[1]", true), search.worst());
    }

    @Test
    void whatIsNoNumberDisagrees() {
        assertFalse(of(1, Double.NaN, 0.0).agrees());
        Deviation nothing = of(1, 5, null);
        assertTrue(nothing.agrees());
        assertNull(nothing.apart());
    }
}
