package dev.crosscheck.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.crosscheck.sweep.SweepPlan.Trial;
import dev.crosscheck.sweep.SweepResult.Measure;
import dev.crosscheck.sweep.SweepResult.Standing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How settings are ranked, compared and chosen, of trials whose figures are given. */
class SweepResultTest {
    private static final int SEEDS = 6;

    /** One's validation accuracies are the other's but for 0.5 points and a bit; its test accuracies are worse. */
    private static final double[][] VALIDATION = {
        {97.0, 97.4, 97.1, 97.6, 97.2, 97.3}, {97.5, 97.8, 97.7, 98.1, 97.6, 97.9}, {97.5, 97.8, 97.7, 98.1, 97.6, 97.9}
    };

    private static final double[] TEST = {98, 95, 96};

    private static SweepPlan plan(int settings) {
        List<Map<String, String>> all = IntStream.range(0, settings)
                .mapToObj(i -> Map.of("hidden", Integer.toString(8 << i)))
                .toList();
        return SweepPlan.now(List.of(), all, 11, SEEDS, false);
    }

    private static Map<Trial, TrialRecord> records(SweepPlan plan) {
        Map<Trial, TrialRecord> records = new LinkedHashMap<>();
        for (Trial trial : plan.trials()) {
            double validation = VALIDATION[trial.setting()][(int) trial.seed() - 11];
            records.put(trial, SweepFilesTest.record(trial.seed(), validation, TEST[trial.setting()]));
        }
        return records;
    }

    @Test
    void validationChoosesAndTheTestIsToldOfTheChosenOne() {
        SweepPlan plan = plan(2);
        SweepResult result = SweepResult.of(plan, records(plan));
        assertEquals(Measure.VALIDATION_ACCURACY, result.measure());
        assertEquals(1, result.chosen());
        assertEquals(95, result.test().mean());
        assertEquals(
                List.of(1, 0), result.settings().stream().map(Standing::setting).toList());
    }

    @Test
    void nothingIsChosenBeforeAllTrialsAreDone() {
        SweepPlan plan = plan(2);
        SweepResult none = SweepResult.of(plan, Map.of());
        assertEquals(0, none.done());
        assertEquals(Measure.VALIDATION_ACCURACY, none.measure());
        assertNull(none.settings().get(0).mean());
        Map<Trial, TrialRecord> records = records(plan);
        records.remove(new Trial(0, 13));
        SweepResult result = SweepResult.of(plan, records);
        assertNull(result.chosen());
        assertNull(result.test());
        assertEquals(11, result.done());
        // The seeds that both have are compared.
        assertEquals(
                5, result.settings().get(1).results().difference().summary().runs());
    }

    /** Equal settings keep their order. */
    @Test
    void differencesAreTakenSeedBySeed() {
        SweepPlan plan = plan(3);
        SweepResult result = SweepResult.of(plan, records(plan));
        assertEquals(
                List.of(1, 2, 0),
                result.settings().stream().map(Standing::setting).toList());
        assertEquals(1, result.settings().get(1).results().p());
        assertNull(result.settings().get(0).results().difference());
        Standing worse = result.settings().get(2);
        assertEquals(-0.5, worse.results().difference().summary().mean(), 1e-9);
        // Six of six are worse: p is 2 of 64, and as it is one of two comparisons, twice that.
        assertEquals(2 / 64.0, worse.results().difference().p());
        assertEquals(4 / 64.0, worse.results().p());
        assertEquals(18, result.trials());
    }

    @Test
    void aSettingThatDivergesComesLastAndIsNeverChosen() {
        SweepPlan plan = plan(2);
        Map<Trial, TrialRecord> records = records(plan);
        records.put(new Trial(1, 12), SweepFilesTest.record(12, null, null));
        SweepResult result = SweepResult.of(plan, records);
        assertEquals(0, result.chosen());
        assertEquals(1, result.diverged());
        assertEquals(
                List.of(0, 1), result.settings().stream().map(Standing::setting).toList());
        assertEquals(
                List.of(11L, 13L, 14L, 15L, 16L),
                result.settings().get(1).results().seeds());
        for (int seed = 11; seed < 17; seed++) {
            records.put(new Trial(0, seed), SweepFilesTest.record(seed, null, null));
        }
        assertNull(SweepResult.of(plan, records).chosen());
        assertNull(SweepResult.of(plan, records).settings().get(1).mean());
    }

    @Test
    void oneSettingNeedsNoValidation() {
        SweepPlan plan = plan(1);
        Map<Trial, TrialRecord> records = new LinkedHashMap<>();
        for (Trial trial : plan.trials()) {
            records.put(trial, SweepFilesTest.record(trial.seed(), null, 80.0 + trial.seed()));
        }
        SweepResult result = SweepResult.of(plan, records);
        assertEquals(Measure.TEST_ACCURACY, result.measure());
        assertEquals(93.5, result.test().mean());
        assertEquals(0, result.chosen());
    }
}
