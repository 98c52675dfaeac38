package dev.crosscheck.cli;

import dev.crosscheck.math.DoubleMath;
import dev.crosscheck.text.Text;

/** Numbers for people. */
final class Numbers {
    private static final double SMALL = 1e-4;
    private static final double LARGE = 1e6;
    private static final int DIGITS = 5;
    private static final double FOUR_DECIMALS = 1e4;

    private Numbers() {}

    /** @return a number in at most five digits that count, with an exponent if it is very small or large */
    static String brief(double value) {
        double size = Math.abs(value);
        if (value == 0) {
            return "0";
        }
        if (size >= SMALL && size < LARGE) {
            return DoubleMath.rounded(value, DIGITS).stripTrailingZeros().toPlainString();
        }
        return Text.of("%.3e", value);
    }

    /** @return a number to four decimals; what rounds to 0 has no sign */
    static String fourDecimals(double value) {
        return Text.of("%.4f", Math.rint(value * FOUR_DECIMALS) / FOUR_DECIMALS + 0.0);
    }
}
