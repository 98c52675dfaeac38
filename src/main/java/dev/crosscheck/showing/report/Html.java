package dev.crosscheck.showing.report;

import dev.crosscheck.PagePolicy;
import dev.crosscheck.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** Pieces of HTML. */
public final class Html {
    private Html() {}

    /** @return a style sheet of this package */
    public static String style(String name) {
        try (InputStream in = Html.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @param title for people, as text
     * @param more further elements of the head
     * @param scripts the texts of the page's scripts, of which there may be no others
     * @param styles style sheets of this package
     * @return the page's start, up to where its content begins
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

    /** @return a script's element */
    public static String script(String text) {
        return "<script>" + text + "</script>\n";
    }

    /** @return text in which nothing is markup or changes the direction of the text around it */
    public static String escape(String text) {
        return Printable.text(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** @return an element that holds text */
    public static String text(String tag, String text) {
        return "<" + tag + ">" + escape(text) + "</" + tag + ">";
    }

    /** @return a table's row */
    public static String row(String cssClass, List<String> htmlOfCells) {
        return "<tr class=\"" + cssClass + "\"><td>" + String.join("</td><td>", htmlOfCells) + "</td></tr>\n";
    }

    /** @return a table that scrolls on its own on a narrow screen */
    public static String table(List<String> headings, String rows) {
        StringBuilder head = new StringBuilder();
        headings.forEach(heading -> head.append(text("th", heading)));
        return "<div class=\"table\"><table><thead><tr>" + head + "</tr></thead><tbody>\n" + rows
                + "</tbody></table></div>\n";
    }

    /** @return a number in large letters, with its name below it */
    public static String tile(String name, String value) {
        return "<div>" + text("strong", value) + text("span", name) + "</div>\n";
    }

    /** @return a drawing or picture with a line below it */
    public static String figure(String content, String caption) {
        return "<figure>" + content + text("figcaption", caption) + "</figure>\n";
    }

    /**
     * @param columns by heading, the text of a row's cell
     * @return a table of text
     */
    public static <T> String table(Map<String, Function<T, String>> columns, List<T> rows) {
        StringBuilder body = new StringBuilder();
        rows.forEach(row -> body.append(row(
                "",
                columns.values().stream().map(cell -> escape(cell.apply(row))).toList())));
        return table(List.copyOf(columns.keySet()), body.toString());
    }

    /** @return a table of facts, by name */
    public static String facts(Map<String, String> facts) {
        StringBuilder rows = new StringBuilder();
        facts.forEach((name, value) -> rows.append(row("", List.of(escape(name), escape(value)))));
        return table(List.of("what", "which"), rows.toString());
    }
}
