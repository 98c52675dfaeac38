package dev.crosscheck.showing.report;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The table of contents of a page. */
public final class Contents {
    private final Map<String, String> titles = new LinkedHashMap<>();

    /** @return the heading of a section, to which the table of contents links */
    public String heading(String title) {
        String id = title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        titles.put(id, title);
        return "<h2 id=\"" + id + "\">" + Html.escape(title) + "</h2>\n";
    }

    /** @return links to all headings so far; empty for fewer than two */
    public String list() {
        StringBuilder links = new StringBuilder();
        titles.forEach((id, title) -> links.append("<li><a href=\"#")
                .append(id)
                .append("\">")
                .append(Html.escape(title))
                .append("</a></li>\n"));
        return titles.size() < 2 ? "" : "<nav aria-label=\"Contents\"><ul>\n" + links + "</ul></nav>\n";
    }
}
