package dev.crosscheck.showing.report;

import dev.crosscheck.PagePolicy;
import dev.crosscheck.showing.report.RunView.Epoch;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/** A training run as one HTML page that loads nothing else, and reloads itself while the run goes on. */
public final class RunPage {
    private static final String REFRESH = "<meta http-equiv=\"refresh\" content=\"2\">\n";
    private static final String STATUS = "<p class=\"summary\">";
    private static final String STATUS_END = "</p>\n";
    private static final String SCRIPT = "<script>";
    private static final String SCRIPT_END = "</script>\n";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'xxx", Locale.ROOT);
    static final String AGO = """
            const sign = document.querySelector(".summary time");
            const seconds = Math.max(0, Math.round((Date.now() - Date.parse(sign.dateTime)) / 1000));
            const ago = seconds < 120 ? seconds + " s"
              : seconds < 7200 ? Math.floor(seconds / 60) + " min" : Math.floor(seconds / 3600) + " h";
            sign.after(", " + ago + " ago");
            """;
    private static final int MOST_UNITS = 64;

    /** A matrix of more classes has more cells than anyone looks at, and a thousand have a million. */
    private static final int MOST_CLASSES = 50;

    /** A page with more lines is no longer read. */
    private static final int MOST_COLUMNS = 1000;

    private final RunView run;
    private final Contents contents = new Contents();
    private final StringBuilder body = new StringBuilder();

    private RunPage(RunView run) {
        this.run = run;
    }

    /** @return the page */
    public static String html(RunView run) {
        return new RunPage(run).page();
    }

    /** @return whether a page was written while its run went on */
    public static boolean isRunning(String page) {
        return page.contains(REFRESH);
    }

    /**
     * Marks a page that was written before as ended.
     *
     * @param page the page
     * @param status how the run ended, in a few words
     * @return the page with this status, which no longer reloads itself
     */
    public static String ended(String page, String status) {
        String stays = page.replace(REFRESH, "").replace(PagePolicy.meta(List.of(AGO)), PagePolicy.meta(List.of()));
        int from = stays.indexOf(STATUS);
        int to = from < 0 ? -1 : after(stays, STATUS_END, from);
        if (to < 0) {
            return stays;
        }
        int script = stays.startsWith(SCRIPT, to) ? after(stays, SCRIPT_END, to) : to;
        return stays.substring(0, from) + summary(status, "") + stays.substring(Math.max(to, script));
    }

    private static int after(String page, String end, int from) {
        int at = page.indexOf(end, from);
        return at < 0 ? -1 : at + end.length();
    }

    /** @return a time in this machine's zone, with the zone */
    public static String time(Instant moment) {
        return TIME.format(moment.atZone(ZoneId.systemDefault()));
    }

    private String page() {
        curves();
        if (run.confusion().length > 0) {
            confusion();
        }
        if (!run.mistakes().isEmpty()) {
            mistakes();
        }
        if (run.weights() != null) {
            weights();
        }
        if (!run.epochs().isEmpty()) {
            epochs();
        }
        if (!run.columns().isEmpty()) {
            columns();
        }
        facts();
        String refresh = run.running() ? REFRESH : "";
        return Html.head(run.title(), refresh, run.running() ? List.of(AGO) : List.of(), "report.css", "run.css")
                + summary()
                // Browsers need not reload a page whose address ends in a section's name, as a running run's has to be.
                + (run.running() ? "" : contents.list()) + body + "</body></html>\n";
    }

