package dev.crosscheck.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.sweep.RunComparison.Side;
import dev.crosscheck.sweep.SweepPlan.Trial;
import dev.crosscheck.sweep.SweepResult.Measure;
import dev.crosscheck.sweep.SweepResult.Standing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How settings and runs are ranked, compared, chosen and shown on a page, of trials whose figures are given. */
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

    private static List<Integer> order(SweepResult result) {
        return result.settings().stream().map(Standing::setting).toList();
    }

    @Test
    void validationChoosesAndTheTestIsToldOfTheChosenOne() {
        SweepPlan plan = plan(2);
        SweepResult result = SweepResult.of(plan, records(plan));
        assertEquals(Measure.VALIDATION_ACCURACY, result.measure());
        assertEquals(1, result.chosen());
        assertEquals(95, result.test().mean());
        assertEquals(List.of(1, 0), order(result));
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

    /** Equal settings keep their order. Six of six are worse: no other pattern of 64 than all signs and none has as large a range. */
    @Test
    void differencesAreTakenSeedBySeed() {
        SweepPlan plan = plan(3);
        SweepResult result = SweepResult.of(plan, records(plan));
        assertEquals(List.of(1, 2, 0), order(result));
        assertNull(result.settings().get(0).results().difference());
        assertEquals(1, result.settings().get(1).results().difference().p());
        SeedFigures worse = result.settings().get(2).results();
        assertEquals(-0.5, worse.difference().summary().mean(), 1e-9);
        assertEquals(2 / 64.0, worse.difference().p());
    }

    @Test
    void aSettingThatDivergesComesLastAndIsNeverChosen() {
        SweepPlan plan = plan(2);
        Map<Trial, TrialRecord> records = records(plan);
        records.put(new Trial(1, 12), SweepFilesTest.record(12, null, null));
        SweepResult result = SweepResult.of(plan, records);
        assertEquals(0, result.chosen());
        assertEquals(1, result.diverged());
        assertEquals(List.of(0, 1), order(result));
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

    /** One run for each seed, whose test accuracy is given. */
    private static Contender of(String name, long[] seeds, double[] accuracies) {
        List<TrialRecord> runs = new ArrayList<>();
        for (int i = 0; i < seeds.length; i++) {
            runs.add(SweepFilesTest.record(seeds[i], null, accuracies[i]));
        }
        return new Contender(name, Map.of("lr", name), runs);
    }

    /** Each is compared with the first on the seeds that both have, whatever their order. */
    @Test
    void differencesAreThoseOfTheSameSeeds() {
        Contender base = of("a", new long[] {1, 2, 3, 4, 5, 6}, new double[] {90, 91, 92, 93, 94, 95});
        Contender six = of("b", new long[] {6, 5, 4, 3, 2, 1}, new double[] {95.5, 94.25, 93.5, 92.25, 91.5, 90.25});
        Contender four = of("c", new long[] {9, 6, 3, 4, 1}, new double[] {0, 96, 93, 94, 91});
        Contender none = of("d", new long[] {7, 8}, new double[] {99, 99});
        RunComparison comparison = RunComparison.of(List.of(List.of(base, six), List.of(four), List.of(none)));
        assertEquals(Measure.TEST_ACCURACY, comparison.measure());
        List<SeedFigures> sides = comparison.sides().stream().map(Side::results).toList();
        assertEquals(92.5, sides.get(0).summary().mean());
        assertNull(sides.get(0).difference());
        assertEquals(6, sides.get(1).difference().summary().runs());
        assertEquals(0.375, sides.get(1).difference().summary().mean());
        assertEquals(4, sides.get(2).difference().summary().runs());
        assertEquals(1, sides.get(2).difference().summary().mean());
        assertNull(sides.get(3).difference());
        // Six of one sign are as far in 2 of 64 patterns, and of the four seeds of the other in 2 of 16.
        assertEquals(2 / 64.0, sides.get(1).difference().p());
        assertEquals(2 / 16.0, sides.get(2).difference().p());
        assertEquals(Map.of("lr", List.of("a", "b", "c", "d")), comparison.differing());
        Map<String, Function<Integer, String>> columns = comparison.columns();
        assertEquals(
                ",runs,mean,95 % interval, or values,pairs,difference,95 % interval of it,p",
                String.join(",", columns.keySet()));
        assertEquals(
                "C,5,74.800,22.832 to 126.768,4,+1.000,,0.13",
                columns.values().stream().map(cell -> cell.apply(2)).collect(Collectors.joining(",")));
        assertEquals("", columns.get("p").apply(3));
    }

    /** The worst setting, which is not among those that are shown, has an outlier and a p of 1: no nearer one can have less. */
    @Test
    void compareSaysOfASweepWhatTheSweepSays() {
        SweepPlan plan = plan(25);
        Map<Trial, TrialRecord> records = new LinkedHashMap<>();
        for (Trial trial : plan.trials()) {
            double worse = trial.setting() < 24 ? 0.1 * trial.setting() : trial.seed() == 11 ? 40 : -0.5;
            records.put(trial, SweepFilesTest.record(trial.seed(), 98 - worse + 0.01 * trial.seed(), 97.0));
        }
        SweepResult result = SweepResult.of(plan, records);
        List<Contender> contenders = result.settings().stream()
                .map(setting -> new Contender(
                        setting.words(),
                        Map.of(),
                        setting.results().seeds().stream()
                                .map(seed -> records.get(new Trial(setting.setting(), seed)))
                                .toList()))
                .toList();
        List<Side> sides = RunComparison.of(List.of(contenders)).sides();
        assertEquals(20, sides.size());
        for (int i = 0; i < sides.size(); i++) {
            assertEquals(result.settings().get(i).results(), sides.get(i).results());
        }
        assertEquals(1, sides.get(19).results().difference().p());
    }

    @Test
    void onlyWhatDiffersIsNamed() {
        List<TrialRecord> runs = of("a", new long[] {1}, new double[] {90}).runs();
        Contender first = new Contender("one", Map.of("batch", "64", "lr", "0.2"), runs);
        Contender second = new Contender("two", Map.of("batch", "64", "lr", "0.1", "momentum", "0.9"), runs);
        assertEquals(
                Map.of("lr", List.of("0.2", "0.1"), "momentum", Arrays.asList(null, "0.9")),
                RunComparison.of(List.of(List.of(first, second))).differing());
    }

    private static final List<Map<String, String>> GRID =
            List.of(setting("64", "0.01"), setting("64", "0.001"), setting("8", "0.01"), setting("8", "0.001"));

    private static Map<String, String> setting(String hidden, String rate) {
        return new TreeMap<>(Map.of("hidden", hidden, "lr", rate));
    }

    private static SweepPlan ofGrid(List<Map<String, String>> settings, int seeds) {
        return SweepPlan.now(List.of("--data", "<script>"), settings, 1, seeds, false);
    }

    /** A page of settings with these means; a seed's figure is off by 0.1 from the next one's. */
    private static String page(boolean running, SweepPlan plan, Double... means) {
        Map<Trial, TrialRecord> records = new LinkedHashMap<>();
        for (Trial trial : plan.trials()) {
            Double mean = trial.setting() < means.length ? means[trial.setting()] : null;
            double off = plan.seeds() < 5 ? 0 : 0.1 * (trial.seed() - 3);
            if (mean != null) {
                records.put(trial, SweepFilesTest.record(trial.seed(), mean + off, mean));
            }
        }
        SweepResult result = SweepResult.of(plan, records);
        return new SweepPage(plan, result)
                .html("Sweep <b>one</b>", running ? "Running." : "Completed.", running, Map.of());
    }

    @Test
    void aPageShowsIntervalsAndMeansAndReloadsItselfOnlyWhileTheSweepRuns() {
        SweepPlan plan = ofGrid(GRID, 5);
        String page = page(false, plan, 98.0, 97.5, 97.25, 97.0);
        // 0.158 / sqrt(5) times Student's 2.776.
        assertTrue(page.contains("97.804 to 98.196"), page);
        assertTrue(page.contains("Chosen by validation accuracy in percent: hidden=64 lr=0.01; mean test "), page);
        assertTrue(page.contains("stroke=\"rgb(46,125,50)\""), "the best line is green");
        assertFalse(page.contains("<b>one") || page.contains("train <script>"), page);
        assertFalse(page.contains("http-equiv=\"refresh\""));
        String running = page(true, plan);
        assertTrue(running.contains("http-equiv=\"refresh\"") && running.contains("No trial is done yet."));
    }

    @Test
    void equalRunsAndDivergedOnesCanBeDrawn() {
        SweepPlan plan = ofGrid(GRID.subList(0, 2), 2);
        Map<Trial, TrialRecord> records = new LinkedHashMap<>();
        for (Trial trial : plan.trials()) {
            Double figure = trial.setting() == 0 ? 98.0 : null;
            records.put(trial, SweepFilesTest.record(trial.seed(), figure, figure));
        }
        String page = new SweepPage(plan, SweepResult.of(plan, records)).html("Sweep", "Completed.", false, Map.of());
        assertTrue(page.contains("<th>values</th>") || page.contains("<th>95 % interval, or values</th>"), page);
        assertFalse(page.contains("<th>95 % interval</th>"), page);
        assertTrue(page.contains("<td>98.000, 98.000</td>"), page);
        // Before the script, which knows such words.
        String shown = page.substring(0, page.indexOf("<script>"));
        for (String wrong : List.of("NaN", "Infinity", "null")) {
            assertFalse(shown.contains(wrong), page);
        }
    }
}
