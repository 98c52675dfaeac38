package dev.crosscheck.train;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.nn.Setups;
import dev.crosscheck.nn.StopRules;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What ends a run: conditions, given validation losses by a script, and divergence. */
class StopConditionsTest {

    private static TrainingConfig config(int epochs, StopRules rules) {
        return TrainingConfig.of(Setups.digits(1, epochs, 64, 0.001, 8)).with(draft -> {
            draft.validation = 100;
            draft.stop = rules;
        });
    }

    /** Epochs with these validation losses; tests are perfect from the start. */
    private static List<EpochMetrics> script(double... losses) {
        List<EpochMetrics> epochs = new ArrayList<>();
        for (int i = 0; i < losses.length; i++) {
            Evaluation test = new Evaluation(0, new int[][] {{1000, 0}, {0, 1000}});
            epochs.add(new EpochMetrics(
                    i + 1, 1, new Evaluation(losses[i], new int[][] {{500, 500}, {0, 0}}), test, 1, 1, "0".repeat(64)));
        }
        return epochs;
    }

    /** The epoch after which the script ends, or 0 if it does not. */
    private static int end(StopConditions conditions, List<EpochMetrics> epochs, StopReason expected) {
        for (EpochMetrics epoch : epochs) {
            StopReason reason = conditions.after(epoch);
            if (reason != null) {
                assertEquals(expected, reason);
                return epoch.epoch();
            }
        }
        return 0;
    }

    @ParameterizedTest
    @CsvSource({"1, 4", "2, 8", "3, 9", "4, 0"})
    void patienceCountsEpochsWithoutALowerLoss(int patience, int expected) {
        // An equal loss is no lower one. The best are epochs 1, 2, 3, 5 and 6.
        double[] losses = {0.9, 0.8, 0.7, 0.7, 0.6, 0.5, 0.6, 0.55, 0.51};
        StopConditions conditions = new StopConditions(config(100, new StopRules(patience, null)));
        assertEquals(expected, end(conditions, script(losses), StopReason.PATIENCE));
    }

    @Test
    void theTimeLimitCountsWhatWasUsedBefore() {
        StopConditions conditions = new StopConditions(config(100, new StopRules(null, 3600.0)));
        Stopwatch time = new Stopwatch();
        time.set(3590);
        time.start();
        assertFalse(conditions.timeIsUp(time.seconds()));
        assertFalse(conditions.timeIsUp(3599.999));
        assertTrue(conditions.timeIsUp(3600));
        time.set(3600);
        assertTrue(conditions.timeIsUp(time.seconds()), "nothing was left");
        StopConditions unlimited = new StopConditions(config(100, StopRules.NONE));
        assertFalse(unlimited.timeIsUp(1e9));
        assertNull(unlimited.replay(List.of()));
    }

    /** Losses of an epoch's steps of so many classes, and the largest parameter then and at the start: the second half counts against 100 times guessing. */
    static Stream<Arguments> epochs() {
        double most = 100 * Math.log(10);
        return Stream.of(
                Arguments.of(true, of(1, 999, most, most), 10, 1, 1),
                Arguments.of(true, of(1, most), 10, 1, 1),
                Arguments.of(false, of(1, 1, most, 1.1 * most), 10, 1, 1),
                Arguments.of(false, of(1, Double.NaN), 10, 1, 1),
                Arguments.of(true, of(500, 400, 400, 400), 10, 1, 1), // it began higher
                Arguments.of(false, of(399, 400, 400, 400), 10, 1, 1),
                Arguments.of(true, of(1, 100), 0, 1, 1), // the mean of standardised numbers is off by 1
                Arguments.of(false, of(1, 100.1), 0, 1, 1),
                Arguments.of(true, of(1, 1), 10, 1e6, 1e6),
                Arguments.of(false, of(1, 1), 10, 1.1e6, 1e6),
                Arguments.of(false, of(1, 1), 10, Double.NaN, 1),
                Arguments.of(false, of(1, 1), 10, Double.POSITIVE_INFINITY, 1),
                Arguments.of(true, of(1, 1), 10, 2e6, 1.1e6)); // they were huge from the start
    }

    private static History of(double... losses) {
        History history = new History(new TrainingStart.Seed());
        for (double loss : losses) {
            history.addStep(loss);
        }
        return history;
    }

    @ParameterizedTest
    @MethodSource
    void epochs(boolean goesOn, History history, int classes, double largest, double atStart) {
        TrainingConfig config = config(10, StopRules.NONE);
        Executable check = () -> Divergence.requireNone(config, 1, history, history.steps(), classes, largest, atStart);
        if (goesOn) {
            assertDoesNotThrow(check);
        } else {
            CrosscheckException e = assertThrows(CrosscheckException.class, check);
            assertTrue(Divergence.isReportedBy(e.getMessage()), e.getMessage());
        }
        assertFalse(Divergence.isReportedBy("No space left on device"));
    }
}