    private String summary() {
        String written = run.written().toString();
        String status = run.running()
                ? summary(
                                run.status(),
                                " Last sign of life: <time datetime=\"" + written + "\">" + time(run.written())
                                        + "</time>")
                        + Html.script(AGO)
                : summary(run.status(), "");
        StringBuilder tiles = new StringBuilder(tile("epochs", run.epochs().size() + " of " + run.plannedEpochs()));
        if (run.shownEpoch() > 0) {
            Epoch shown = run.epochs().get(run.shownEpoch() - 1);
            String of = " of epoch " + shown.epoch();
            tiles.append(tile(measure() + of, measure(shown)))
                    .append(tile("test loss" + of, loss(shown.testLoss())))
                    .append(tile("training loss" + of, loss(shown.trainLoss())))
                    .append(tile("seconds" + of, seconds(shown.seconds())));
        }
        return Html.text("h1", run.title()) + status + "<div class=\"tiles\">\n" + tiles + "</div>\n";
    }

    private static String summary(String status, String more) {
        return "<p class=\"summary\">" + Html.escape(status) + more + "</p>\n";
    }

    private static String tile(String name, String value) {
        return "<div>" + Html.text("strong", value) + Html.text("span", name) + "</div>\n";
    }

    private void curves() {
        if (run.epochs().isEmpty()) {
            body.append(Html.text("p", "No epoch is done yet.")).append('\n');
            return;
        }
        int done = run.epochs().size();
        int room = run.running() ? Math.max(done, run.plannedEpochs()) : done;
        Map<String, List<Double>> losses = new LinkedHashMap<>();
        losses.put("training", all(Epoch::trainLoss));
        losses.put("validation", all(Epoch::validationLoss));
        losses.put("test", all(Epoch::testLoss));
        body.append("<div class=\"charts\">\n");
        figure("Mean loss", Curves.svg("Mean loss", losses, room, run.bestEpoch(), true));
        String measured = isOfNumbers() ? "Root of the mean squared test error" : "Test accuracy in percent";
        List<Double> measures = all(isOfNumbers() ? Epoch::rmse : Epoch::accuracyPercent);
        figure(measured, Curves.svg(measured, Map.of("test", measures), room, run.bestEpoch(), false));
        body.append("</div>\n");
    }

    private void epochs() {
        boolean validates = run.bestEpoch() > 0;
        StringBuilder rows = new StringBuilder();
        for (Epoch epoch : run.epochs()) {
            List<String> cells = new ArrayList<>();
            cells.add(Integer.toString(epoch.epoch()));
            cells.add(loss(epoch.trainLoss()));
            if (validates) {
                cells.add(loss(epoch.validationLoss()));
            }
            cells.addAll(List.of(loss(epoch.testLoss()), measure(epoch), seconds(epoch.seconds())));
            if (validates) {
                cells.add(epoch.epoch() == run.bestEpoch() ? "lowest validation loss" : "");
            }
            rows.append(Html.row(epoch.epoch() == run.bestEpoch() ? "best" : "", cells));
        }
        List<String> headings = validates
                ? List.of("epoch", "training loss", "validation loss", "test loss", measure(), "seconds", "")
                : List.of("epoch", "training loss", "test loss", measure(), "seconds");
        body.append(contents.heading("Epochs")).append(Html.table(headings, rows.toString()));
    }

    private boolean isOfNumbers() {
        return !run.epochs().isEmpty() && run.epochs().get(0).isOfNumbers();
    }

    private String measure() {
        return isOfNumbers() ? "test RMSE" : "test accuracy";
    }

    private static String measure(Epoch epoch) {
        return epoch.isOfNumbers()
                ? String.format(Locale.ROOT, "%.5g", epoch.rmse())
                : String.format(Locale.ROOT, "%.2f %%", epoch.accuracyPercent());
    }

