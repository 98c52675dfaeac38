package dev.crosscheck.data.table;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Numbers in cells: an optional sign, digits with an optional decimal point, an optional exponent. No separators of thousands, no
 * hexadecimal digits and no suffixes, which Java's own parser takes.
 */
final class Decimal {
    /** Squares of larger numbers, summed over a table, would no longer be finite. */
    static final double LARGEST = 1e100;

    /** Up to here the digits are an exact double. */
    private static final long MOST_EXACT = 1L << 53;

    private static final int MOST_DIGITS = 18;

    /** Digits of a double that a few operations leave as they should be. */
    private static final int MOST_COMPUTED = 14;

    /** Powers of ten that are exact doubles: such a number's digits times or by one of them is rounded once, as it has to be. */
    private static final double[] POWERS = {
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    /** Longer exponents are those of zero and of infinity. */
    private static final int LARGEST_EXPONENT = 100_000;

    private final char[] text;
    private final int start;
    private final int end;
    private int at;
    private long digits;
    private int found;
    private int significant;
    private int exponent;

    private Decimal(char[] text, int start, int end) {
        this.text = text;
        this.start = start;
        this.end = end;
        this.at = start;
    }

    /** @return the number, an infinity for one that is infinite or larger than {@link #LARGEST}, or NaN for what is none */
    static double parse(char[] text, int offset, int length) {
        double parsed = new Decimal(text, offset, offset + length).parse();
        return Math.abs(parsed) > LARGEST ? Math.copySign(Double.POSITIVE_INFINITY, parsed) : parsed;
    }

    static double parse(String text) {
        return parse(text.toCharArray(), 0, text.length());
    }

    /** A number's shortest text: an integer without a point, as most files have it. */
    static String text(double value) {
        boolean whole = value == Math.rint(value) && Math.abs(value) < MOST_EXACT;
        return whole ? Long.toString((long) value) : Double.toString(value);
    }

    /** The same of a number that was computed from such numbers, without the last digits, which rounding left. */
    static String computed(double value) {
        return rounded(value, MOST_COMPUTED);
    }

    /** A figure in words: six digits of it. */
    static String rounded(double value) {
        return rounded(value, 6);
    }

    private static String rounded(double value, int digits) {
        return text(new BigDecimal(value).round(new MathContext(digits)).doubleValue());
    }

    private double parse() {
        boolean negative = at < end && text[at] == '-';
        if (negative || at < end && text[at] == '+') {
            at++;
        }
        if (saysInfinity()) {
            return negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        digits(false);
        if (at < end && text[at] == '.') {
            at++;
            digits(true);
        }
        if (found == 0 || !exponent() || at < end) {
            return Double.NaN;
        }
        return negative ? -value() : value();
    }

    private boolean saysInfinity() {
        int length = end - at;
        if (length != 3 && length != 8) {
            return false;
        }
        String word = "infinity";
        for (int i = 0; i < length; i++) {
            if (Character.toLowerCase(text[at + i]) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private void digits(boolean fraction) {
        for (; at < end && text[at] >= '0' && text[at] <= '9'; at++) {
            found++;
            boolean kept = significant < MOST_DIGITS;
            if (kept) {
                digits = 10 * digits + (text[at] - '0');
            }
            significant += digits == 0 ? 0 : 1;
            exponent += fraction && kept ? -1 : !fraction && !kept ? 1 : 0;
        }
    }

    /** @return whether there is a whole exponent or none */
    private boolean exponent() {
        if (at == end || text[at] != 'e' && text[at] != 'E') {
            return true;
        }
        at++;
        boolean negative = at < end && text[at] == '-';
        if (negative || at < end && text[at] == '+') {
            at++;
        }
        int first = at;
        int written = 0;
        for (; at < end && text[at] >= '0' && text[at] <= '9'; at++) {
            written = Math.min(LARGEST_EXPONENT, 10 * written + (text[at] - '0'));
        }
        exponent += negative ? -written : written;
        return at > first;
    }

    private double value() {
        boolean exact = significant <= MOST_DIGITS && digits <= MOST_EXACT && Math.abs(exponent) < POWERS.length;
        if (!exact) {
            return Math.abs(Double.parseDouble(new String(text, start, end - start)));
        }
        return exponent < 0 ? digits / POWERS[-exponent] : digits * POWERS[exponent];
    }
}
