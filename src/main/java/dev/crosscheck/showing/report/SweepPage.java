package dev.crosscheck.showing.report;

import dev.crosscheck.showing.report.SweepView.Range;
import dev.crosscheck.showing.report.SweepView.Run;
import dev.crosscheck.showing.report.SweepView.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/** A sweep as one HTML page that loads nothing else, and reloads itself while the sweep goes on. */
public final class SweepPage {
    private static final String REFRESH = "<meta http-equiv=\"refresh\" content=\"10\">\n";

    /** A page of more rows is slow to sort; summary.json has all. */
    private static final int MOST_ROWS = 2000;

    private final SweepView sweep;
    private final SweepCharts charts;
    private final Contents contents = new Contents();
    private final StringBuilder body = new StringBuilder();

    private SweepPage(SweepView sweep) {
        this.sweep = sweep;
        this.charts = new SweepCharts(sweep);
    }

    /** @return the page */
    public static String html(SweepView sweep) {
        return new SweepPage(sweep).page();
    }

    private String page() {
        boolean any = sweep.settings().stream().anyMatch(setting -> setting.mean() != null);
        if (any) {
            runs();
            maps();
            parallels();
            table();
        } else {
            body.append(Html.text("p", "No trial is done yet.")).append('\n');
        }
        facts();
        String refresh = sweep.running() ? REFRESH : "";
        String sorts = Html.style("sweep.js");
        List<String> scripts = sweep.running() ? List.of(RunPage.AGO, sorts) : List.of(sorts);
        return Html.head(sweep.title(), refresh, scripts, "report.css", "run.css", "sweep.css") + summary()
                + (sweep.running() ? "" : contents.list()) + body + Html.script(sorts)
                + "</body></html>\n";
    }

    private String summary() {
        String sign = "<time datetime=\"" + sweep.written() + "\">" + RunPage.time(sweep.written()) + "</time>";
        String status = "<p class=\"summary\">" + Html.escape(sweep.status())
                + (sweep.running() ? " Last sign of life: " + sign : "") + "</p>\n"
                + (sweep.running() ? Html.script(RunPage.AGO) : "");
        String tiles = tile("trials done", sweep.done() + " of " + sweep.trials())
                + tile(
                        sweep.settings().size() == 1 ? "setting" : "settings",
                        sweep.settings().size() + "");
        Setting best = sweep.settings().get(0);
        if (best.mean() != null) {
            tiles +=
                    tile((sweep.settings().size() == 1 ? "mean " : "best mean ") + sweep.measure(), number(best.mean()))
                            + (best.interval() == null ? "" : tile("95 % interval of it", range(best.interval())));
        }
        return Html.text("h1", sweep.title()) + status + "<div class=\"tiles\">\n" + tiles + "</div>\n"
                + (sweep.chosen().isEmpty() ? "" : Html.text("p", sweep.chosen()) + "\n")
                + Html.text("p", rule()) + "\n";
    }

    /** What decided, and what did not. */
    private String rule() {
        if (sweep.ofTest()) {
            return "One setting, so nothing was chosen: the figures are those of the test set.";
        }
        return "Settings are ranked by " + sweep.measure() + ", on what was held out of the training set. The test set"
                + " decided nothing: it is looked at once, for the setting that was chosen.";
    }

    private static String tile(String name, String value) {
        return "<div>" + Html.text("strong", value) + Html.text("span", name) + "</div>\n";
    }

    private void runs() {
        long settings = sweep.settings().stream()
                .filter(setting -> setting.mean() != null)
                .count();
        body.append(contents.heading("Runs and intervals"))
                .append("<figure class=\"runs\">")
                .append(charts.runs())
                .append(Html.text(
                        "figcaption",
                        "A dot is a run, the long tick the mean, the bar its 95 % interval by Student's t, from 5 runs on."
                                + (settings > SweepCharts.MOST_ROWS
                                        ? " The " + SweepCharts.MOST_ROWS + " best of " + settings + " settings."
                                        : "")))
                .append("</figure>\n");
    }

    private void maps() {
        String maps = charts.maps();
        if (!maps.isEmpty()) {
            body.append(contents.heading("Heat maps"))
                    .append(Html.text(
                            "p",
                            "Mean " + sweep.measure()
                                    + "; the deeper the better. Where more than two were varied, the best"
                                    + " over the others."))
                    .append("<div class=\"maps\">")
                    .append(maps)
                    .append("</div>\n");
        }
    }

