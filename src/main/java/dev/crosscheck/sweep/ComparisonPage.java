package dev.crosscheck.sweep;

import dev.crosscheck.showing.plot.EpochChart;
import dev.crosscheck.showing.report.Contents;
import dev.crosscheck.showing.report.Html;
import dev.crosscheck.statistics.Summary;
import dev.crosscheck.sweep.RunComparison.Side;
import dev.crosscheck.sweep.SweepResult.Measure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The HTML page of a {@link RunComparison}. It is self-contained: it loads no other files. */
public final class ComparisonPage {
    /** The number of colours in the palette; more curves could not be told apart. */
    private static final int MOST_CURVES = 8;

    private final RunComparison comparison;
    private final Measure measure;
    private final List<String> notes;
    private final Contents contents = new Contents();
    private final StringBuilder body = new StringBuilder();

    private ComparisonPage(RunComparison comparison, List<String> notes) {
        this.comparison = comparison;
        this.measure = comparison.measure();
        this.notes = notes;
    }

    /**
     * @param notes further findings, one sentence each
     * @return the page
     */
    public static String html(RunComparison comparison, List<String> notes) {
        return new ComparisonPage(comparison, notes).page();
    }

    /** @return the label of a side: A, B, C and so on, because names of folders are too long for table columns */
    public static String letter(int side) {
        return side < 26 ? String.valueOf((char) ('A' + side)) : "S" + (side + 1);
    }

    private String page() {
        figures();
        curves();
        differing();
        return Html.head("comparison", "", List.of(), "report.css", "run.css", "sweep.css") + "<h1>Comparison</h1>\n"
                + notes.stream().map(note -> Html.text("p", note) + "\n").collect(Collectors.joining())
                + contents.list() + body + "</body></html>\n";
    }

    private void figures() {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < comparison.sides().size(); i++) {
            rows.append(Html.row("", cells(letter(i), comparison.sides().get(i))));
        }
        String heading = measure.words().substring(0, 1).toUpperCase(Locale.ROOT)
                + measure.words().substring(1);
        body.append(contents.heading(heading))
                .append(Html.text(
                        "p",
                        "Differences are from A, on the seeds that both have; p is that of a sign-flip permutation test, corrected by"
                                + " Holm for all sides."
                                + (measure.isOfTest()
                                        ? " These are figures of the test set: if you choose by them, no independent test is left."
                                        : "")))
                .append("<div class=\"wide\">")
                .append(Html.table(
                        List.of(
                                "",
                                "which",
                                "runs",
                                "mean",
                                SweepPage.intervals(comparison.sides().stream()
                                        .map(side -> side.summary().interval())
                                        .toList()),
                                "pairs",
                                "difference",
                                "95 % interval of it",
                                "p (Holm)"),
                        rows.toString()))
                .append("</div>\n");
    }

    private List<String> cells(String letter, Side side) {
        Summary summary = side.summary();
        Summary difference =
                side.difference() == null ? null : side.difference().summary();
        return List.of(
                letter,
                Html.escape(side.name()),
                side.figures().size() + "",
                measure.number(summary.mean()),
                summary.interval() == null ? measure.values(side.figures()) : measure.range(summary.interval()),
                side.common() == 0 ? "" : side.common() + "",
                difference == null ? "" : measure.signed(difference.mean()),
                difference == null || difference.interval() == null ? "" : measure.range(difference.interval()),
                side.common() > 1 ? String.format(Locale.ROOT, "%.2g", side.p()) : "");
    }

    private void curves() {
        List<Side> shown = comparison.sides().stream().limit(MOST_CURVES).toList();
        Set<String> names = new LinkedHashSet<>();
        shown.forEach(side -> names.addAll(side.curves().keySet()));
        if (names.isEmpty()) {
            return;
        }
        body.append(contents.heading("Curves"))
                .append(Html.text(
                        "p",
                        "After each epoch, the mean over a side's runs. Test curves are for information only; no decision"
                                + " used them."))
                .append("<div class=\"charts\">\n");
        for (String name : names) {
            Map<String, List<Double>> lines = new LinkedHashMap<>();
            for (int i = 0; i < shown.size(); i++) {
                lines.put(letter(i), shown.get(i).curves().getOrDefault(name, List.of()));
            }
            int epochs = lines.values().stream().mapToInt(List::size).max().orElse(1);
            body.append(Html.figure(new EpochChart(name, lines, Math.max(1, epochs), 0, false).svg(), name));
        }
        body.append("</div>\n");
    }

    private void differing() {
        body.append(contents.heading("What differs"));
        if (comparison.differing().isEmpty()) {
            body.append(Html.text("p", "Settings, data, code and device are the same for all."));
            return;
        }
        List<String> headings = new ArrayList<>(List.of("what"));
        IntStream.range(0, comparison.sides().size()).forEach(side -> headings.add(letter(side)));
        StringBuilder rows = new StringBuilder();
        comparison.differing().forEach((name, values) -> {
            List<String> cells = new ArrayList<>(List.of(Html.escape(name)));
            values.forEach(value -> cells.add(value == null ? "none" : Html.escape(value)));
            rows.append(Html.row("", cells));
        });
        body.append(Html.table(headings, rows.toString()));
    }
}
