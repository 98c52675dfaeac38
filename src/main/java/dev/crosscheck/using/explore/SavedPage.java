package dev.crosscheck.using.explore;

import dev.crosscheck.PagePolicy;
import dev.crosscheck.using.serve.Gzip;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Builds the page as one HTML file with an embedded recording, scripts, styles and fonts, for use without a network.
 */
final class SavedPage {
    private static final Pattern FONT_FACES = Pattern.compile(
            "@font-face\\{[^}]*src:url\\((fonts/(KaTeX_[\\w-]+)\\.woff2)\\) format\\(\"woff2\"\\)[^}]*}");
    private static final Pattern SOURCES = Pattern.compile("src:[^}]*");

    /** The fonts of this page's formulas; all of KaTeX's would take 370 kB. */
    static final Set<String> FONTS = Set.of(
            "KaTeX_Main-Regular",
            "KaTeX_Main-Bold",
            "KaTeX_Main-Italic",
            "KaTeX_Math-Italic",
            "KaTeX_Size1-Regular",
            "KaTeX_Size2-Regular",
            "KaTeX_Size3-Regular",
            "KaTeX_Size4-Regular");

    /** Unpacks the recording and runs the scripts, of which the page's policy has the digests. */
    private static final String UNPACK = """
            "use strict";
            {
              const packed = document.getElementById("recording");
              const run = (code) => {
                const script = document.createElement("script");
                script.textContent = code;
                document.body.append(script);
              };
              if ("DecompressionStream" in globalThis) {
                const bytes = Uint8Array.from(atob(packed.textContent), (c) => c.charCodeAt(0));
                const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
                new Response(unpacked).json().then(({ recording, scripts }) => {
                  packed.textContent = recording;
                  scripts.forEach(run);
                });
              } else {
                document.getElementById("status").textContent = "This page needs a browser of 2023 or later.";
              }
            }
            """;

    private record Packed(String recording, List<String> scripts) {}

    private SavedPage() {}

    /** @param recording JSON from which the page's {@code recorded.js} answers */
    static byte[] of(String recording) {
        List<String> code = List.of(
                PageFiles.text(PageFiles.D3 + "d3.min.js"),
                PageFiles.text(PageFiles.KATEX + "katex.min.js"),
                PageFiles.modules());
        String page = PageFiles.text("index.html");
        String policy =
                PagePolicy.meta(Stream.concat(Stream.of(UNPACK), code.stream()).toList());
        page = replace(page, "<meta charset=\"utf-8\">", "<meta charset=\"utf-8\">\n  " + policy);
        page = replace(
                page, "href=\"icon.svg\"", "href=\"" + data("image/svg+xml", PageFiles.bytes("icon.svg")) + "\"");
        page = replace(page, "<link rel=\"stylesheet\" href=\"katex.min.css\">", style(katexStyle()));
        page = replace(page, "<link rel=\"stylesheet\" href=\"explore.css\">", style(PageFiles.text("explore.css")));
        page = replace(page, "<script src=\"d3.min.js\" defer></script>", "");
        page = replace(page, PageFiles.MODULES, "");
        byte[] packed = Gzip.of(Wire.text(new Packed(recording, code)).getBytes(StandardCharsets.UTF_8));
        String scripts = "<script type=\"application/json\" id=\"recording\">"
                + Base64.getEncoder().encodeToString(packed) + "</script>\n<script>" + UNPACK + "</script>\n";
        return replace(page, "</body>", scripts + "</body>").getBytes(StandardCharsets.UTF_8);
    }

    private static String replace(String page, String what, String by) {
        if (!page.contains(what)) {
            throw new IllegalStateException("index.html has no " + what);
        }
        return page.replace(what, by);
    }

    private static String style(String css) {
        return "<style>" + css + "</style>";
    }

    private static String data(String type, byte[] bytes) {
        return "data:" + type + ";base64," + Base64.getEncoder().encodeToString(bytes);
    }

    private static String katexStyle() {
        return FONT_FACES
                .matcher(PageFiles.text(PageFiles.KATEX + "katex.min.css"))
                .replaceAll(face -> Matcher.quoteReplacement(FONTS.contains(face.group(2)) ? embedded(face) : ""));
    }

    private static String embedded(MatchResult face) {
        String font = data("font/woff2", PageFiles.bytes(PageFiles.KATEX + face.group(1)));
        return SOURCES.matcher(face.group())
                .replaceAll(Matcher.quoteReplacement("src:url(" + font + ") format(\"woff2\")"));
    }
}
