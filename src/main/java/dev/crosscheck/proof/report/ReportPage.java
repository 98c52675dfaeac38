package dev.crosscheck.proof.report;

import dev.crosscheck.course.errata.Erratum;
import dev.crosscheck.proof.compare.DeviationSeries;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.MutantOutcome;
import dev.crosscheck.proof.compare.Tolerance;
import dev.crosscheck.proof.compare.Verdict;
import dev.crosscheck.showing.plot.DeviationChart;
import dev.crosscheck.showing.report.Contents;
import dev.crosscheck.showing.report.Html;
import dev.crosscheck.text.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the comparison report as a self-contained HTML page. */
public final class ReportPage {
    private static final List<String> VERDICT_HEADINGS =
            List.of("", "quantity", "compared", "worst absolute", "worst relative", "where", "tolerance", "share used");

    private static final String EXPLANATION = """
            <p>What was written by hand in plain Java, against Deeplearning4j, SameDiff and central differences, from the
            same arrays and the same examples in the same order. A tolerance is an absolute part plus a relative part of the
            expected number; of several deviations the one that uses most of it is shown. A relative deviation is shown
            only for expected numbers so large that the relative part is at least the absolute one: nearer to 0 it means
            nothing. A dash: no number was that large.</p>
            """;

    private final StringBuilder body = new StringBuilder();
    private final Contents contents = new Contents();
    private final Map<Tolerance, String> tolerances = new LinkedHashMap<>();

    private ReportPage() {}

    /** @return the page */
    public static String html(Report report) {
        ReportPage page = new ReportPage();
        page.environment(report.environment());
        report.findings().forEach(result -> result.verdicts().forEach(verdict -> page.nameOf(verdict.tolerance())));
        page.verdicts(report.findings());
        page.tolerances();
        page.charts(report.findings());
        if (!report.mutants().isEmpty()) {
            page.mutants(report.mutants());
        }
        if (!report.errata().isEmpty()) {
            page.errata(report.errata());
        }
        return Html.head("comparison report", "", List.of(), "report.css")
                + summary(report)
                + page.contents.list()
                + page.body
                + "</body></html>\n";
    }

    private static String summary(Report report) {
        boolean passed = report.disagreements() == 0 && report.survivors() == 0;
        return "<h1>Comparison report</h1>\n<p class=\"" + (passed ? "pass" : "fail") + " summary\">"
                + Html.escape(counts(report, passed)) + "</p>\n"
                + Html.text("p", Text.of("Made %s in %.1f s.", report.created(), report.seconds()))
                + "\n" + EXPLANATION;
    }

    private static String counts(Report report, boolean passed) {
        long verdicts = report.findings().stream()
                .mapToLong(result -> result.verdicts().size())
                .sum();
        String checks = Text.of(
                "%s %d checks with %d comparisons: %d disagree.",
                passed ? "Everything agrees." : "Something disagrees.",
                report.findings().size(),
                verdicts,
                report.disagreements());
        if (report.mutants().isEmpty()) {
            return checks;
        }
        return Text.of(
                "%s %d mutants: %d caught, %d survive.",
                checks, report.mutants().size(), report.mutants().size() - report.survivors(), report.survivors());
    }

    private void environment(Map<String, String> environment) {
        body.append(contents.heading("Environment")).append(Html.facts(environment));
    }

    private String nameOf(Tolerance tolerance) {
        return tolerances.computeIfAbsent(tolerance, key -> "T" + (tolerances.size() + 1));
    }

    /** Adds a table with one row per check, then all comparisons of each check, collapsed below its title. */
    private void verdicts(List<Findings> findings) {
        StringBuilder rows = new StringBuilder();
        for (Findings result : findings) {
            String title = Html.escape(result.title()) + "<br><small>"
                    + result.verdicts().size()
                    + (result.verdicts().size() == 1 ? " comparison" : " comparisons, the tightest: ")
                    + (result.verdicts().size() == 1
                            ? ""
                            : Html.escape(result.tightest().quantity())) + "</small>";
            rows.append(row(result.tightest(), mark(result.passed()), title));
        }
        body.append(contents.heading("Verdicts")).append(Html.table(VERDICT_HEADINGS, rows.toString()));
        body.append(contents.heading("Every comparison"));
        findings.forEach(this::comparisons);
    }

    private void comparisons(Findings result) {
        body.append("<details").append(result.passed() ? "" : " open").append("><summary>");
        body.append(mark(result.passed()))
                .append(' ')
                .append(Html.escape(result.title()))
                .append("</summary>\n");
        StringBuilder rows = new StringBuilder();
        for (Verdict verdict : result.verdicts()) {
            String failure = verdict.failure().isEmpty() ? "" : "<br>" + Html.text("em", verdict.failure());
            rows.append(row(verdict, mark(verdict.passed()), Html.escape(verdict.quantity()) + failure));
        }
        body.append(result.note().isEmpty() ? "" : Html.text("p", result.note()));
        body.append(Html.table(VERDICT_HEADINGS, rows.toString())).append("</details>\n");
    }

