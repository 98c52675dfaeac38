package dev.crosscheck.using.explore;

import dev.crosscheck.Resource;
import dev.crosscheck.course.ActivationTraits;
import dev.crosscheck.using.serve.Site;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The page's files on the class path: its own and those of d3 and KaTeX. */
final class PageFiles {
    static final String D3 = "/META-INF/resources/webjars/d3/7.9.0/dist/";
    static final String KATEX = "/META-INF/resources/webjars/katex/0.18.11/dist/";

    /** A font in KaTeX's style sheet; browsers use woff2, which is listed first for each font. */
    private static final Pattern FONT = Pattern.compile("fonts/(KaTeX_[\\w-]+\\.woff2)");

    /** How index.html loads the modules, which in a bundle or in a saved page are one script. */
    static final String MODULES = "<script type=\"module\" src=\"app.js\"></script>";

    private static final String FORMULAS = "formulas.js";
    private static final String NO_ACTIVATIONS = "const ACTIVATIONS = {};";
    private static final String BUNDLE = "explorer.js";

    private static final Pattern IMPORT = Pattern.compile("(?m)^import \\{([^}]*)} from \"\\./([\\w-]+)\\.js\";$");
    private static final Pattern EXPORT =
            Pattern.compile("(?m)^export ((?:async function|function|const|class) ([\\w$]+))");

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
        files.put("/", new Site.File(TYPES.get("html"), page().getBytes(StandardCharsets.UTF_8)));
        files.put("/" + BUNDLE, new Site.File(TYPES.get("js"), modules().getBytes(StandardCharsets.UTF_8)));
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

    /** index.html with one script instead of a module for each file: a browser would find them only one after another. */
    private static String page() {
        String page = text("index.html");
        if (!page.contains(MODULES)) {
            throw new IllegalStateException("index.html has no " + MODULES);
        }
        return page.replace(MODULES, "<script src=\"" + BUNDLE + "\" defer></script>");
    }

    private static Site.File file(String name, String resource) {
        byte[] bytes = resource.equals(FORMULAS) ? text(resource).getBytes(StandardCharsets.UTF_8) : bytes(resource);
        return new Site.File(TYPES.get(name.substring(name.lastIndexOf('.') + 1)), bytes);
    }

    static String text(String resource) {
        String text = Resource.text(PageFiles.class, resource);
        return resource.equals(FORMULAS) ? text.replace(NO_ACTIVATIONS, activations()) : text;
    }

    /** The formulas of the activations, from the table that has all their forms, as a constant of JavaScript. */
    private static String activations() {
        Map<String, ActivationTraits.Tex> formulas = new TreeMap<>();
        for (ActivationTraits row : ActivationTraits.TABLE) {
            if (row.programs().tex() != null) {
                formulas.put(row.activation().label(), row.programs().tex());
            }
        }
        return "const ACTIVATIONS = " + Wire.text(formulas) + ";";
    }

    static byte[] bytes(String resource) {
        return Resource.bytes(PageFiles.class, resource);
    }

    /** The modules as one script: each is converted to a function that returns its exports, since a file cannot import modules. */
    static String modules() {
        return "\"use strict\";\n"
                + names().stream()
                        .filter(name -> name.endsWith(".js"))
                        .map(PageFiles::module)
                        .collect(Collectors.joining("\n"));
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
