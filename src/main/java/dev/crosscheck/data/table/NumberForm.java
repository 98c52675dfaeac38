package dev.crosscheck.data.table;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.crosscheck.Members;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a column writes its numbers: {@code 1,234.50}, {@code 1.234,50 €}, {@code ($12)} for -12, or {@code 12 %}, which is 12.
 *
 * @param decimal the decimal mark, a point or a comma
 * @param grouping the separator of thousands: comma, point, blank (of any kind) or apostrophe; empty if there is none
 * @param prefix what stands before each number, such as a currency sign; may be empty
 * @param suffix what stands after each number, such as a percent sign; may be empty
 */
public record NumberForm(String decimal, String grouping, String prefix, String suffix, OddCells odd)
        implements Reading {
    /** The blanks that files have inside of numbers. */
    static final String BLANKS = " \u00a0\u2009\u202f";

    static final String APOSTROPHES = "'\u2019";

    /** Hyphen, plus, and the typographic minus sign. */
    static final String SIGNS = "-+\u2212";

    private static final List<String> DECIMALS = List.of(".", ",");
    private static final List<String> GROUPINGS = List.of("", ",", ".", " ", "'");
    private static final int LONGEST_UNIT = 8;

    /** In characters; a longer cell is no number. */
    private static final int LONGEST = 100;

    /** Digits with a decimal point and an exponent, as {@link Decimal} reads them. */
    static final NumberForm PLAIN = new NumberForm(".", "", "", "", OddCells.NONE);

    public NumberForm {
        Members.require("decimal", DECIMALS.contains(decimal), "one of " + DECIMALS, decimal);
        boolean known = GROUPINGS.contains(grouping) && !grouping.equals(decimal);
        Members.require("grouping", known, "one of " + GROUPINGS + " other than the decimal mark", grouping);
        Members.plain("prefix", prefix, 0, LONGEST_UNIT);
        Members.plain("suffix", suffix, 0, LONGEST_UNIT);
    }

    /** @return the forms without a unit, of which the first is {@link #PLAIN} */
    static List<NumberForm> all() {
        List<NumberForm> forms = new ArrayList<>();
        for (String grouping : GROUPINGS) {
            for (String decimal : DECIMALS) {
                if (!grouping.equals(decimal)) {
                    forms.add(new NumberForm(decimal, grouping, "", "", OddCells.NONE));
                }
            }
        }
        return forms;
    }

    NumberForm with(String before, String after) {
        return new NumberForm(decimal, grouping, before, after, odd);
    }

    @Override
    public NumberForm with(OddCells cells) {
        return new NumberForm(decimal, grouping, prefix, suffix, cells);
    }

    /** @return whether numbers have only digits, a decimal point and an exponent */
    @JsonIgnore
    public boolean isPlain() {
        return with(OddCells.NONE).equals(PLAIN);
    }

    boolean hasUnit() {
        return !(prefix + suffix).isEmpty();
    }

    /**
     * A regular expression for a number. Its group {@code body} has the digits; the number is negative if {@code before} or {@code after} is
     * a minus sign, or if there is {@code open}, an opening parenthesis, which goes with {@code close}.
     */
    @Override
    public String pattern() {
        String blanks = "[" + BLANKS + "]*+";
        String mark = Pattern.quote(decimal);
        String separator = grouping.isEmpty() ? "" : "|[1-9]\\d{0,2}(?:" + separators() + "\\d{3})++";
        String digits = "(?:(?:\\d+" + separator + ")(?:" + mark + "\\d*)?|" + mark + "\\d+)(?:[eE][-+]?\\d+)?";
        String signs = "[" + SIGNS + "]?";
        return "(?s:(?!.{" + (LONGEST + 1) + "}))(?<open>\\()?" + blanks + "(?<before>" + signs + ")" + blanks
                + Pattern.quote(prefix) + blanks
                + "(?<after>" + (prefix.isEmpty() ? "" : signs) + ")(?<body>" + digits + ")" + blanks
                + Pattern.quote(suffix) + blanks + "(?<close>\\))?";
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
        double size = Decimal.parse(plain.toString());
        return negative ? -size : size;
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
    public String ofNumber(double number) {
        return write(number);
    }

    @Override
    public String text(double value) {
        return Decimal.text(value);
    }

    @Override
    public String java(UnaryOperator<String> literal) {
        return isPlain() ? "number(cell)" : "number(cell, " + literal.apply(pattern()) + ", '" + decimal + "')";
    }

    @Override
    public String expected() {
        return words().isEmpty() ? "a number" : "a number (" + words() + ")";
    }

    @Override
    public String words() {
        List<String> words = new ArrayList<>();
        if (decimal.equals(",")) {
            words.add("decimal commas");
        }
        switch (grouping) {
            case "," -> words.add("commas between thousands");
            case "." -> words.add("points between thousands");
            case " " -> words.add("blanks between thousands");
            case "'" -> words.add("apostrophes between thousands");
            default -> {}
        }
        if (!prefix.isEmpty()) {
            words.add("\"" + prefix + "\" before");
        }
        if (!suffix.isEmpty()) {
            words.add("\"" + suffix + "\" after");
        }
        return String.join(", ", words);
    }
}
