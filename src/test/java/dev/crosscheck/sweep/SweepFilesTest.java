package dev.crosscheck.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.sweep.SweepPlan.Trial;
import dev.crosscheck.train.record.RunRecord;
import dev.crosscheck.train.record.RunRecords;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which settings are meant by a grid, the plan that a sweep leaves, whole and damaged, and what it reads in the records of its runs. */
class SweepFilesTest {
    static final SweepPlan PLAN =
            SweepPlan.now(List.of("--epochs=2"), List.of(Map.of("hidden", "8"), Map.of("hidden", "16")), 1, 3, false);

    private static final Map<String, String> DATA = Map.of("images.gz", "b".repeat(64));

    /** @return a trial with these accuracies on validation and test data; one that diverged if the latter is null */
    static TrialRecord record(long seed, Double validation, Double test) {
        return test == null ? new TrialRecord(seed, null, DATA) : new TrialRecord(seed, epoch(validation, test), DATA);
    }

    private static RunRecord.Epoch epoch(Double validation, double test) {
        Double loss = validation == null ? null : 0.26;
        return new RunRecord.Epoch(
                2, 0.25, loss, validation, null, null, 0.27, 9, test, null, null, 1.5, 38.0, null, "0".repeat(64));
    }

    @Test
    void trialsOfASeedFollowEachOther() {
        assertEquals(
                "setting1-seed1 setting2-seed1 setting1-seed2 setting2-seed2 setting1-seed3 setting2-seed3",
                PLAN.trials().stream().map(Trial::name).collect(Collectors.joining(" ")));
        assertEquals("train --epochs=2 --hidden=16 --seed=1", String.join(" ", PLAN.arguments(new Trial(1, 1))));
        assertEquals(
                "train --epochs=2 --hidden=16 --seed=3 --no-check", String.join(" ", PLAN.arguments(new Trial(1, 3))));
        SweepPlan checked = SweepPlan.now(List.of("--check"), List.of(Map.of()), 1, 3, false);
        assertEquals(List.of("train", "--check", "--seed=3"), checked.arguments(new Trial(0, 3)));
    }

    @Test
    void whatIsNoOptionOfTrainIsAWordOfWith() {
        assertEquals(
                List.of("--with=dropout:0.2", "--lr=0.1", "--with=schedule:step/0.5/2", "--trainer=dl4j"),
                SweepPlan.options(new TreeMap<>(
                        Map.of("lr", "0.1", "dropout", "0.2", "schedule", "step/0.5/2", "trainer", "dl4j"))));
    }

    private static TrialRecord ofRun(RunRecord.Status status, String failure, int bestEpoch) {
        List<RunRecord.Epoch> epochs =
                List.of(RunRecords.epoch(1, 0.5, 91.0, 90.5), RunRecords.epoch(2, 0.7, 92.0, 91.5));
        RunRecord run = RunRecords.of("7", status, failure, bestEpoch, epochs);
        return TrialRecord.of(run);
    }

    /** Of the epoch that the model is from, not of the last. */
    @Test
    void figuresAreThoseOfTheModel() {
        TrialRecord best = ofRun(RunRecord.Status.COMPLETED, "", 1);
        assertEquals(1, best.figures().epoch());
        assertEquals(91.0, best.figures().validationAccuracyPercent());
        assertEquals(0.45, best.figures().testLoss());
        TrialRecord last = ofRun(RunRecord.Status.COMPLETED, "", 0);
        assertEquals(2, last.figures().epoch());
        assertEquals(91.5, last.figures().testAccuracyPercent());
    }

    @Test
    void onlyWhatWouldDivergeAgainIsAResult() {
        TrialRecord diverged =
                ofRun(RunRecord.Status.FAILED, "The loss became NaN in epoch 3, batch 2, with --lr 1.", 0);
        assertFalse(diverged.completed());
        assertFalse(ofRun(RunRecord.Status.FAILED, "Training diverges: after epoch 1 it does.", 0)
                .completed());
        for (RunRecord.Status status :
                List.of(RunRecord.Status.RUNNING, RunRecord.Status.INTERRUPTED, RunRecord.Status.KILLED)) {
            assertEquals(null, ofRun(status, null, 0));
        }
        assertEquals(null, ofRun(RunRecord.Status.FAILED, "run.json: cannot be written: No space left on device", 0));
    }

    private static final List<String> KNOWN = List.of("hidden", "lr", "batch", "activation");

    private static List<Map<String, String>> grid(String words) {
        return Grid.settings(List.of(words.split(" ")), KNOWN);
    }

    @Test
    void allCombinationsInTheOrderOfTheNames() {
        assertEquals(
                List.of("hidden=64 lr=0.1", "hidden=64 lr=0.01", "hidden=8 lr=0.1", "hidden=8 lr=0.01"),
                grid("hidden=64,8 lr=0.1,0.01").stream().map(SweepPlan::words).toList());
        assertEquals(List.of(Map.of()), Grid.settings(List.of(), KNOWN));
    }

    @Test
    void valuesWithCommasAreSeparatedBySemicolons() {
        assertEquals(List.of(Map.of("hidden", "64"), Map.of("hidden", "128,64")), grid("hidden=64;128,64"));
        assertEquals(List.of(Map.of("hidden", "64")), grid("--hidden=64"));
    }

    @Test
    void hugeGridsAreCountedNotMade() {
        String hundred = IntStream.range(1, 101).mapToObj(Integer::toString).collect(Collectors.joining(","));
        String huge = "hidden=%s lr=%s batch=%s activation=%s".replace("%s", hundred);
        CrosscheckException refused = assertThrows(CrosscheckException.class, () -> grid(huge));
        assertEquals("--grid: expected at most 100000 settings, found 1000000 or more.", refused.getMessage());
    }
}
