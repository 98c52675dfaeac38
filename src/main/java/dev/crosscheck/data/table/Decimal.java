package dev.crosscheck.data.table;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.regex.Pattern;

/**
 * Numbers in cells: an optional sign, ASCII digits with an optional decimal point, an optional exponent; or an infinity in words. Thousands
 * separators, hexadecimal digits, suffixes and NaN, some of which Java's own parser takes, are no numbers here.
 */
final class Decimal {
    /** Squares of larger numbers, summed over a table, would no longer be finite. */
    static final double LARGEST = 1e100;

    /** Up to here every integer is a double. */
    private static final long MOST_EXACT = 1L << 53;

    /** Digits of a double that a few operations leave as they should be. */
    private static final int MOST_COMPUTED = 14;

    private static final Pattern INFINITY = Pattern.compile("[-+]?inf(inity)?", Pattern.CASE_INSENSITIVE);

    private Decimal() {}

    /** @return the number, an infinity for one that is infinite or larger than {@link #LARGEST}, or NaN for text that is no number */
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

    /** Of texts of these characters Java's parser takes just those that are numbers here. */
    private static boolean isOfNumbers(char c) {
        return c >= '0' && c <= '9' || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E';
    }

    /** A number's shortest text: an integer without a point, as most files have it. */
    static String text(double value) {
        boolean whole = value == Math.rint(value) && Math.abs(value) < MOST_EXACT;
        return whole ? Long.toString((long) value) : Double.toString(value);
    }

    /** The text of a number that was computed from such numbers, without its last digits, which are rounding errors. */
    static String computed(double value) {
        return rounded(value, MOST_COMPUTED);
    }

    /** A number for messages, with six digits. */
    static String rounded(double value) {
        return rounded(value, 6);
    }

    private static String rounded(double value, int digits) {
        return text(new BigDecimal(value).round(new MathContext(digits)).doubleValue());
    }
}