    private void parallels() {
        if (charts.hasParallels()) {
            body.append(contents.heading("Parallel coordinates"))
                    .append("<figure class=\"runs\">")
                    .append(charts.parallels())
                    .append(Html.text("figcaption", "A line is a setting; the best tenth is green."))
                    .append("</figure>\n");
        }
    }

    private void table() {
        List<String> headings = new ArrayList<>(sweep.names());
        String interval =
                intervals(sweep.settings().stream().map(Setting::interval).toList());
        headings.addAll(List.of("runs", "mean", interval));
        boolean drawn = sweep.settings().stream().anyMatch(setting -> setting.bootstrap() != null);
        if (drawn) {
            headings.add("bootstrap interval");
        }
        headings.addAll(List.of("sd", "lowest", "highest"));
        boolean compares = sweep.settings().size() > 1;
        if (compares) {
            headings.addAll(
                    List.of("difference", "95 % interval of it", "p (Holm)", "seeds for 0.1 points", "diverged"));
        }
        StringBuilder rows = new StringBuilder();
        sweep.settings().stream()
                .limit(MOST_ROWS)
                .forEach(setting -> rows.append(Html.row("", cells(setting, drawn, compares))));
        body.append(contents.heading("Settings"));
        if (compares) {
            body.append(Html.text(
                    "p",
                    "Differences are from " + sweep.base()
                            + ", seed by seed; p is that of a sign-flip permutation test,"
                            + " corrected by Holm for all settings. A heading sorts by its column."));
        }
        body.append("<div class=\"sortable\">")
                .append(Html.table(headings, rows.toString()))
                .append("</div>\n");
        if (sweep.settings().size() > MOST_ROWS) {
            body.append(Html.text(
                    "p", "The first " + MOST_ROWS + " of " + sweep.settings().size() + "; summary.json has all."));
        }
    }

    private List<String> cells(Setting setting, boolean drawn, boolean compares) {
        List<String> cells = new ArrayList<>();
        setting.values().forEach(value -> cells.add(Html.escape(value)));
        double[] figures =
                setting.runs().stream().mapToDouble(Run::figure).sorted().toArray();
        cells.add(figures.length + "");
        cells.add(number(setting.mean()));
        cells.add(setting.interval() == null ? values(setting) : range(setting.interval()));
        if (drawn) {
            cells.add(range(setting.bootstrap()));
        }
        cells.add(number(setting.deviation()));
        cells.add(figures.length == 0 ? "" : number(figures[0]));
        cells.add(figures.length == 0 ? "" : number(figures[figures.length - 1]));
        if (compares) {
            cells.add(setting.difference() == null ? "" : signed(setting.difference()));
            cells.add(range(setting.differenceInterval()));
            cells.add(setting.p() == null ? "" : String.format(Locale.ROOT, "%.2g", setting.p()));
            cells.add(setting.seedsNeeded() == null ? "" : setting.seedsNeeded().toString());
            cells.add(setting.diverged() == 0 ? "" : setting.diverged() + "");
        }
        return cells;
    }

    /**
     * The heading of a column of intervals, where the runs' values are in the place of those that there are too few runs for.
     *
     * @param intervals null where there is none
     */
    public static String intervals(List<?> intervals) {
        boolean any = intervals.stream().anyMatch(Objects::nonNull);
        boolean all = intervals.stream().allMatch(Objects::nonNull);
        return all ? "95 % interval" : any ? "95 % interval, or values" : "values";
    }

    /** Of few runs the values themselves say more than an interval. */
    private String values(Setting setting) {
        return setting.runs().stream().map(run -> number(run.figure())).collect(Collectors.joining(", "));
    }

    private void facts() {
        StringBuilder rows = new StringBuilder();
        sweep.facts()
                .forEach((name, value) -> rows.append(Html.row("", List.of(Html.escape(name), Html.escape(value)))));
        body.append(contents.heading("Configuration and provenance"))
                .append(Html.table(List.of("what", "which"), rows.toString()));
    }

    private String number(Double value) {
        return value == null ? "" : SweepCharts.number(value, sweep.accuracy());
    }

    private String signed(double value) {
        return String.format(Locale.ROOT, sweep.accuracy() ? "%+.3f" : "%+.4g", value);
    }

    private String range(Range range) {
        return range == null ? "" : number(range.low()) + " to " + number(range.high());
    }
}
