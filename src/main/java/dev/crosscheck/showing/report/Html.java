package dev.crosscheck.showing.report;

import dev.crosscheck.files.Resource;
import dev.crosscheck.text.Printable;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Builds pieces of HTML. */
public final class Html {
    private Html() {}

    /** @return a style sheet of this package */
    public static String style(String name) {
        return Resource.text(Html.class, name);
    }

    /**
     * @param title the title, as text
     * @param more additional elements of the head
     * @param scripts the page's scripts; the page's policy forbids all others
     * @param styles style sheets of this package
     * @return the start of a page, up to its content
     */
    public static String head(String title, String more, List<String> scripts, String... styles) {
        StringBuilder head = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n")
                .append(PagePolicy.meta(scripts))
                .append("\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<meta name=\"color-scheme\" content=\"light dark\">\n")
                .append(more)
                .append(text("title", "Crosscheck: " + title))
                .append("\n<style>\n");
        Stream.of(styles).map(Html::style).forEach(head::append);
        return head.append("</style></head><body>\n").toString();
    }

    /** @return a script element */
    public static String script(String text) {
        return "<script>" + text + "</script>\n";
    }

    /** @return text without markup, and without characters that change the writing direction */
    public static String escape(String text) {
        return Printable.text(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** @return an element with text */
    public static String text(String tag, String text) {
        return "<" + tag + ">" + escape(text) + "</" + tag + ">";
    }

    /** @return a row of a table */
    public static String row(String cssClass, List<String> htmlOfCells) {
        return "<tr class=\"" + cssClass + "\"><td>" + String.join("</td><td>", htmlOfCells) + "</td></tr>\n";
    }

    /** @return a table that can be scrolled separately on narrow screens */
    public static String table(List<String> headings, String rows) {
        StringBuilder head = new StringBuilder();
        headings.forEach(heading -> head.append(text("th", heading)));
        return "<div class=\"table\"><table><thead><tr>" + head + "</tr></thead><tbody>\n" + rows
                + "</tbody></table></div>\n";
    }

    /** @return a large number with its name below it */
    public static String tile(String name, String value) {
        return "<div>" + text("strong", value) + text("span", name) + "</div>\n";
    }

    /** @return a drawing or picture with a caption */
    public static String figure(String content, String caption) {
        return "<figure>" + content + text("figcaption", caption) + "</figure>\n";
    }

    /** @return a table of text, row by row */
    public static String tableOf(List<String> headings, List<List<String>> rows) {
        StringBuilder body = new StringBuilder();
        rows.forEach(
                cells -> body.append(row("", cells.stream().map(Html::escape).toList())));
        return table(headings, body.toString());
    }

    /** @return a table of facts, by name */
    public static String facts(Map<String, String> facts) {
        return tableOf(
                List.of("what", "which"),
                facts.entrySet().stream()
                        .map(fact -> List.of(fact.getKey(), fact.getValue()))
                        .toList());
    }
}
