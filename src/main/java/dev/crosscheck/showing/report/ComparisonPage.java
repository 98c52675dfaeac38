package dev.crosscheck.showing.report;

import dev.crosscheck.showing.report.ComparisonView.Side;
import dev.crosscheck.showing.report.SweepView.Range;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Runs and sweeps side by side as one HTML page that loads nothing else. */
public final class ComparisonPage {
    /** There are so many colours; more curves could not be told apart. */
    private static final int MOST_CURVES = 8;

    private final ComparisonView view;
    private final Contents contents = new Contents();
    private final StringBuilder body = new StringBuilder();

    private ComparisonPage(ComparisonView view) {
        this.view = view;
    }

    /** @return the page */
    public static String html(ComparisonView view) {
        return new ComparisonPage(view).page();
    }

    private String page() {
        figures();
        curves();
        differing();
        return Html.head("comparison", "", List.of(), "report.css", "run.css", "sweep.css") + "<h1>Comparison</h1>\n"
                + view.notes().stream().map(note -> Html.text("p", note) + "\n").collect(Collectors.joining())
                + contents.list() + body + "</body></html>\n";
    }

    private void figures() {
        StringBuilder rows = new StringBuilder();
        for (Side side : view.sides()) {
            rows.append(Html.row("", cells(side)));
        }
        String heading = view.measure().substring(0, 1).toUpperCase(Locale.ROOT)
                + view.measure().substring(1);
        body.append(contents.heading(heading))
                .append(Html.text(
                        "p",
                        "Differences are from A, on the seeds that both have; p is that of a sign-flip permutation test, corrected by"
                                + " Holm for all sides."
                                + (view.ofTest()
                                        ? " These are figures of the test set: whoever chooses by them has no test left."
                                        : "")))
                .append("<div class=\"wide\">")
                .append(Html.table(
                        List.of(
                                "",
                                "which",
                                "runs",
                                "mean",
                                SweepPage.intervals(view.sides().stream()
                                        .map(Side::interval)
                                        .toList()),
                                "pairs",
                                "difference",
                                "95 % interval of it",
                                "p (Holm)"),
                        rows.toString()))
                .append("</div>\n");
    }

    private List<String> cells(Side side) {
        return List.of(
                side.letter(),
                Html.escape(side.name()),
                side.figures().size() + "",
                number(side.mean()),
                side.interval() == null ? values(side) : range(side.interval()),
                side.pairs() == 0 ? "" : side.pairs() + "",
                side.difference() == null ? "" : signed(side.difference()),
                side.differenceInterval() == null ? "" : range(side.differenceInterval()),
                side.p() == null ? "" : String.format(Locale.ROOT, "%.2g", side.p()));
    }

    private void curves() {
        List<Side> shown = view.sides().stream().limit(MOST_CURVES).toList();
        Set<String> names = new LinkedHashSet<>();
        shown.forEach(side -> names.addAll(side.curves().keySet()));
        if (names.isEmpty()) {
            return;
        }
        body.append(contents.heading("Curves"))
                .append(Html.text(
                        "p",
                        "After each epoch, the mean over a side's runs. Test curves are here to be seen; nothing was decided by"
                                + " them."))
                .append("<div class=\"charts\">\n");
        for (String name : names) {
            Map<String, List<Double>> lines = new LinkedHashMap<>();
            shown.forEach(side -> lines.put(side.letter(), side.curves().getOrDefault(name, List.of())));
            int epochs = lines.values().stream().mapToInt(List::size).max().orElse(1);
            body.append("<figure>")
                    .append(Curves.svg(name, lines, Math.max(1, epochs), 0, false))
                    .append(Html.text("figcaption", name))
                    .append("</figure>\n");
        }
        body.append("</div>\n");
    }

    private void differing() {
        body.append(contents.heading("What differs"));
        if (view.differing().isEmpty()) {
            body.append(Html.text("p", "Settings, data, code and device are the same for all."));
            return;
        }
        List<String> headings = new ArrayList<>(List.of("what"));
        view.sides().forEach(side -> headings.add(side.letter()));
        StringBuilder rows = new StringBuilder();
        view.differing().forEach((name, values) -> {
            List<String> cells = new ArrayList<>(List.of(Html.escape(name)));
            values.forEach(value -> cells.add(value == null ? "none" : Html.escape(value)));
            rows.append(Html.row("", cells));
        });
        body.append(Html.table(headings, rows.toString()));
    }

    private String values(Side side) {
        return side.figures().stream().map(this::number).collect(Collectors.joining(", "));
    }

    private String number(double value) {
        return SweepCharts.number(value, view.accuracy());
    }

    private String signed(double value) {
        return String.format(Locale.ROOT, view.accuracy() ? "%+.3f" : "%+.4g", value);
    }

    private String range(Range range) {
        return number(range.low()) + " to " + number(range.high());
    }
}
