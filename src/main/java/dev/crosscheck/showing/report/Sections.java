package dev.crosscheck.showing.report;

import dev.crosscheck.Text;
import dev.crosscheck.course.errata.Erratum;
import java.util.List;

/** The sections of the comparison report that do not come from checks: the errata. */
final class Sections {
    private Sections() {}

    /** @return each error in the course's listings, its correction, and the measurements */
    static String errata(List<Erratum> errata) {
        StringBuilder html = new StringBuilder();
        for (Erratum erratum : errata) {
            html.append(Html.text("h3", "Section " + erratum.where()));
            html.append(Html.text("p", "Listing: " + erratum.published()));
            html.append(Html.text("p", "Right: " + erratum.correct()));
            html.append(Html.text("p", erratum.consequence()));
            html.append(findings(erratum.findings()));
        }
        return html.toString();
    }

    private static String findings(List<Erratum.Finding> findings) {
        return Html.tableOf(
                List.of("measured", "listing", "right"),
                findings.stream()
                        .map(finding ->
                                List.of(finding.quantity(), brief(finding.published()), brief(finding.correct())))
                        .toList());
    }

    private static String brief(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e6 ? Text.of("%.0f", value) : Text.of("%.5g", value);
    }
}
