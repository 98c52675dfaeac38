package dev.crosscheck.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.nn.Setups;
import dev.crosscheck.nn.StopRules;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The conditions, given validation losses by a script. */
class StopConditionsTest {

    private static TrainingConfig config(int epochs, StopRules rules) {
        return TrainingConfig.of(Setups.digits(1, epochs, 64, 0.001, 8)).with(draft -> {
            draft.validation = 100;
            draft.stop = rules;
        });
    }

    /** Epochs with these validation losses; tests are perfect from the start. */
    private static List<EpochMetrics> epochs(double... losses) {
        List<EpochMetrics> epochs = new ArrayList<>();
        for (int i = 0; i < losses.length; i++) {
            Evaluation test = new Evaluation(0, new int[][] {{1000, 0}, {0, 1000}});
            epochs.add(new EpochMetrics(
                    i + 1, 1, new Evaluation(losses[i], new int[][] {{500, 500}, {0, 0}}), test, 1, 1));
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
        assertEquals(expected, end(conditions, epochs(losses), StopReason.PATIENCE));
    }

    @Test
    void allEpochsAreTheEnd() {
        StopConditions conditions = new StopConditions(config(3, StopRules.NONE));
        assertEquals(3, end(conditions, epochs(1, 1, 1, 1), StopReason.EPOCHS));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void aRunResumedAfterAnyEpochDecidesAsOneNeverInterrupted(int done) {
        List<EpochMetrics> script = epochs(0.9, 0.5, 0.6, 0.4, 0.45, 0.41, 0.42, 0.3);
        StopConditions resumed = new StopConditions(config(100, new StopRules(3, null)));
        StopReason before = resumed.replay(script.subList(0, done));
        assertEquals(done == 7 ? StopReason.PATIENCE : null, before);
        if (before == null) {
            assertEquals(7, end(resumed, script.subList(done, 8), StopReason.PATIENCE));
        }
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
}