    private static String loss(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    private static String seconds(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private List<Double> all(Function<Epoch, Double> value) {
        return Arrays.asList(run.epochs().stream().map(value).toArray(Double[]::new));
    }

    private void figure(String caption, String content) {
        body.append("<figure>")
                .append(content)
                .append(Html.text("figcaption", caption))
                .append("</figure>\n");
    }

    private void confusion() {
        int[][] counts = run.confusion();
        if (counts.length > MOST_CLASSES) {
            heading("Confusion matrix");
            body.append(Html.text(
                    "p", "Of " + counts.length + " classes it is too large for this page; \"evaluate\" writes it."));
            return;
        }
        int mostWrong = Math.max(
                1,
                IntStream.range(0, counts.length * counts.length)
                        .filter(i -> i / counts.length != i % counts.length)
                        .map(i -> counts[i / counts.length][i % counts.length])
                        .max()
                        .orElse(1));
        List<String> headings = new ArrayList<>(List.of("true"));
        StringBuilder rows = new StringBuilder();
        for (int actual = 0; actual < counts.length; actual++) {
            headings.add("as " + run.classes().get(actual));
            rows.append(confusionRow(run.classes().get(actual), actual, counts[actual], mostWrong));
        }
        heading("Confusion matrix");
        body.append("<div class=\"confusion\">")
                .append(Html.table(headings, rows.toString()))
                .append("</div>\n");
    }

    private static String confusionRow(String name, int actual, int[] counts, int mostWrong) {
        int of = Math.max(1, Arrays.stream(counts).sum());
        StringBuilder row = new StringBuilder("<tr>").append(Html.text("th", name));
        for (int predicted = 0; predicted < counts.length; predicted++) {
            row.append(String.format(
                    Locale.ROOT,
                    "<td class=\"%s\" style=\"--share:%.2f\">%d</td>",
                    actual == predicted ? "right" : "wrong",
                    (double) counts[predicted] / (actual == predicted ? of : mostWrong),
                    counts[predicted]));
        }
        return row + "</tr>\n";
    }

    /** A heading for something that belongs to the shown epoch. */
    private void heading(String title) {
        body.append(contents.heading(title + ", epoch " + run.shownEpoch()));
    }

    private void mistakes() {
        heading("Worst mistakes");
        body.append(
                        Html.text(
                                "p",
                                "The test images with the largest loss among those that were recognised wrongly, largest first. The loss"
                                        + " is -ln p of the probability p that the right class was given: 2.3 for 10 %, 6.9 for 0.1 %."))
                .append("\n<div class=\"digits\">\n");
        for (RunView.Mistake mistake : run.mistakes()) {
            figure(
                    mistake.caption(),
                    image(Pixels.digit(mistake.pixels(), mistake.columns()), mistake.caption(), "digit"));
        }
        body.append("</div>\n");
    }

    private void weights() {
        int shown = Math.min(MOST_UNITS, run.weights().units());
        heading("What the first layer looks for");
        body.append(Html.text(
                "p",
                String.format(
                        Locale.ROOT,
                        "The first layer's weights of the %d units (of %d) with the largest norm, each at the place of"
                                + " its pixel: orange where ink excites the unit, blue where ink inhibits it.",
                        shown,
                        run.weights().units())));
        body.append(image(Pixels.units(run.weights(), MOST_UNITS), "Weights of " + shown + " units", "units"));
    }

    private static String image(String source, String text, String cssClass) {
        return "<img class=\"" + cssClass + "\" alt=\"" + Html.escape(text) + "\" src=\"" + source + "\">";
    }

    private void columns() {
        StringBuilder rows = new StringBuilder();
        run.columns().stream()
                .limit(MOST_COLUMNS)
                .forEach(column -> rows.append(Html.row(
                        "",
                        List.of(
                                Html.escape(column.name()),
                                Html.escape(column.use()),
                                Integer.toString(column.inputs())))));
        int more = run.columns().size() - MOST_COLUMNS;
        body.append(contents.heading("Columns"))
                .append(Html.table(List.of("column", "used as", "inputs"), rows.toString()));
        if (more > 0) {
            body.append(Html.text("p", more + " columns more are in run.json."));
        }
    }

    private void facts() {
        StringBuilder rows = new StringBuilder();
        run.facts().forEach((name, value) -> rows.append(Html.row("", List.of(Html.escape(name), Html.escape(value)))));
        body.append(contents.heading("Configuration and provenance"))
                .append(Html.table(List.of("what", "which"), rows.toString()));
    }
}
