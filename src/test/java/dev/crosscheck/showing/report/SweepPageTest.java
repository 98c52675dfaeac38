package dev.crosscheck.showing.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.showing.report.SweepView.Range;
import dev.crosscheck.showing.report.SweepView.Run;
import dev.crosscheck.showing.report.SweepView.Setting;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the page of a sweep shows, and that it needs nothing else. */
class SweepPageTest {
    private static final List<String> NAMES = List.of("hidden", "lr");

    private static Setting setting(String hidden, String rate, double mean) {
        List<Run> runs = new ArrayList<>();
        for (int seed = 1; seed <= 5; seed++) {
            runs.add(new Run(seed, mean + 0.1 * (seed - 3)));
        }
        return new Setting(
                "hidden=" + hidden + " lr=" + rate,
                List.of(hidden, rate),
                runs,
                0,
                mean,
                0.158,
                new Range(mean - 0.2, mean + 0.2),
                null,
                mean == 98 ? null : mean - 98,
                mean == 98 ? null : new Range(mean - 98.1, mean - 97.9),
                mean == 98 ? null : 0.125,
                mean == 98 ? null : 23);
    }

    private static SweepView view(boolean running, List<Setting> settings) {
        return new SweepView(
                "Sweep <b>one</b>",
                running ? "Running." : "Completed.",
                running,
                Instant.parse("2026-01-02T03:04:05Z"),
                "validation accuracy in percent",
                true,
                false,
                5 * settings.size(),
                5 * settings.size(),
                NAMES,
                settings,
                "the best setting",
                running ? "" : "Chosen: hidden=64 lr=0.01.",
                Map.of("each trial", "crosscheck train <script>"));
    }

    private static List<Setting> grid() {
        return List.of(
                setting("64", "0.01", 98),
                setting("64", "0.001", 97.5),
                setting("8", "0.01", 97.25),
                setting("8", "0.001", 97));
    }

    private static long count(String page, String part) {
        return Pattern.compile(part).matcher(page).results().count();
    }

    @Test
    void showsEachRunIntervalAndMean() {
        String page = SweepPage.html(view(false, grid()));
        assertEquals(20, count(page, "<circle class=\"run\""));
        assertEquals(4, count(page, "<line class=\"mean\""));
        assertEquals(12, count(page, "<line class=\"interval\""));
        assertTrue(page.contains("<title>seed 5: 98.200</title>"), page);
        assertTrue(page.contains("97.800 to 98.200"), page);
        assertTrue(page.contains("Chosen: hidden=64 lr=0.01."), page);
        assertTrue(page.contains("decided nothing"), page);
    }

    @Test
    void aMapIsDeepestAtTheBest() {
        String page = SweepPage.html(view(false, grid()));
        assertTrue(page.contains("<td style=\"--share:1.00\">98.000</td>"), page);
        assertTrue(page.contains("<td style=\"--share:0.00\">97.000</td>"), page);
        assertTrue(
                page.contains("<th>8</th><td style=\"--share:0.00\">97.000</td><td style=\"--share:0.25\">97.250</td>"),
                page);
        assertEquals(4, count(page, "<polyline class=\"setting"));
    }

    @Test
    void needsNothingElse() {
        String page = SweepPage.html(view(false, grid()));
        assertFalse(
                Pattern.compile("(src|href)=\"(?!#)|https?://|url\\(|@import")
                        .matcher(page)
                        .find(),
                page);
        assertFalse(page.contains("<b>one"), page);
        assertFalse(page.contains("train <script>"), page);
        assertTrue(page.contains("prefers-color-scheme: dark"), page);
    }

    @Test
    void reloadsItselfOnlyWhileTheSweepRuns() {
        assertTrue(SweepPage.html(view(true, grid())).contains("http-equiv=\"refresh\""));
        assertTrue(SweepPage.html(view(true, grid())).contains("<time datetime=\"2026-01-02T03:04:05Z\">"));
        assertFalse(SweepPage.html(view(false, grid())).contains("http-equiv=\"refresh\""));
    }

    @Test
    void beforeTheFirstTrialIsDoneItSaysSo() {
        Setting none =
                new Setting("as given", List.of("", ""), List.of(), 0, null, null, null, null, null, null, null, null);
        assertTrue(SweepPage.html(view(true, List.of(none))).contains("No trial is done yet."));
    }

    @Test
    void equalRunsAndDivergedOnesCanBeDrawn() {
        Setting equal = new Setting(
                "as given",
                List.of("8", "1"),
                List.of(new Run(1, 98), new Run(2, 98)),
                0,
                98.0,
                0.0,
                null,
                null,
                null,
                null,
                null,
                null);
        Setting diverged =
                new Setting("x", List.of("9", "1"), List.of(), 2, null, null, null, null, null, null, null, null);
        String page = SweepPage.html(view(false, List.of(equal, diverged)));
        assertTrue(page.contains("<th>values</th>"), page);
        assertFalse(page.contains("<th>95 % interval</th>"), page);
        assertTrue(page.contains("<td>98.000, 98.000</td>"), page);
        // Before the script, which knows such words.
        String shown = page.substring(0, page.indexOf("<script>"));
        for (String wrong : List.of("NaN", "Infinity", "null")) {
            assertFalse(shown.contains(wrong), page);
        }
    }

    /** One run is no interval, in a comparison either. */
    @Test
    void valuesAreNotUnderTheHeadingOfIntervals() {
        ComparisonView.Side one =
                new ComparisonView.Side("A", "one", List.of(98.0), 98, null, 0, null, null, null, Map.of());
        ComparisonView.Side many = new ComparisonView.Side(
                "B", "many", List.of(97.0, 98.0), 97.5, new Range(97, 98), 0, null, null, null, Map.of());
        String page = ComparisonPage.html(
                new ComparisonView("test accuracy in percent", true, true, List.of(one, one), Map.of(), List.of()));
        assertTrue(page.contains("<th>values</th>"), page);
        assertFalse(page.contains("<th>95 % interval</th>"), page);
        String mixed = ComparisonPage.html(
                new ComparisonView("test accuracy in percent", true, true, List.of(one, many), Map.of(), List.of()));
        assertTrue(mixed.contains("<th>95 % interval, or values</th>"), mixed);
    }
}
