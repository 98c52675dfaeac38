package dev.crosscheck.text;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/** Texts with values in them. */
public final class Text {
    private static final double LEAST_PLAIN = 1e-6;
    private static final double MOST_PLAIN = 1e15;

    /** Larger ones without commas would have to be counted. */
    private static final double MOST_AS_IT_IS = 1e9;

    private static final int DIGITS = 5;

    private Text() {}

    /** @return the text by {@link String#format}, the same in all languages */
    public static String of(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** @return a number without needless zeros, to be read again as it is; very small and very large ones have an exponent, as in {@code 1e-9} */
    public static String plain(double value) {
        double size = Math.abs(value);
        return value == 0 || size >= LEAST_PLAIN && size < MOST_AS_IT_IS
                ? BigDecimal.valueOf(value).stripTrailingZeros().toPlainString()
                : Double.toString(value).replace(".0E", "e").replace('E', 'e');
    }

    /**
     * @param digits that count at least; all digits before the point are written
     * @return a number for people, with commas between thousands; very small and very large ones have an exponent
     */
    public static String number(double value, int digits) {
        double size = Math.abs(value);
        if (value == 0 || !Double.isFinite(value)) {
            return value == 0 ? "0" : Double.toString(value);
        }
        return size < LEAST_PLAIN || size >= MOST_PLAIN
                ? of("%." + (digits - 1) + "e", value)
                : decimals(value, digits - 1 - (int) Math.floor(Math.log10(size)));
    }

    /**
     * @param half half of the width of its interval, or its deviation
     * @return a number with as many decimals as the interval leaves it: three digits of {@code half} count
     */
    public static String within(double value, double half) {
        double size = Math.abs(half);
        boolean tells = size >= LEAST_PLAIN && size < MOST_PLAIN && Math.abs(value) < MOST_PLAIN;
        return tells ? decimals(value, 2 - (int) Math.floor(Math.log10(size))) : number(value, DIGITS);
    }

    /** @return both, with as many decimals as the latter leaves */
    public static String plusMinus(double value, double half) {
        return within(value, half) + " ± " + within(half, half);
    }

    private static String decimals(double value, int decimals) {
        return of("%,." + Math.max(0, decimals) + "f", value);
    }

    /** @return the names, joined by commas and a final "or" */
    public static String or(List<String> names) {
        return String.join(", ", names).replaceFirst(", ([^,]*)$", " or $1");
    }
}
