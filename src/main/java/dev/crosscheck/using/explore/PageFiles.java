package dev.crosscheck.using.explore;

import dev.crosscheck.files.Resource;
import dev.crosscheck.run.Json;
import dev.crosscheck.showing.report.PagePolicy;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes the page, one HTML file that needs no other, of its sources: its own scripts and styles, and KaTeX with its fonts. */
final class PageFiles {
    private static final String KATEX = "/META-INF/resources/webjars/katex/0.18.11/dist/";

    private static final Pattern FONT_FACE =
            Pattern.compile("@font-face\\{[^}]*src:url\\((fonts/(KaTeX_[\\w-]+)\\.woff2)\\)[^}]*}");

    /** The fonts of this page's formulas; all of KaTeX's would take 370 kB. */
    static final Set<String> FONTS =
            Set.of("KaTeX_Main-Regular", "KaTeX_Main-Bold", "KaTeX_Math-Italic", "KaTeX_Size1-Regular");

    private PageFiles() {}

    static String text(String name) {
        return Resource.text(PageFiles.class, name);
    }

    /** @param digits what the chapter on digits works with, as JSON; null to leave it out */
    static byte[] page(Map<String, Object> digits) {
        String page = text("page.js");
        String katex = text(KATEX + "katex.min.js");
        String policy = PagePolicy.meta(List.of(page, katex), PagePolicy.WORKER);
        String programs = Stream.of("programs.json", "Network.java.txt", "network.py.txt")
                .map(name -> kept(name, text(name)))
                .collect(Collectors.joining());
        // Names in it are foreign, and must not end its element.
        String foreign = digits == null ? "null" : Json.line(digits).replace("<", "\\u003c");
        return text("index.html")
                .replace("<meta charset=\"utf-8\">", "<meta charset=\"utf-8\">\n  " + policy)
                .replace("href=\"icon.svg\"", "href=\"" + data("image/svg+xml", "icon.svg") + "\"")
                .replace("<link rel=\"stylesheet\" href=\"explore.css\">", style(text("explore.css")))
                .replace(
                        "<script type=\"module\" id=\"computing\" src=\"computing.js\"></script>",
                        programs + kept("computing", text("worker.js")))
                .replace("<script type=\"module\" src=\"app.js\"></script>", script(page))
                .replace("<link rel=\"stylesheet\" href=\"katex/katex.min.css\">", style(katexStyle()))
                .replace(
                        "<script defer src=\"katex/katex.min.js\"></script>",
                        script(katex) + kept("digits.json", foreign))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** A file that the page's scripts read. */
    private static String kept(String name, String text) {
        return "<script type=\"text/plain\" id=\"" + name + "\">" + text + "</script>";
    }

    private static String script(String text) {
        return "<script>" + text + "</script>";
    }

    private static String style(String text) {
        return "<style>" + text + "</style>";
    }

    private static String data(String type, String name) {
        return "data:" + type + ";base64," + Base64.getEncoder().encodeToString(Resource.bytes(PageFiles.class, name));
    }

    /** KaTeX's style, with the fonts in it. */
    private static String katexStyle() {
        return FONT_FACE.matcher(text(KATEX + "katex.min.css")).replaceAll(face -> {
            String source = "src:url(" + data("font/woff2", KATEX + face.group(1)) + ")";
            return FONTS.contains(face.group(2)) ? face.group().replaceFirst("src:[^}]*", source) : "";
        });
    }
}
