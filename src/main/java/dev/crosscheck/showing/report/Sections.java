package dev.crosscheck.showing.report;

import dev.crosscheck.course.errata.Erratum;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** The sections of the comparison report that do not come from checks: pictures and errata. */
final class Sections {
    private Sections() {}

    /** @return the pictures whose files exist */
    static String pictures(List<Report.Picture> pictures) {
        StringBuilder html = new StringBuilder();
        for (Report.Picture picture : pictures) {
            if (Files.exists(picture.file())) {
                String caption = Html.escape(picture.caption());
                html.append("<figure><img alt=\"").append(caption).append("\" src=\"data:image/png;base64,");
                html.append(base64(picture.file()))
                        .append("\"><figcaption>")
                        .append(caption)
                        .append("</figcaption></figure>\n");
            }
        }
        return html.toString();
    }

    private static String base64(Path file) {
        try {
            return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

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
        List<String> rows = new ArrayList<>();
        for (Erratum.Finding finding : findings) {
            rows.add(Html.row(
                    "",
                    List.of(Html.escape(finding.quantity()), brief(finding.published()), brief(finding.correct()))));
        }
        return Html.table(List.of("measured", "listing", "right"), String.join("", rows));
    }

    private static String brief(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e6
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.5g", value);
    }
}
