package dev.crosscheck.train;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.table.DecisionSpec;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.Setups;
import dev.crosscheck.nn.StopRules;
import dev.crosscheck.nn.TrainingSpec;
import dev.crosscheck.tables.Candidates;
import dev.crosscheck.train.byhand.KernelChoice;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is read from a run's files is refused by the name of the member that is out of range. */
class MembersOfRunsTest {
    private static final TrainingConfig CONFIG = TrainingConfig.of(Setups.digits(1, 3, 64, 0.01, 5));
    private static final Evaluation TEST = new Evaluation(0.4, new int[][] {{7, 3}, {1, 2}});
    private static final String DIGEST = "0".repeat(64);
    private static final EpochMetrics EPOCH = new EpochMetrics(1, 0.5, null, TEST, 1, 10, DIGEST);
    private static final Setup SETUP = CONFIG.setup();
    private static final String LONG = "x".repeat(10_001);
    private static final String TIME = "2026-01-02T03:04:05Z";

    /** Makes a record. */
    private interface Made {
        Object of();
    }

    private static Arguments refused(String member, Made made) {
        return Arguments.of(member, made);
    }

    private static Progress progress(int epoch, int batch, int steps, double epochSeconds, double seconds, int best) {
        return new Progress(CONFIG, Map.of(), epoch, batch, steps, 0, epochSeconds, seconds, List.of(), best);
    }

    private static RunIdentity run(String id, String start, String folder, String arithmetic, String... resumed) {
        return new RunIdentity(id, start, List.of(resumed), folder, arithmetic, List.of(DIGEST));
    }

    private static Candidates candidates(int folds, Candidates.Entry... entries) {
        return new Candidates(List.of(entries), folds, false, null);
    }

    private static DecisionSpec decision(String positive, DecisionSpec.Costs costs, Double recall, Double precision) {
        return new DecisionSpec(positive, costs, recall, precision, 0.9);
    }

    static Stream<Arguments> refusals() {
        int[][] negative = {{1, -1}, {0, 1}};
        int[][] narrow = {{1}, {1}};
        int[][] many = new int[1001][2];
        List<EpochMetrics> tooMany = Collections.nCopies(TrainingSpec.MOST_EPOCHS + 1, EPOCH);
        String[] oftenResumed = new String[10_001];
        Arrays.fill(oftenResumed, TIME);
        return Stream.of(
                refused("epoch", () -> new EpochMetrics(0, 0.5, null, TEST, 1, 10, DIGEST)),
                refused("seconds", () -> new EpochMetrics(1, 0.5, null, TEST, -1, 10, DIGEST)),
                refused("imagesPerSecond", () -> new EpochMetrics(1, 0.5, null, TEST, 1, -1, DIGEST)),
                refused("total", () -> new Evaluation.Counts(0, -1)),
                refused("correct", () -> new Evaluation.Counts(3, 2)),
                refused("rows", () -> new Evaluation.Numbers(-1, 0.5, null)),
                refused("confusion", () -> new Evaluation(0, many)),
                refused("confusion/0", () -> new Evaluation(0, narrow)),
                refused("confusion/0/1", () -> new Evaluation(0, negative)),
                refused("threads", () -> new TrainingMethod(TrainerChoice.AUTO, KernelChoice.AUTO, 0)),
                refused("dataSha256/file", () -> Progress.begin(CONFIG, Map.of("file", "abc"))),
                refused("epoch", () -> progress(0, 0, 0, 0, 0, 0)),
                refused("batch", () -> progress(1, -1, 0, 0, 0, 0)),
                refused("steps", () -> progress(1, 0, -1, 0, 0, 0)),
                refused("epochSeconds", () -> progress(1, 0, 0, -1, 0, 0)),
                refused("seconds", () -> progress(1, 0, 0, 0, StopRules.LONGEST_TIME * 1.1, 0)),
                refused("bestEpoch", () -> progress(1, 0, 0, 0, 0, -1)),
                refused("epochs", () -> new Progress(CONFIG, Map.of(), 1, 0, 0, 0, 0, 0, tooMany, 0)),
                refused("id", () -> run("", TIME, "data", "cpu")),
                refused("start", () -> run("a", "yesterday", "data", "cpu")),
                refused("start", () -> run("a", "2026-01-02T03:04:05." + "0".repeat(25) + "Z", "data", "cpu")),
                refused("resumed", () -> run("a", TIME, "data", "cpu", oftenResumed)),
                refused("resumed/1", () -> run("a", TIME, "data", "cpu", TIME, "later")),
                refused("dataFolder", () -> run("a", TIME, "a\0b", "cpu")),
                refused("arithmetic", () -> run("a", TIME, "data", LONG)),
                refused("init", () -> CONFIG.with(draft -> draft.init = "a\0b")),
                refused("name", () -> new Candidates.Entry("", SETUP, null)),
                refused("folds", () -> candidates(-1, new Candidates.Entry("one", SETUP, null))),
                refused("chosen", () -> new Candidates.Verdict("", 1, 0, "why")),
                refused("rows", () -> new Candidates.Verdict("one", -1, 0, "why")),
                refused("words", () -> new Candidates.Verdict("one", 1, 0, "")),
                refused("positive", () -> decision(LONG, null, null, null)),
                refused("recall", () -> decision("a", null, 0.0, null)),
                refused("precision", () -> decision("a", null, null, 1.1)),
                refused("interval", () -> new DecisionSpec(null, null, null, null, 0.4)),
                refused("costs", () -> decision("a", null, 0.9, 0.9)),
                refused("costs", () -> decision("a", new DecisionSpec.Costs(1, 2), null, 0.9)),
                refused("falsePositive", () -> new DecisionSpec.Costs(0, 1)),
                refused("falseNegative", () -> new DecisionSpec.Costs(1, Double.NaN)));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void aMemberOutOfRangeIsNamed(String member, Made made) {
        CrosscheckException e = assertThrows(CrosscheckException.class, made::of);
        assertTrue(e.getMessage().startsWith(member + ": "), e.getMessage());
    }

    @Test
    void whatIsJustInRangeIsTaken() {
        assertDoesNotThrow(() -> new Evaluation(0, new int[1000][2]));
        assertDoesNotThrow(() -> new Evaluation.Counts(2, 2));
        assertDoesNotThrow(() -> run("a", TIME, "x".repeat(10_000), "cpu"));
        assertDoesNotThrow(() -> run("a", "2026-01-02T03:04:05.000000000Z", "data", "cpu", TIME));
        assertDoesNotThrow(() -> decision("a", new DecisionSpec.Costs(1, 2), null, null));
        assertDoesNotThrow(() -> decision("a", null, 1.0, null));
    }
}
