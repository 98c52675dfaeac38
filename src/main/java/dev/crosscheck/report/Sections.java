package dev.crosscheck.report;

import dev.crosscheck.errata.Erratum;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** Sections of the report that the checks do not make: pictures and errata. */
public final class Sections {
    private Sections() {}

    /**
     * A picture of the report.
     *
     * @param caption the line below it
     * @param file the PNG picture, which goes into the page itself
     */
    public record Picture(String caption, Path file) {}

    /** @return a section of pictures, those whose files exist, in their order */
    public static Report.Section pictures(List<Picture> pictures) throws IOException {
        StringBuilder html = new StringBuilder();
        for (Picture picture : pictures) {
            if (Files.exists(picture.file())) {
                String data = Base64.getEncoder().encodeToString(Files.readAllBytes(picture.file()));
                String caption = Html.escape(picture.caption());
                html.append("<figure><img alt=\"").append(caption).append("\" src=\"data:image/png;base64,");
                html.append(data).append("\"><figcaption>").append(caption).append("</figcaption></figure>\n");
            }
        }
        return new Report.Section("Pictures", html.toString());
    }

    /** @return a section with each slip of the course's listings beside the right form, and what was measured */
    public static Report.Section errata(List<Erratum> errata) {
        StringBuilder html = new StringBuilder();
        for (Erratum erratum : errata) {
            html.append(Html.text("h3", "Section " + erratum.where()));
            html.append(Html.text("p", "Listing: " + erratum.published()));
            html.append(Html.text("p", "Right: " + erratum.correct()));
            html.append(Html.text("p", erratum.consequence()));
            html.append(findings(erratum.findings()));
        }
        return new Report.Section("Errata of the course's listings", html.toString());
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
