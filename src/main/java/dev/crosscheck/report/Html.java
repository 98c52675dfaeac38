package dev.crosscheck.report;

import java.util.List;

/** Pieces of HTML. */
final class Html {
    private Html() {}

    /** @return text in which nothing is markup */
    static String escape(String text) {
        return text.replace("&", "&amp;")
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

    /** @return a table that may scroll by itself on a narrow screen */
    static String table(List<String> headings, String rows) {
        StringBuilder head = new StringBuilder();
        headings.forEach(heading -> head.append(text("th", heading)));
        return "<div class=\"table\"><table><thead><tr>" + head + "</tr></thead><tbody>\n" + rows
                + "</tbody></table></div>\n";
    }
}
