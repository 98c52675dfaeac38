package dev.crosscheck.showing.report;

import dev.crosscheck.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Pieces of HTML. */
final class Html {
    private Html() {}

    /** @return a style sheet of this package */
    static String style(String name) {
        try (InputStream in = Html.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return text in which nothing is markup or changes the direction of the text around it */
    static String escape(String text) {
        return Printable.text(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** @return an element that holds text */
    static String text(String tag, String text) {
        return "<" + tag + ">" + escape(text) + "</" + tag + ">";
    }

    /** @return a table's row */
    static String row(String cssClass, List<String> htmlOfCells) {
        return "<tr class=\"" + cssClass + "\"><td>" + String.join("</td><td>", htmlOfCells) + "</td></tr>\n";
    }

    /** @return a table that scrolls on its own on a narrow screen */
    static String table(List<String> headings, String rows) {
        StringBuilder head = new StringBuilder();
        headings.forEach(heading -> head.append(text("th", heading)));
        return "<div class=\"table\"><table><thead><tr>" + head + "</tr></thead><tbody>\n" + rows
                + "</tbody></table></div>\n";
    }
}
