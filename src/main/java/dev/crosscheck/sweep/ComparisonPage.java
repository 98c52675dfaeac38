package dev.crosscheck.sweep;

import dev.crosscheck.showing.plot.EpochChart;
import dev.crosscheck.showing.report.Contents;
import dev.crosscheck.showing.report.Html;
import dev.crosscheck.sweep.RunComparison.Side;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The HTML page of a {@link RunComparison}. It is self-contained: it loads no other files. */
public final class ComparisonPage {
    /** The number of colours in the palette; more curves could not be told apart. */
    private static final int MOST_CURVES = 8;

    private final RunComparison comparison;
    private final List<String> notes;
    private final Contents contents = new Contents();
    private final StringBuilder body = new StringBuilder();

    private ComparisonPage(RunComparison comparison, List<String> notes) {
        this.comparison = comparison;
        this.notes = notes;
    }

    /**
     * @param notes further findings, one sentence each
     * @return the page
     */
    public static String html(RunComparison comparison, List<String> notes) {
        return new ComparisonPage(comparison, notes).page();
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
        body.append(contents.heading("Figures"))
                .append(Html.text("p", comparison.words()))
                .append("<div class=\"wide\">")
                .append(Html.table(comparison.columns(true), comparison.indices()))
                .append("</div>\n");
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
                lines.put(RunComparison.letter(i), shown.get(i).curves().getOrDefault(name, List.of()));
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
        Map<String, Function<String, String>> columns = new LinkedHashMap<>();
        columns.put("what", name -> name);
        comparison
                .indices()
                .forEach(side -> columns.put(RunComparison.letter(side), name -> {
                    String value = comparison.differing().get(name).get(side);
                    return value == null ? "none" : value;
                }));
        body.append(Html.table(columns, List.copyOf(comparison.differing().keySet())));
    }
}
