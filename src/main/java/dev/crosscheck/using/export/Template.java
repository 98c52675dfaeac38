package dev.crosscheck.using.export;

import dev.crosscheck.Resource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Fills texts beside this class: {@code @name@} stands for a value. What is between {@code @#name@} and {@code @/name@} is there for each element of a list, with the
 * element's values before the others; or else if there is such a value; and between {@code @^name@} and {@code @/name@}, if there is none.
 */
final class Template {
    private static final Pattern SLOT =
            Pattern.compile("@([A-Za-z0-9]+)@|@([#^])([A-Za-z]+)@\n?(.*?)@/\\3@\n?", Pattern.DOTALL);

    private final Function<Object, String> written;

    private Template(Function<Object, String> written) {
        this.written = written;
    }

    /** @param name of a text, without its extension. @param written makes a text of a value */
    static String filled(String name, Map<String, ?> values, Function<Object, String> written) {
        return new Template(written).filled(Resource.text(Template.class, name + ".txt"), values);
    }

    private String filled(String text, Map<String, ?> values) {
        return SLOT.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        found.group(1) == null ? section(found, values) : value(found.group(1), values)));
    }

    private String value(String name, Map<String, ?> values) {
        if (values.get(name) == null) {
            throw new IllegalStateException("nothing for " + name);
        }
        return written.apply(values.get(name));
    }

    private String section(MatchResult found, Map<String, ?> values) {
        Object value = values.get(found.group(3));
        if (found.group(2).equals("^") || value == null) {
            return found.group(2).equals("^") == (value == null) ? filled(found.group(4), values) : "";
        }
        List<?> elements = value instanceof List<?> list ? list : List.of(value);
        return elements.stream()
                .map(element -> filled(found.group(4), with(values, element)))
                .collect(Collectors.joining());
    }

    private static Map<String, Object> with(Map<String, ?> values, Object element) {
        Map<String, Object> all = new HashMap<>(values);
        if (element instanceof Map<?, ?> own) {
            own.forEach((name, value) -> all.put((String) name, value));
        }
        return all;
    }
}
