package dev.crosscheck.using.export;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.files.Resource;
import dev.crosscheck.run.Json;
import java.util.List;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Fills texts beside this class: {@code @name@} stands for a value, and {@code @name/member@} for one inside. What is between {@code @#name@} and {@code @/name@}
 * is there for each element of a list, whose members come before the other values; or else if there is such a value; and between {@code @^name@} and
 * {@code @/name@}, if there is none.
 */
final class Template {
    private static final Pattern SLOT =
            Pattern.compile("@([A-Za-z][A-Za-z0-9/]*)@|@([#^])([A-Za-z0-9/]+)@\n?(.*?)@/\\3@\n?", Pattern.DOTALL);

    private final Function<JsonNode, String> written;

    private Template(Function<JsonNode, String> written) {
        this.written = written;
    }

    /** @param name of a text, without its extension. @param values as JSON has them. @param written makes a text of a value */
    static String filled(String name, Object values, Function<JsonNode, String> written) {
        return new Template(written).filled(Resource.text(Template.class, name + ".txt"), List.of(Json.tree(values)));
    }

    /** @param scopes where values are looked for, the innermost first */
    private String filled(String text, List<JsonNode> scopes) {
        return SLOT.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        found.group(1) == null ? section(found, scopes) : value(found.group(1), scopes)));
    }

    private String value(String name, List<JsonNode> scopes) {
        JsonNode value = found(name, scopes);
        if (value == null) {
            throw new IllegalStateException("nothing for " + name);
        }
        return written.apply(value);
    }

    private static JsonNode found(String name, List<JsonNode> scopes) {
        return scopes.stream()
                .map(scope -> scope.at("/" + name))
                .filter(value -> !value.isMissingNode() && !value.isNull())
                .findFirst()
                .orElse(null);
    }

    private String section(MatchResult found, List<JsonNode> scopes) {
        JsonNode value = found(found.group(3), scopes);
        if (found.group(2).equals("^") || value == null) {
            return found.group(2).equals("^") == (value == null) ? filled(found.group(4), scopes) : "";
        }
        return StreamSupport.stream((value.isArray() ? value : List.of(value)).spliterator(), false)
                .map(element -> filled(
                        found.group(4),
                        Stream.concat(Stream.of(element), scopes.stream()).toList()))
                .collect(Collectors.joining());
    }
}
