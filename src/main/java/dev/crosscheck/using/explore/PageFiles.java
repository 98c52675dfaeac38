package dev.crosscheck.using.explore;

import dev.crosscheck.PagePolicy;
import dev.crosscheck.Resource;
import dev.crosscheck.course.ActivationTraits;
import dev.crosscheck.course.LossTraits;
import dev.crosscheck.run.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes the page, one HTML file that needs no other, of its sources: its own scripts and styles, and KaTeX with its fonts. */
final class PageFiles {
    private static final String KATEX = "/META-INF/resources/webjars/katex/0.18.11/dist/";

    private static final Pattern FONT_FACE =
            Pattern.compile("@font-face\\{[^}]*src:url\\((fonts/(KaTeX_[\\w-]+)\\.woff2)\\)[^}]*}");

    /** The fonts of this page's formulas; all of KaTeX's would take 370 kB. */
    static final Set<String> FONTS =
            Set.of("KaTeX_Main-Regular", "KaTeX_Main-Bold", "KaTeX_Math-Italic", "KaTeX_Size1-Regular");

    /** The last of the scripts that compute, of which the page also makes its worker. */
    private static final String COMPUTING = "computing.js";

    private static final String PROGRAMS = "programs.js";
    private static final String NO_PROGRAMS = "{ activations: {}, losses: {}, java: \"\", numpy: \"\" }";

    private static final Pattern IMPORT = Pattern.compile("(?m)^import \\{([^}]*)} from \"\\./([\\w-]+)\\.js\";$");
    private static final Pattern EXPORT =
            Pattern.compile("(?m)^export ((?:async function|function|const|class) ([\\w$]+))");

    private PageFiles() {}

    /** @return the names of the page's scripts, each after those that it imports */
    static List<String> scripts() {
        return text("files.txt").lines().filter(name -> name.endsWith(".js")).toList();
    }

    /** @return a file of the page, complete */
    static String text(String name) {
        String text = Resource.text(PageFiles.class, name);
        return name.equals(PROGRAMS) ? text.replace(NO_PROGRAMS, Json.line(programs())) : text;
    }

    /** f and f', and a loss and its slope, in other languages: as the page's programs.js has them. */
    private static Map<String, Object> programs() {
        return Map.of(
                "activations",
                ActivationTraits.TABLE.stream()
                        .collect(Collectors.toMap(row -> row.activation().label(), ActivationTraits::programs)),
                "losses",
                LossTraits.TABLE.stream()
                        .collect(Collectors.toMap(
                                row -> row.loss().label(), row -> Map.of("java", row.java(), "numpy", row.numpy()))),
                "java",
                text("Network.java.txt"),
                "numpy",
                text("network.py.txt"));
    }

    /** @param digits what the chapter on digits works with, as JSON; null to leave it out */
    static byte[] page(Map<String, Object> digits) {
        List<String> names = scripts();
        int computing = names.indexOf(COMPUTING) + 1;
        String computes = joined(names.subList(0, computing));
        String shows = joined(names.subList(computing, names.size()));
        String katex = text(KATEX + "katex.min.js");
        Map<String, String> parts = Map.of(
                "policy",
                PagePolicy.meta(List.of(computes, shows, katex), PagePolicy.WORKER),
                "icon",
                data("image/svg+xml", "icon.svg"),
                "style",
                text("explore.css"),
                "computing",
                computes,
                "page",
                shows,
                "formulas",
                katexStyle(),
                "katex",
                katex,
                // Names in it are foreign, and must not end its element.
                "digits",
                digits == null ? "null" : Json.line(digits).replace("<", "\\u003c"));
        return Pattern.compile("@(\\w+)@")
                .matcher(text("index.html"))
                .replaceAll(found -> Matcher.quoteReplacement(parts.get(found.group(1))))
                .getBytes(StandardCharsets.UTF_8);
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

    /** Modules as one script: each is converted to a function that returns its exports, since a page from disk cannot import modules. */
    private static String joined(List<String> names) {
        return "\"use strict\";\n" + names.stream().map(PageFiles::module).collect(Collectors.joining("\n"));
    }

    /** {@code const MODULE_words = (() => { ...; return { t, num }; })();} */
    private static String module(String name) {
        String source = IMPORT.matcher(text(name))
                .replaceAll(found -> "const {" + found.group(1) + "} = " + variable(found.group(2)) + ";");
        String exported =
                EXPORT.matcher(source).results().map(found -> found.group(2)).collect(Collectors.joining(", "));
        return "const " + variable(name.replace(".js", "")) + " = (() => {\n"
                + EXPORT.matcher(source).replaceAll("$1") + "\nreturn { " + exported + " };\n})();";
    }

    private static String variable(String module) {
        return "MODULE_" + module.replace('-', '_');
    }
}
