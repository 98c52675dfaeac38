package dev.crosscheck.data.table;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.regex.Pattern;

/**
 * Parses and formats the numbers of cells: an optional sign, ASCII digits with an optional decimal point, and an optional exponent; or an
 * infinity as a word. Thousands separators, hexadecimal digits, suffixes and NaN, some of which Java's parser accepts, are not numbers here.
 */
final class Decimal {
    /** The squares of larger numbers, summed over a table, would overflow. */
    static final double LARGEST = 1e100;

    /** Every integer up to this is exactly a double. */
    private static final long MOST_EXACT = 1L << 53;

    /** Digits of a double that are still right after a few operations. */
    private static final int MOST_COMPUTED = 14;

    private static final Pattern INFINITY = Pattern.compile("[-+]?inf(inity)?", Pattern.CASE_INSENSITIVE);

    private Decimal() {}

    /** @return the number; an infinity if it is infinite or larger than {@link #LARGEST}; NaN if the text is not a number */
    static double parse(String text) {
        double parsed = parsed(text);
        return Math.abs(parsed) > LARGEST ? Math.copySign(Double.POSITIVE_INFINITY, parsed) : parsed;
    }

    private static double parsed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isOfNumbers(text.charAt(i))) {
                return INFINITY.matcher(text).matches()
                        ? Math.copySign(Double.POSITIVE_INFINITY, text.charAt(0) == '-' ? -1 : 1)
                        : Double.NaN;
            }
        }
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** Among texts of these characters, Java's parser accepts exactly those that are numbers here. */
    private static boolean isOfNumbers(char c) {
        return c >= '0' && c <= '9' || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E';
    }

    /** @return the shortest text of a number; integers have no decimal point */
    static String text(double value) {
        boolean whole = value == Math.rint(value) && Math.abs(value) < MOST_EXACT;
        return whole ? Long.toString((long) value) : Double.toString(value);
    }

    /** @return the text of a computed number without its last digits, which are rounding errors */
    static String computed(double value) {
        return rounded(value, MOST_COMPUTED);
    }

    /** @return a number with six digits, for messages */
    static String rounded(double value) {
        return rounded(value, 6);
    }

    private static String rounded(double value, int digits) {
        return text(new BigDecimal(value).round(new MathContext(digits)).doubleValue());
    }
}
