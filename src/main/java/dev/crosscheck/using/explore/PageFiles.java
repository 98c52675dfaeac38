package dev.crosscheck.using.explore;

import dev.crosscheck.PagePolicy;
import dev.crosscheck.Resource;
import dev.crosscheck.course.ActivationTraits;
import dev.crosscheck.course.LossTraits;
import dev.crosscheck.run.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes the page, one HTML file that needs no other, of its sources: its own scripts and styles, and KaTeX with its fonts. */
final class PageFiles {
    private static final String KATEX = "/META-INF/resources/webjars/katex/0.18.11/dist/";

    private static final Pattern FONT_FACES = Pattern.compile(
            "@font-face\\{[^}]*src:url\\((fonts/(KaTeX_[\\w-]+)\\.woff2)\\) format\\(\"woff2\"\\)[^}]*}");
    private static final Pattern SOURCES = Pattern.compile("src:[^}]*");

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

    private record OfActivation(ActivationTraits.Tex tex, ActivationTraits.Code java, ActivationTraits.Code numpy) {}

    /** f and f', and a loss and its slope, in other languages: as the page's programs.js has them. */
    private static Map<String, Object> programs() {
        Map<String, OfActivation> activations = new LinkedHashMap<>();
        for (ActivationTraits row : ActivationTraits.TABLE) {
            ActivationTraits.Programs of = row.programs();
            activations.put(row.activation().label(), new OfActivation(of.tex(), of.java(), of.numpy()));
        }
        Map<String, Object> programs = new LinkedHashMap<>(Map.of("activations", activations));
        programs.put(
                "losses",
                LossTraits.TABLE.stream()
                        .collect(Collectors.toMap(
                                row -> row.loss().label(), row -> Map.of("java", row.java(), "numpy", row.numpy()))));
        programs.put("java", text("Network.java.txt"));
        programs.put("numpy", text("network.py.txt"));
        return programs;
    }

    /**
     * @param start what the page's address has after # where it has nothing: the chapter and its state; empty for the usual one
     * @param digits what the chapter on digits works with, as JSON; null to leave it out
     */
    static byte[] page(String start, Map<String, Object> digits) {
        List<String> names = scripts();
        int computing = names.indexOf(COMPUTING) + 1;
        Map<String, String> scripts = new LinkedHashMap<>();
        scripts.put("computing", joined(names.subList(0, computing)));
        scripts.put("page", joined(names.subList(computing, names.size())));
        scripts.put("katex", Resource.text(PageFiles.class, KATEX + "katex.min.js"));
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("policy", PagePolicy.meta(List.copyOf(scripts.values()), PagePolicy.WORKER));
        parts.put("start", start.replace("&", "&amp;").replace("\"", "&quot;"));
        parts.put("icon", data("image/svg+xml", Resource.bytes(PageFiles.class, "icon.svg")));
        parts.put("style", text("explore.css"));
        parts.put("formulas", katexStyle());
        scripts.forEach((name, code) -> parts.put(name, script(name, code)));
        parts.put("digits", digits == null ? "" : element(digits));
        return filled(text("index.html"), parts).getBytes(StandardCharsets.UTF_8);
    }

    /** An element whose content is no script; names in it are foreign, and must not end it. */
    private static String element(Map<String, Object> digits) {
        return "<script type=\"application/json\" id=\"digits\">"
                + Json.line(digits).replace("<", "\\u003c") + "</script>";
    }

    private static String filled(String template, Map<String, String> parts) {
        return Pattern.compile("@(\\w+)@")
                .matcher(template)
                .replaceAll(found -> Matcher.quoteReplacement(parts.get(found.group(1))));
    }

    private static String script(String name, String code) {
        if (code.contains("</script") || code.contains("<!--")) {
            throw new IllegalStateException("the script " + name + " has what ends a script in HTML");
        }
        return "<script id=\"" + name + "\">" + code + "</script>";
    }

    private static String data(String type, byte[] bytes) {
        return "data:" + type + ";base64," + Base64.getEncoder().encodeToString(bytes);
    }

    private static String katexStyle() {
        return FONT_FACES
                .matcher(Resource.text(PageFiles.class, KATEX + "katex.min.css"))
                .replaceAll(face -> Matcher.quoteReplacement(FONTS.contains(face.group(2)) ? embedded(face) : ""));
    }

    private static String embedded(MatchResult face) {
        String font = data("font/woff2", Resource.bytes(PageFiles.class, KATEX + face.group(1)));
        return SOURCES.matcher(face.group())
                .replaceAll(Matcher.quoteReplacement("src:url(" + font + ") format(\"woff2\")"));
    }

    /** Modules as one script: each is converted to a function that returns its exports, since a page from disk cannot import modules. */
    private static String joined(List<String> names) {
        return "\"use strict\";\n" + names.stream().map(PageFiles::module).collect(Collectors.joining("\n"));
    }

    /** {@code const MODULE_words = (() => { ...; return { t, num }; })();} */
    private static String module(String name) {
        String source = IMPORT.matcher(text(name))
                .replaceAll(found -> Matcher.quoteReplacement(
                        "const {" + renamed(found.group(1)) + "} = " + variable(found.group(2)) + ";"));
        List<String> exported = new ArrayList<>();
        source = EXPORT.matcher(source).replaceAll(found -> {
            exported.add(found.group(2));
            return Matcher.quoteReplacement(found.group(1));
        });
        if (Pattern.compile("(?m)^(import|export)\\b").matcher(source).find()) {
            throw new IllegalStateException(name + " imports or exports in a form that cannot be inlined");
        }
        String module = name.substring(0, name.length() - ".js".length());
        return "const " + variable(module) + " = (() => {\n" + source + "\nreturn { " + String.join(", ", exported)
                + " };\n})();";
    }

    /** {@code num as shown} becomes {@code num: shown}. */
    private static String renamed(String names) {
        return Arrays.stream(names.split(","))
                .map(name -> name.replaceFirst("\\bas\\b", ":"))
                .collect(Collectors.joining(","));
    }

    private static String variable(String module) {
        return "MODULE_" + module.replace('-', '_');
    }
}
