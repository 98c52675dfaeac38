package dev.crosscheck.sweep;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Nearest;
import dev.crosscheck.Printable;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The search space of a sweep: the values that each setting may take.
 *
 * @param values values by setting; a setting is named like an option of {@code train} without the leading hyphens
 */
public record Grid(Map<String, List<String>> values) {
    /** An upper limit that keeps all settings in memory and in one file: a setting takes a few hundred bytes. */
    public static final int MOST_SETTINGS = 100_000;

    /** Attempts per requested setting before the grid is reported to have no more distinct settings. */
    private static final int MOST_DRAWS = 100;

    /** Significant digits of a number that is drawn from a range; more would not change a result noticeably. */
    private static final int DIGITS = 3;

    private static final String RANGE = "..";
    private static final String EXAMPLE = "Write for instance --grid hidden=64,256 lr=0.0003,0.001.";

    /** Copies the map and keeps the order of the names. */
    public Grid {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /**
     * Parses the words after {@code --grid}.
     *
     * @param words each {@code name=value,value...}, or {@code name=value;value...} if a value contains commas
     * @param known the valid names
     * @throws CrosscheckException if a name is unknown or repeated, has no values, or has a value twice
     */
    public static Grid parse(List<String> words, Collection<String> known) {
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
        return new Grid(values);
    }

    private static void requireKnown(String name, Collection<String> known) {
        if (!known.contains(name)) {
            throw new CrosscheckException(
                    "--grid: expected the name of a setting of train, found '" + Printable.excerpt(name) + "'"
                            + Nearest.hint(name, known) + ".",
                    "There are " + String.join(", ", known) + ".");
        }
    }

    /** @return the number of settings in the full grid */
    public long size() {
        return values.values().stream().mapToLong(List::size).reduce(1, Grid::product);
    }

    private static long product(long a, long b) {
        long high = Math.multiplyHigh(a, b);
        return high != 0 || a * b < 0 ? Long.MAX_VALUE : a * b;
    }

    /**
     * @return all combinations; the values of the last name change fastest
     * @throws CrosscheckException if there are too many, or a value is a range
     */
    public List<Map<String, String>> all() {
        values.forEach((name, each) -> each.forEach(value -> {
            if (value.contains(RANGE)) {
                throw new CrosscheckException(
                        "--grid " + name + "=" + value + ": a range has no values to go through.",
                        "Add --random N to draw N settings, or list values.");
            }
        }));
        if (size() > MOST_SETTINGS) {
            throw CrosscheckException.expected(
                    "--grid",
                    "at most " + MOST_SETTINGS + " settings",
                    size() + "",
                    "Draw some of them with --random N.");
        }
        List<Map<String, String>> settings = List.of(Map.of());
        for (Map.Entry<String, List<String>> entry : values.entrySet()) {
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

    /**
     * Draws random settings. Each value of a list is equally likely. From a range {@code a..b} a number between both ends is drawn, on a
     * logarithmic scale if both are above 0. A range between integers gives integers.
     *
     * @param count number of distinct settings
     * @param seed seed of the draws
     * @throws CrosscheckException if there are fewer distinct settings, or a range is not valid
     */
    public List<Map<String, String>> random(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Set<Map<String, String>> drawn = new LinkedHashSet<>();
        for (long draws = 0; drawn.size() < count; draws++) {
            if (draws == (long) MOST_DRAWS * count) {
                throw CrosscheckException.expected(
                        "--random " + count,
                        "a grid with as many different settings",
                        drawn.size() + "",
                        "Leave --random out to try them all, or name ranges such as lr=0.0001..0.01.");
            }
            Map<String, String> setting = new LinkedHashMap<>();
            values.forEach((name, each) -> {
                String value = each.get(random.nextInt(each.size()));
                setting.put(name, value.contains(RANGE) ? between(name, value, random) : value);
            });
            drawn.add(setting);
        }
        return List.copyOf(drawn);
    }

    private static String between(String name, String range, SplittableRandom random) {
        String low = range.substring(0, range.indexOf(RANGE));
        String high = range.substring(range.indexOf(RANGE) + RANGE.length());
        try {
            double from = Double.parseDouble(low);
            double to = Double.parseDouble(high);
            if (from < to && Double.isFinite(to - from)) {
                double share = random.nextDouble();
                double value = from > 0 ? from * Math.pow(to / from, share) : from + share * (to - from);
                boolean whole = (low + high).matches("[0-9-]+");
                return whole
                        ? Long.toString(Math.round(value))
                        : plain(new BigDecimal(value).round(new MathContext(DIGITS)));
            }
        } catch (NumberFormatException e) {
            // Falls through to the error below.
        }
        throw CrosscheckException.expected(
                "--grid " + name + "=" + range,
                "a range from a number to a larger one",
                range,
                "Write lr=0.0001..0.01.");
    }

    /** The number without an exponent. */
    private static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }
}
