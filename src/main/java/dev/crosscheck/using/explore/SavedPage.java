package dev.crosscheck.using.explore;

import dev.crosscheck.PagePolicy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Builds the page as one HTML file with an embedded recording, scripts, styles and fonts, for use without a network. A file cannot import
 * modules, so each module is converted to a function that returns its exports.
 */
final class SavedPage {
    private static final Pattern IMPORT = Pattern.compile("(?m)^import \\{([^}]*)} from \"\\./([\\w-]+)\\.js\";$");
    private static final Pattern EXPORT =
            Pattern.compile("(?m)^export ((?:async function|function|const|class) ([\\w$]+))");
    private static final Pattern FONT_FILES = Pattern.compile(
            "src:url\\((fonts/KaTeX_[\\w-]+\\.woff2)\\) format\\(\"woff2\"\\)(?:,url\\([^)]*\\) format\\(\"\\w+\"\\))*");

    private SavedPage() {}

    /** @param recording JSON from which the page's {@code recorded.js} answers */
    static byte[] of(String recording) {
        List<String> code = Stream.of(
                        PageFiles.text(PageFiles.D3 + "d3.min.js"),
                        PageFiles.text(PageFiles.KATEX + "katex.min.js"),
                        modules())
                .map(script -> script.replace("</script", "<\\/script"))
                .toList();
        String page = PageFiles.text("index.html");
        String policy = PagePolicy.meta(code);
        page = replace(page, "<meta charset=\"utf-8\">", "<meta charset=\"utf-8\">\n  " + policy);
        page = replace(
                page, "href=\"icon.svg\"", "href=\"" + data("image/svg+xml", PageFiles.bytes("icon.svg")) + "\"");
        page = replace(page, "<link rel=\"stylesheet\" href=\"katex.min.css\">", style(katexStyle()));
        page = replace(page, "<link rel=\"stylesheet\" href=\"explore.css\">", style(PageFiles.text("explore.css")));
        page = replace(page, "<script src=\"d3.min.js\" defer></script>", "");
        page = replace(page, "<script src=\"katex.min.js\" defer></script>", "");
        page = replace(page, "<script type=\"module\" src=\"app.js\"></script>", "");
        String scripts = "<script type=\"application/json\" id=\"recording\">" + recording.replace("<", "\\u003c")
                + "</script>\n" + code.stream().map(SavedPage::script).collect(Collectors.joining());
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

    private static String script(String code) {
        return "<script>" + code + "</script>\n";
    }

    private static String data(String type, byte[] bytes) {
        return "data:" + type + ";base64," + Base64.getEncoder().encodeToString(bytes);
    }

    private static String katexStyle() {
        return FONT_FILES
                .matcher(PageFiles.text(PageFiles.KATEX + "katex.min.css"))
                .replaceAll(font -> Matcher.quoteReplacement(
                        "src:url(" + data("font/woff2", PageFiles.bytes(PageFiles.KATEX + font.group(1)))
                                + ") format(\"woff2\")"));
    }

    private static String modules() {
        return "\"use strict\";\n"
                + PageFiles.names().stream()
                        .filter(name -> name.endsWith(".js"))
                        .map(SavedPage::module)
                        .collect(Collectors.joining("\n"));
    }

    /** {@code const MODULE_words = (() => { ...; return { t, num }; })();} */
    private static String module(String name) {
        String source = IMPORT.matcher(PageFiles.text(name))
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