    private String row(Verdict verdict, String mark, String quantity) {
        return Html.row(
                verdict.passed() ? "pass" : "fail",
                List.of(
                        mark,
                        quantity,
                        String.valueOf(verdict.compared()),
                        number(verdict.largestAbsolute()),
                        verdict.largestRelative() == null ? "–" : number(verdict.largestRelative()),
                        Html.escape(verdict.where()),
                        nameOf(verdict.tolerance()),
                        percent(verdict.shareUsed())));
    }

    private void tolerances() {
        List<List<String>> rows = new ArrayList<>();
        tolerances.forEach(
                (of, name) -> rows.add(List.of(name, number(of.absolute()), number(of.relative()), of.reason())));
        body.append(contents.heading("Tolerances"))
                .append(Html.tableOf(List.of("", "absolute", "relative", "reason"), rows));
    }

    private void charts(List<Findings> findings) {
        body.append(contents.heading("Deviation from step to step"))
                .append(
                        "<p>The share of its tolerance that a deviation used, the largest in each stretch of steps: above 1 it")
                .append(" fails; a curve on the bottom line means that no bit differs.</p>\n<div class=\"charts\">\n");
        for (Findings result : findings) {
            for (DeviationSeries series : result.series()) {
                body.append(Html.figure(chart(series), series.title() + "; tolerance " + nameOf(series.tolerance())));
            }
        }
        body.append("</div>\n");
    }

    private static String chart(DeviationSeries series) {
        int[] steps = series.points().stream()
                .mapToInt(point -> Math.toIntExact(point.step() + 1))
                .toArray();
        double[] shares = series.points().stream()
                .mapToDouble(DeviationSeries.Point::share)
                .toArray();
        return DeviationChart.svg(series.title(), steps, shares);
    }

    private void mutants(List<MutantOutcome> mutants) {
        StringBuilder rows = new StringBuilder();
        for (MutantOutcome mutant : mutants) {
            List<Verdict> catchers = mutant.catchers();
            Verdict first = catchers.isEmpty() ? null : catchers.get(0);
            String others = catchers.size() > 1 ? " (and " + (catchers.size() - 1) + " more)" : "";
            rows.append(Html.row(
                    mutant.caught() ? "pass" : "fail",
                    List.of(
                            mutant.caught() ? "caught" : "survives",
                            Html.escape(mutant.name()),
                            Html.escape(mutant.slip()),
                            Html.escape(first == null ? "no check" : first.quantity() + others),
                            first == null ? "" : number(first.largestAbsolute()),
                            Html.escape(first == null ? "" : first.where()))));
        }
        body.append(contents.heading("Mutants"))
                .append("<p>Each is wrong on purpose and goes through the checks above; the right")
                .append(" implementation passes the same check beside it.</p>\n")
                .append(Html.table(
                        List.of("", "mutant", "what it does", "caught by", "deviation", "where"), rows.toString()));
    }

    /** Adds each error in the course's listings, its correction, and the measurements. */
    private void errata(List<Erratum> errata) {
        body.append(contents.heading("Errata of the course's listings"));
        for (Erratum erratum : errata) {
            List<List<String>> measured = erratum.findings().stream()
                    .map(finding -> List.of(finding.quantity(), brief(finding.published()), brief(finding.correct())))
                    .toList();
            body.append(Html.text("h3", "Section " + erratum.where()))
                    .append(Html.text("p", "Listing: " + erratum.published()))
                    .append(Html.text("p", "Right: " + erratum.correct()))
                    .append(Html.text("p", erratum.consequence()))
                    .append(Html.tableOf(List.of("measured", "listing", "right"), measured));
        }
    }

    private static String brief(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e6 ? Text.of("%.0f", value) : Text.of("%.5g", value);
    }

    private static String mark(boolean passed) {
        return passed ? "<span class=\"ok\">agrees</span>" : "<span class=\"bad\">DISAGREES</span>";
    }

    private static String number(double value) {
        if (!(value < Double.POSITIVE_INFINITY)) {
            return "not finite";
        }
        return value == 0 ? "0" : Text.of("%.1e", value);
    }

    private static String percent(double share) {
        if (!(share < 10)) {
            return "&gt; 1000 %";
        }
        return share == 0 ? "0" : Text.of("%.1f %%", 100 * share);
    }
}
