package dev.crosscheck.using.explore;

import dev.crosscheck.Resource;
import dev.crosscheck.using.serve.Site;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The page's files on the class path: its own and those of d3 and KaTeX. */
final class PageFiles {
    static final String D3 = "/META-INF/resources/webjars/d3/7.9.0/dist/";
    static final String KATEX = "/META-INF/resources/webjars/katex/0.18.11/dist/";

    /** A font in KaTeX's style sheet; browsers use woff2, which is listed first for each font. */
    private static final Pattern FONT = Pattern.compile("fonts/(KaTeX_[\\w-]+\\.woff2)");

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html;charset=utf-8",
            "css", "text/css;charset=utf-8",
            "js", "text/javascript;charset=utf-8",
            "svg", "image/svg+xml",
            "woff2", "font/woff2");

    private PageFiles() {}

    /** @return the names in {@code files.txt}: the page's files except index.html, with modules in the order of their imports */
    static List<String> names() {
        return text("files.txt").lines().filter(line -> !line.isBlank()).toList();
    }

    /** @return all files by path */
    static Map<String, Site.File> all() {
        Map<String, Site.File> files = new TreeMap<>();
        files.put("/", file("index.html", "index.html"));
        names().forEach(name -> files.put("/" + name, file(name, name)));
        files.put("/d3.min.js", file("d3.min.js", D3 + "d3.min.js"));
        files.put("/katex.min.js", file("katex.min.js", KATEX + "katex.min.js"));
        files.put("/katex.min.css", file("katex.min.css", KATEX + "katex.min.css"));
        Matcher fonts = FONT.matcher(text(KATEX + "katex.min.css"));
        while (fonts.find()) {
            files.put("/" + fonts.group(), file(fonts.group(1), KATEX + fonts.group()));
        }
        return files;
    }

    private static Site.File file(String name, String resource) {
        return new Site.File(TYPES.get(name.substring(name.lastIndexOf('.') + 1)), bytes(resource));
    }

    static String text(String resource) {
        return Resource.text(PageFiles.class, resource);
    }

    static byte[] bytes(String resource) {
        return Resource.bytes(PageFiles.class, resource);
    }
}
