package dev.crosscheck.train;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.nn.Setups;
import org.junit.jupiter.api.Test;

class DivergenceTest {
    private static final TrainingConfig CONFIG = TrainingConfig.of(Setups.digits(1, 10, 64, 0.001, 256));
    private static final double GUESSING = Math.log(10);

    private static History of(double... losses) {
        History history = new History(new TrainingStart.Seed());
        for (double loss : losses) {
            history.addStep(loss);
        }
        return history;
    }

    private static void requireNone(History history, int classes, double largest, double largestAtStart) {
        Divergence.requireNone(CONFIG, 1, history, history.steps(), classes, largest, largestAtStart);
    }

    @Test
    void aLossFarAboveGuessingDiverges() {
        double most = 100 * GUESSING;
        assertDoesNotThrow(() -> requireNone(of(1, 999, most, most), 10, 1, 1), "the second half alone counts");
        assertDoesNotThrow(() -> requireNone(of(1, most), 10, 1, 1), "at the limit");
        CrosscheckException e =
                assertThrows(CrosscheckException.class, () -> requireNone(of(1, 1, most, 1.1 * most), 10, 1, 1));
        assertTrue(Divergence.isReportedBy(e.getMessage()), e.getMessage());
        // 105 times ln 10.
        assertEquals(
                "Training diverges: the second half of epoch 1 has a mean loss of 241.8, with --lr 0.001; guessing has 2.303.",
                e.getMessage());
        assertThrows(CrosscheckException.class, () -> requireNone(of(1, Double.NaN), 10, 1, 1));
    }

    @Test
    void aLossThatBeganHigherMayStayThere() {
        assertDoesNotThrow(() -> requireNone(of(500, 400, 400, 400), 10, 1, 1));
        assertThrows(CrosscheckException.class, () -> requireNone(of(399, 400, 400, 400), 10, 1, 1));
    }

    /** The mean of standardised numbers is off by 1. */
    @Test
    void guessingANumberHasALossOfOne() {
        assertDoesNotThrow(() -> requireNone(of(1, 100), 0, 1, 1));
        assertThrows(CrosscheckException.class, () -> requireNone(of(1, 100.1), 0, 1, 1));
    }

    @Test
    void parametersThatBecomeHugeDiverge() {
        assertDoesNotThrow(() -> requireNone(of(1, 1), 10, 1e6, 1e6), "at the limit");
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> requireNone(of(1, 1), 10, 1.1e6, 1e6));
        assertTrue(Divergence.isReportedBy(e.getMessage()), e.getMessage());
        assertThrows(CrosscheckException.class, () -> requireNone(of(1, 1), 10, Double.NaN, 1));
        assertDoesNotThrow(() -> requireNone(of(1, 1), 10, 2e6, 1.1e6), "they were huge from the start");
    }

    @Test
    void otherFailuresAreNoDivergence() {
        assertFalse(Divergence.isReportedBy("No space left on device"));
    }
}
