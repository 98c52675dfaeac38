package dev.crosscheck.data.table;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.crosscheck.limits.Members;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a column writes its numbers: {@code 1,234.50}, {@code 1.234,50 €}, {@code ($12)} for -12, or {@code 12 %}, which is 12.
 *
 * @param decimal the decimal mark, a point or a comma
 * @param grouping the separator of thousands: comma, point, blank (of any kind) or apostrophe; empty if there is none
 * @param prefix what stands before each number, such as a currency sign; may be empty
 * @param suffix what stands after each number, such as a percent sign; may be empty
 * @param units with which some numbers stand instead, and the factors that convert these; a number may then also stand alone. Null if prefix and
 *     suffix must be there, as in models of earlier versions
 */
public record NumberForm(
        String decimal,
        String grouping,
        String prefix,
        String suffix,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, Double> units,
        OddCells odd)
        implements Reading {
    /** The blanks that files have inside of numbers. */
    static final String BLANKS = " \u00a0\u2009\u202f";

    static final String APOSTROPHES = "'\u2019";

    /** Hyphen, plus, and the typographic minus sign. */
    static final String SIGNS = "-+\u2212";

    private static final List<String> DECIMALS = List.of(".", ",");
    private static final List<String> GROUPINGS = List.of("", ",", ".", " ", "'");
    private static final int LONGEST_UNIT = 8;

    /** What is converted: units of one kind, each with its exact size in the first. */
    static final List<Map<String, Double>> KINDS = List.of(
            Map.of("kg", 1.0, "g", 0.001, "lb", 0.45359237, "lbs", 0.45359237, "oz", 0.028349523125),
            Map.of("m", 1.0, "mm", 0.001, "cm", 0.01, "km", 1000.0, "in", 0.0254, "ft", 0.3048, "mi", 1609.344),
            Map.of("km/h", 1.0, "m/s", 3.6, "mph", 1.609344),
            Map.of("s", 1.0, "min", 60.0, "h", 3600.0),
            Map.of("l", 1.0, "ml", 0.001));

    /** In characters; a longer cell is no number. */
    private static final int LONGEST = 100;

    /** Digits with a decimal point and an exponent, as {@link Decimal} reads them. */
    static final NumberForm PLAIN = new NumberForm(".", "", "", "", null, OddCells.NONE);

    public NumberForm {
        Members.require("decimal", DECIMALS.contains(decimal), "one of " + DECIMALS, decimal);
        boolean known = GROUPINGS.contains(grouping) && !grouping.equals(decimal);
        Members.require("grouping", known, "one of " + GROUPINGS + " other than the decimal mark", grouping);
        Members.plain("prefix", prefix, 0, LONGEST_UNIT);
        Members.plain("suffix", suffix, 0, LONGEST_UNIT);
        if (units != null) {
            units.forEach((unit, factor) -> {
                Members.plain("units", unit, 1, LONGEST_UNIT);
                Members.number("units", factor, Double.MIN_VALUE, Decimal.LARGEST);
            });
            units = Collections.unmodifiableMap(new TreeMap<>(units));
        }
    }

    /** @return the forms without a unit: {@link #PLAIN}, the same with parentheses and other signs, and those with other marks */
    static List<NumberForm> all() {
        List<NumberForm> forms = new ArrayList<>(List.of(PLAIN, PLAIN.with(Map.of())));
        for (String grouping : GROUPINGS) {
            for (String decimal : DECIMALS) {
                if (!grouping.equals(decimal) && !PLAIN.is(decimal, grouping)) {
                    forms.add(new NumberForm(decimal, grouping, "", "", null, OddCells.NONE));
                }
            }
        }
        return forms;
    }

    NumberForm with(String before, String after) {
        return new NumberForm(decimal, grouping, before, after, units, odd);
    }

    /** @return the same for numbers of which some are alone or have other units; null for none */
    NumberForm with(@Nullable Map<String, Double> others) {
        return new NumberForm(decimal, grouping, prefix, suffix, others, odd);
    }

    @Override
    public NumberForm with(OddCells cells) {
        return new NumberForm(decimal, grouping, prefix, suffix, units, cells);
    }

    /** @return whether numbers have only digits, a decimal point and an exponent */
    @JsonIgnore
    public boolean isPlain() {
        return with(OddCells.NONE).equals(PLAIN);
    }

    boolean hasUnit() {
        return !unit().isEmpty();
    }

    boolean hasPoint() {
        return decimal.equals(".");
    }

    String unit() {
        return prefix + suffix;
    }

    boolean is(String mark, String separator) {
        return decimal.equals(mark) && grouping.equals(separator);
    }

    /** @return what numbers with the unit are multiplied by to have the unit of this form; null if that is not known */
    @Nullable
    Double factor(NumberForm other) {
        return unit().equals(other.unit())
                ? Double.valueOf(1)
                : KINDS.stream()
                        .filter(kind -> kind.containsKey(unit()) && kind.containsKey(other.unit()))
                        .findFirst()
                        .map(kind -> kind.get(other.unit()) / kind.get(unit()))
                        .orElse(null);
    }

    /**
     * A regular expression for a number. Its group {@code body} has the digits; the number is negative if {@code before} or {@code after} is
     * a minus sign, or if there is {@code open}, an opening parenthesis, which goes with {@code close}. Its group {@code unit} has one of the units.
     */
    private String pattern() {
        String blanks = "[" + BLANKS + "]*+";
        String mark = Pattern.quote(decimal);
        String separator = grouping.isEmpty() ? "" : "|[1-9]\\d{0,2}(?:" + separators() + "\\d{3})++";
        String digits = "(?:(?:\\d+" + separator + ")(?:" + mark + "\\d*)?|" + mark + "\\d+)(?:[eE][-+]?\\d+)?";
        String signs = "[" + SIGNS + "]?";
        String before = Pattern.quote(prefix) + blanks + "(?<after>" + (prefix.isEmpty() ? "" : signs) + ")";
        String after = Pattern.quote(suffix);
        if (units != null) {
            before = "(?:" + before + ")?";
            after = Stream.concat(Stream.of(suffix), units.keySet().stream())
                    .map(Pattern::quote)
                    .collect(Collectors.joining("|", "(?<unit>", ")?"));
        }
        return "(?s:(?!.{" + (LONGEST + 1) + "}))(?<open>\\()?" + blanks + "(?<before>" + signs + ")" + blanks + before
                + "(?<body>" + digits + ")" + blanks + after + blanks + "(?<close>\\))?";
    }

    private String separators() {
        return switch (grouping) {
            case " " -> "[" + BLANKS + "]";
            case "'" -> "[" + APOSTROPHES + "]";
            default -> Pattern.quote(grouping);
        };
    }

    /** @return a function that gives the number of a cell as {@link Decimal#parse} does: NaN if the text is not a number of this form */
    @Override
    public ToDoubleFunction<String> reader() {
        if (isPlain()) {
            return Decimal::parse;
        }
        Pattern pattern = Pattern.compile(pattern());
        return cell -> parse(pattern.matcher(cell));
    }

    private double parse(Matcher cell) {
        if (!cell.matches() || (cell.group("open") == null) != (cell.group("close") == null)) {
            return Double.NaN;
        }
        StringBuilder plain = new StringBuilder();
        for (char c : cell.group("body").toCharArray()) {
            if (decimal.charAt(0) == c) {
                plain.append('.');
            } else if (c >= '0' && c <= '9' || "eE+-".indexOf(c) >= 0) {
                plain.append(c);
            }
        }
        String signs = cell.group("before") + cell.group("after");
        boolean negative = cell.group("open") != null || signs.indexOf('-') >= 0 || signs.indexOf('\u2212') >= 0;
        String unit = units == null ? null : cell.group("unit");
        double factor = unit == null ? 1 : units.getOrDefault(unit, 1.0);
        double size = factor * Double.parseDouble(plain.toString());
        return size > Decimal.LARGEST ? Double.NaN : negative ? -size : size;
    }

    @Override
    public String write(double value) {
        if (isPlain()) {
            return Decimal.text(value);
        }
        String[] parts =
                new BigDecimal(Decimal.text(Math.abs(value))).toPlainString().split("\\.");
        StringBuilder digits = new StringBuilder(parts[0]);
        for (int at = digits.length() - 3; at > 0 && !grouping.isEmpty(); at -= 3) {
            digits.insert(at, grouping);
        }
        return (value < 0 ? "-" : "") + prefix + digits + (parts.length > 1 ? decimal + parts[1] : "") + suffix;
    }

    @Override
    public List<NumberForm> forms() {
        return units == null || !hasUnit()
                ? List.of(this)
                : Stream.concat(Stream.of("", suffix), units.keySet().stream())
                        .map(unit -> with(unit.equals(suffix) ? prefix : "", unit))
                        .toList();
    }

    @Override
    public String ofNumber(double number) {
        return write(number);
    }

    @Override
    public String text(double value) {
        return Decimal.text(value);
    }

    @Override
    public String java(UnaryOperator<String> literal) {
        if (isPlain()) {
            return "number(cell)";
        }
        String factors = (units == null ? Map.<String, Double>of() : units)
                .entrySet().stream()
                        .map(unit -> literal.apply(unit.getKey()) + ", " + unit.getValue())
                        .collect(Collectors.joining(", ", ", Map.of(", "))"));
        return "number(cell, " + literal.apply(pattern()) + ", '" + decimal + "'" + factors;
    }

    @Override
    public String expected() {
        return words().isEmpty() ? "a number" : "a number (" + words() + ")";
    }

    @Override
    public String words() {
        List<String> words = new ArrayList<>();
        Set<String> others = new TreeSet<>(units == null ? Set.of() : units.keySet());
        if (decimal.equals(",")) {
            words.add("decimal commas");
        }
        if (!grouping.isEmpty()) {
            words.add(Map.of(",", "commas", ".", "points", " ", "blanks", "'", "apostrophes")
                            .get(grouping) + " between thousands");
        }
        if (!prefix.isEmpty()) {
            words.add("\"" + prefix + "\" before" + (others.remove(prefix) ? " or after" : ""));
        }
        if (!suffix.isEmpty()) {
            words.add("\"" + suffix + "\" after");
        }
        if (!others.isEmpty()) {
            words.add("or with " + String.join(", ", others) + ", which are converted");
        }
        if (units != null && words.isEmpty()) {
            words.add("signs or parentheses for negatives");
        }
        return String.join(", ", words);
    }
}
