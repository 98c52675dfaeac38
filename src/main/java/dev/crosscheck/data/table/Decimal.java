package dev.crosscheck.data.table;

import dev.crosscheck.math.DoubleMath;

/**
 * Parses and formats the numbers of cells: an optional sign, ASCII digits with an optional decimal point, and an optional exponent. Thousands
 * separators, hexadecimal digits, suffixes, infinities and NaN, some of which Java's parser accepts, are not numbers here.
 */
final class Decimal {
    /** The squares of larger numbers, summed over a table, would overflow. */
    static final double LARGEST = 1e100;

    /** Every integer up to this is exactly a double. */
    private static final long MOST_EXACT = 1L << 53;

    /** Digits of a double that are still right after a few operations. */
    private static final int MOST_COMPUTED = 14;

    private Decimal() {}

    /** @return the number; NaN if the text is none, or one above {@link #LARGEST} in size */
    static double parse(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isOfNumbers(text.charAt(i))) {
                return Double.NaN;
            }
        }
        try {
            double parsed = Double.parseDouble(text);
            return Math.abs(parsed) > LARGEST ? Double.NaN : parsed;
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
        return text(DoubleMath.rounded(value, digits).doubleValue());
    }
}
