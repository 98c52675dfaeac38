package dev.crosscheck.sweep;

import dev.crosscheck.showing.plot.ParallelChart;
import dev.crosscheck.showing.report.Contents;
import dev.crosscheck.showing.report.Html;
import dev.crosscheck.showing.report.LivePage;
import dev.crosscheck.statistics.Summary;
import dev.crosscheck.sweep.SweepResult.Measure;
import dev.crosscheck.sweep.SweepResult.Standing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** The HTML page of a sweep, {@code sweep.html}. It is self-contained, and reloads itself until the sweep has ended. */
final class SweepPage {
    private static final int REFRESH_SECONDS = 10;

    /** A longer table is slow to sort; summary.json has all rows. */
    private static final int MOST_ROWS = 2000;

    /** More lines in a chart than this hide each other. */
    private static final int MOST_LINES = 300;

    /** Maximum marks on an axis. */
    private static final int MOST_MARKS = 16;

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
            parallels();
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

    /** A parallel-coordinates chart, if more than one name was varied: one axis per name and one for the measure, one line per setting. */
    private void parallels() {
        List<String> varied =
                names.stream().filter(name -> values(name).size() > 1).toList();
        if (varied.size() < 2) {
            return;
        }
        List<Standing> shown = result.settings().stream()
                .filter(setting -> setting.mean() != null)
                .limit(MOST_LINES)
                .toList();
        List<ParallelChart.Axis> axes = new ArrayList<>();
        List<ToDoubleFunction<Standing>> heights = new ArrayList<>();
        varied.forEach(name -> axes.add(axis(name, heights)));
        axes.add(measureAxis(shown, heights));
        List<double[]> lines = shown.stream()
                .map(setting -> heights.stream()
                        .mapToDouble(height -> height.applyAsDouble(setting))
                        .toArray())
                .toList();
        String chart = ParallelChart.svg(
                "Parallel coordinates: the options of each setting, and its result",
                axes,
                lines,
                Math.max(1, shown.size() / 10));
        body.append(contents.heading("Parallel coordinates"))
                .append("<figure class=\"runs\">")
                .append(chart)
                .append(Html.text("figcaption", "A line is a setting; the best tenth is green."))
                .append("</figure>\n");
    }

    /** @return the value that a setting gives to a name; empty if it does not set it */
    private static String value(Standing setting, String name) {
        return setting.values().getOrDefault(name, "");
    }

    /** @return the values of a name, numbers in ascending order */
    private List<String> values(String name) {
        return result.settings().stream()
                .map(setting -> value(setting, name))
                .distinct()
                .sorted(Comparator.comparingDouble(SweepPage::size).thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    /** Sort key of a value: a number itself, a list by its first number, words last. */
    private static double size(String value) {
        try {
            return Double.parseDouble(value.split(",", 2)[0]);
        } catch (NumberFormatException e) {
            return Double.POSITIVE_INFINITY;
        }
    }

    /** The values of a name, evenly spaced. */
    private ParallelChart.Axis axis(String name, List<ToDoubleFunction<Standing>> heights) {
        List<String> values = values(name);
        int last = values.size() - 1;
        heights.add(setting -> share(values.indexOf(value(setting, name)), 0, last));
        Map<Double, String> labels = new TreeMap<>();
        for (int i = 0; i <= last; i += 1 + values.size() / MOST_MARKS) {
            labels.put(share(i, 0, last), values.get(i));
        }
        return new ParallelChart.Axis(name, labels);
    }

    private ParallelChart.Axis measureAxis(List<Standing> shown, List<ToDoubleFunction<Standing>> heights) {
        double low = shown.stream().mapToDouble(Standing::mean).min().orElse(0);
        double high = shown.stream().mapToDouble(Standing::mean).max().orElse(1);
        heights.add(setting -> share(setting.mean(), low, high));
        Map<Double, String> labels = new TreeMap<>(Map.of(0.0, measure.number(low), 1.0, measure.number(high)));
        return new ParallelChart.Axis(measure.isAccuracy() ? "accuracy" : "error", labels);
    }

    private static double share(double value, double low, double high) {
        return low == high ? 0.5 : (value - low) / (high - low);
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
                .append(Html.table(columns, shown))
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
