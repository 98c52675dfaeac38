package dev.crosscheck.math;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * A power, a mean, a cosine and a sine in double that give the same bits on every machine and in every language, since they consist of products,
 * sums and divisions, each rounded as IEEE 754 specifies. {@link Math#pow} and {@link Math#cos} may differ between machines and versions of
 * Java.
 * The optimizers and learning-rate schedules of the engine use these, so that one seed gives one network everywhere
 * (docs/internals/numerics.md).
 */
public final class DoubleMath {
    private static final double QUARTER = 0.25;
    private static final double HALF = 0.5;

    /** Of the Taylor series, whose first omitted term is below 2e-18 for an angle up to π/4. */
    private static final int LAST_TERM = 16;

    private DoubleMath() {}

    /**
     * A power by repeated squaring, the factors multiplied from the exponent's lowest bit upwards.
     *
     * @param base any number
     * @param exponent at least 0
     * @return {@code base} to the power of {@code exponent}; the relative error grows with the exponent, up to {@code exponent · 1.1e-16}
     */
    public static double power(double base, long exponent) {
        double power = 1;
        double factor = base;
        for (long bits = exponent; bits > 0; bits >>= 1) {
            if ((bits & 1) == 1) {
                power *= factor;
            }
            factor *= factor;
        }
        return power;
    }

    /**
     * The cosine of a multiple of π. Whole turns are taken off first, which is exact, and the rest is a Taylor series of cosine or sine at
     * an angle y of at most π/4, in Horner's form: {@code cos y = 1 - y²/(1·2) (1 - y²/(3·4) (1 - …))}, {@code sin y = y (1 - y²/(2·3) (1 -
     * y²/(4·5) (1 - …)))}.
     *
     * @param x finite
     * @return cos(πx), within 4e-16
     */
    public static double cosPi(double x) {
        double turned = Math.abs(x) - 2 * Math.floor(Math.abs(x) / 2); // from 0 to below 2
        return upToOne(turned > 1 ? 2 - turned : turned);
    }

    /** @return the mean, of a sum in the order of the values; NaN if there are none */
    public static double mean(double... values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    /** @return the decimal number of so many significant digits that is nearest to a finite value; of two, the one farther from 0 */
    public static BigDecimal rounded(double value, int digits) {
        return rounded(value, digits, RoundingMode.HALF_UP);
    }

    /** @return a finite value with so many significant digits */
    public static BigDecimal rounded(double value, int digits, RoundingMode mode) {
        return new BigDecimal(value).round(new MathContext(digits, mode));
    }

    /** @return sin(πx), as cos(π(x - ½)) */
    public static double sinPi(double x) {
        return cosPi(x - HALF);
    }

    private static double upToOne(double x) {
        if (x > HALF) {
            return -upToOne(1 - x);
        }
        boolean cosine = x <= QUARTER;
        double y = Math.PI * (cosine ? x : HALF - x);
        double sum = 1;
        for (int k = cosine ? LAST_TERM : LAST_TERM + 1; k > 1; k -= 2) {
            sum = 1 - sum * (y * y) / ((k - 1) * k);
        }
        return cosine ? sum : y * sum;
    }
}
