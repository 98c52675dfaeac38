package dev.crosscheck.sweep;

import dev.crosscheck.showing.report.Contents;
import dev.crosscheck.showing.report.Html;
import dev.crosscheck.showing.report.LivePage;
import dev.crosscheck.statistics.Summary;
import dev.crosscheck.sweep.SweepResult.Measure;
import dev.crosscheck.sweep.SweepResult.Standing;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The HTML page of a sweep, {@code sweep.html}. It is self-contained, and reloads itself until the sweep has ended. */
final class SweepPage {
    private static final int REFRESH_SECONDS = 10;

    /** A longer table is slow to sort; summary.json has all rows. */
    private static final int MOST_ROWS = 2000;

    private final SweepPlan plan;
    private final SweepResult result;
    private final Measure measure;
    private final List<String> names;
    private final Contents contents = new Contents();
    private final StringBuilder body = new StringBuilder();

    SweepPage(SweepPlan plan, SweepResult result) {
        this.plan = plan;
        this.result = result;
        this.measure = result.measure();
        this.names = plan.names();
    }

    /**
     * Composes the page.
     *
     * @param status the state of the sweep, in a few words
     * @param running whether the sweep is running
     * @param data SHA-256 of the data files known so far, by file name
     */
    String html(String title, String status, boolean running, Map<String, String> data) {
        if (result.settings().get(0).mean() != null) {
            table();
        } else {
            body.append(Html.text("p", "No trial is done yet.")).append('\n');
        }
        body.append(contents.heading("Configuration and provenance")).append(Html.facts(facts(data)));
        String refresh = running ? LivePage.refresh(REFRESH_SECONDS) : "";
        String sorts = Html.style("sweep.js");
        List<String> scripts = running ? List.of(LivePage.AGO, sorts) : List.of(sorts);
        return Html.head(title, refresh, scripts, "report.css", "run.css", "sweep.css")
                + Html.text("h1", title) + LivePage.status(status, running, Instant.now()) + summary()
                + (running ? "" : contents.list()) + body + Html.script(sorts)
                + "</body></html>\n";
    }

    private String summary() {
        int count = result.settings().size();
        String tiles = Html.tile("trials done", result.done() + " of " + result.trials())
                + Html.tile(count == 1 ? "setting" : "settings", count + "");
        Summary best = result.settings().get(0).results().summary();
        if (best != null) {
            tiles += Html.tile((count == 1 ? "mean " : "best mean ") + measure.words(), measure.number(best.mean()))
                    + (best.interval() == null ? "" : Html.tile("95 % interval of it", measure.range(best.interval())));
        }
        String chosen =
                result.words(plan).map(words -> Html.text("p", words) + "\n").orElse("");
        return "<div class=\"tiles\">\n" + tiles + "</div>\n" + chosen + Html.text("p", rule()) + "\n";
    }

    /** How settings are ranked, and which figures are not used for it. */
    private String rule() {
        if (measure == result.testMeasure()) {
            return "One setting, so nothing was chosen: the figures are those of the test set.";
        }
        return "Settings are ranked by " + measure.words() + ", on what was held out of the training set. The test set"
                + " was not used for this: it is evaluated once, for the chosen setting.";
    }

    /** @return the value that a setting gives to a name; empty if it does not set it */
    private static String value(Standing setting, String name) {
        return setting.values().getOrDefault(name, "");
    }

    private void table() {
        List<SeedFigures> figures =
                result.settings().stream().map(Standing::results).toList();
        Map<String, Function<Standing, String>> columns = new LinkedHashMap<>();
        names.forEach(name -> columns.put(name, setting -> value(setting, name)));
        SeedFigures.columns(measure, figures, true)
                .forEach((heading, cell) -> columns.put(heading, setting -> cell.apply(setting.results())));
        if (result.diverged() > 0) {
            columns.put("diverged", setting -> Integer.toString(setting.diverged()));
        }
        body.append(contents.heading("Settings"));
        body.append(Html.text(
                "p", SeedFigures.words(measure, figures, SweepResult.BASE) + " A heading sorts by its column."));
        List<Standing> shown = result.settings().stream().limit(MOST_ROWS).toList();
        body.append("<div class=\"sortable\">")
                .append(Html.tableOf(
                        List.copyOf(columns.keySet()),
                        shown.stream()
                                .map(row -> SeedFigures.cells(columns, row))
                                .toList()))
                .append("</div>\n");
        if (figures.size() > MOST_ROWS) {
            body.append(Html.text("p", "The first " + MOST_ROWS + " of " + figures.size() + "; summary.json has all."));
        }
    }

    private Map<String, String> facts(Map<String, String> data) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("each trial", "crosscheck train " + String.join(" ", plan.arguments()));
        facts.put(
                "seeds",
                plan.firstSeed() + " to " + (plan.firstSeed() + plan.seeds() - 1) + ", the same for every setting");
        facts.put("working folder", plan.folder());
        facts.put("versions", "Crosscheck " + plan.version() + ", DL4J and ND4J " + plan.nd4j());
        facts.put("SHA-256 of the program's classes", plan.code());
        data.forEach((file, digest) -> facts.put("SHA-256 of " + file, digest));
        return facts;
    }
}
