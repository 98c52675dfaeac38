package dev.crosscheck.sweep;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.sweep.SweepPlan.Trial;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the page of a sweep shows, and that it needs nothing else. */
class SweepPageTest {
    private static final List<Map<String, String>> GRID =
            List.of(setting("64", "0.01"), setting("64", "0.001"), setting("8", "0.01"), setting("8", "0.001"));

    private static Map<String, String> setting(String hidden, String rate) {
        return new TreeMap<>(Map.of("hidden", hidden, "lr", rate));
    }

    private static SweepPlan plan(List<Map<String, String>> settings, int seeds) {
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

    private static String grid(boolean running) {
        return page(running, plan(GRID, 5), 98.0, 97.5, 97.25, 97.0);
    }

    @Test
    void aPageShowsIntervalsAndMeansAndNeedsNothingElse() {
        String page = grid(false);
        // 0.158 / sqrt(5) times Student's 2.776.
        assertTrue(page.contains("97.804 to 98.196"), page);
        assertTrue(page.contains("Chosen by validation accuracy in percent: hidden=64 lr=0.01; mean test "), page);
        assertTrue(page.contains("was not used for this"), page);
        assertTrue(page.contains("stroke=\"rgb(46,125,50)\""), "the best line is green");
        assertFalse(
                Pattern.compile("(src|href)=\"(?!#)|https?://|url\\((?!#)|@import")
                        .matcher(page)
                        .find(),
                page);
        assertFalse(page.contains("<b>one") || page.contains("train <script>"), page);
        assertTrue(page.contains("prefers-color-scheme: dark"), page);
    }

    @Test
    void reloadsItselfOnlyWhileTheSweepRuns() {
        assertTrue(grid(true).contains("http-equiv=\"refresh\"") && grid(true).contains("<time datetime=\""));
        assertFalse(grid(false).contains("http-equiv=\"refresh\""));
        assertTrue(page(true, plan(GRID, 5)).contains("No trial is done yet."));
    }

    @Test
    void equalRunsAndDivergedOnesCanBeDrawn() {
        SweepPlan plan = plan(GRID.subList(0, 2), 2);
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
