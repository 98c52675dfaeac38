package dev.crosscheck.sweep;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.text.Nearest;
import dev.crosscheck.text.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The search space of a sweep: the values that each setting may take. */
public final class Grid {
    /** An upper limit that keeps all settings in memory and in one file: a setting takes a few hundred bytes. */
    static final int MOST_SETTINGS = 100_000;

    private static final String EXAMPLE = "Write for instance --grid hidden=64,256 lr=0.0003,0.001.";

    private Grid() {}

    /**
     * Parses the words after {@code --grid}.
     *
     * @param words each {@code name=value,value...}, or {@code name=value;value...} if a value contains commas; a name is that of an option of
     *     {@code train} without the leading hyphens
     * @param known the valid names
     * @return all combinations; the values of the last name change fastest
     * @throws CrosscheckException if a name is unknown or repeated, has no values, or has a value twice, or if there are too many combinations
     */
    public static List<Map<String, String>> settings(List<String> words, Collection<String> known) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals).replaceFirst("^--", "");
            requireKnown(name, known);
            String all = equals < 0 ? "" : word.substring(equals + 1);
            List<String> each = Arrays.stream(all.split(all.contains(";") ? ";" : ",", -1))
                    .map(String::strip)
                    .toList();
            if (each.contains("")) {
                throw CrosscheckException.expected("--grid " + word, "values after " + name + "=", "none", EXAMPLE);
            }
            if (Set.copyOf(each).size() < each.size() || values.put(name, each) != null) {
                throw new CrosscheckException("--grid " + word + ": the same is named twice.", EXAMPLE);
            }
        }
        return combinations(values);
    }

    private static void requireKnown(String name, Collection<String> known) {
        if (!known.contains(name)) {
            throw new CrosscheckException(
                    "--grid: expected the name of a setting of train, found '" + Printable.excerpt(name) + "'"
                            + Nearest.hint(name, known) + ".",
                    "There are " + String.join(", ", known) + ".");
        }
    }

    private static List<Map<String, String>> combinations(Map<String, List<String>> values) {
        List<Map<String, String>> settings = List.of(Map.of());
        for (Map.Entry<String, List<String>> entry : values.entrySet()) {
            long count = (long) settings.size() * entry.getValue().size();
            if (count > MOST_SETTINGS) {
                throw CrosscheckException.expected(
                        "--grid", "at most " + MOST_SETTINGS + " settings", count + " or more", "Name fewer values.");
            }
            List<Map<String, String>> longer = new ArrayList<>();
            for (Map<String, String> setting : settings) {
                entry.getValue().forEach(value -> {
                    Map<String, String> more = new LinkedHashMap<>(setting);
                    more.put(entry.getKey(), value);
                    longer.add(more);
                });
            }
            settings = longer;
        }
        return settings;
    }
}
