package dev.crosscheck.math;

/**
 * A power, a cosine and a logarithm in double that give the same bits on every machine and in every language, since they consist of products, sums and
 * divisions, each rounded as IEEE 754 specifies. {@link Math#pow}, {@link Math#cos} and {@link Math#log} may differ between machines and versions of Java.
 * The optimizers and learning-rate schedules of the engine use these, so that one seed gives one network everywhere
 * (docs/internals/numerics.md).
 */
public final class DoubleMath {
    private static final double QUARTER = 0.25;
    private static final double HALF = 0.5;

    /** Of the Taylor series, whose first omitted term is below 2e-18 for an angle up to π/4. */
    private static final int LAST_TERM = 16;

    /** Of the series of the logarithm, whose first omitted term is below 1e-18 of the first. */
    private static final int LAST_POWER = 21;

    private static final double LN_2 = 0.6931471805599453;
    private static final double ROOT_2 = 1.4142135623730951;

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
     * The cosine of a multiple of π, by the Taylor series of cosine or sine at an angle y of at most π/4, in Horner's form: {@code cos y = 1 -
     * y²/(1·2) (1 - y²/(3·4) (1 - …))}, {@code sin y = y (1 - y²/(2·3) (1 - y²/(4·5) (1 - …)))}.
     *
     * @param x from 0 to 1
     * @return cos(πx), within 4e-16
     */
    public static double cosPi(double x) {
        if (x > HALF) {
            return -cosPi(1 - x);
        }
        boolean cosine = x <= QUARTER;
        double y = Math.PI * (cosine ? x : HALF - x);
        double sum = 1;
        for (int k = cosine ? LAST_TERM : LAST_TERM + 1; k > 1; k -= 2) {
            sum = 1 - sum * (y * y) / ((k - 1) * k);
        }
        return cosine ? sum : y * sum;
    }

    /**
     * The logarithm to base 2: {@code log2(2ᵏ m) = k + ln m / ln 2} with m from √½ to √2, where {@code ln m = 2 (z + z³/3 + z⁵/5 + …)} with
     * {@code z = (m - 1)/(m + 1)}, in Horner's form.
     *
     * @param x a normal number above 0
     * @return log2 x, within 4e-16 of the larger of 1 and itself; exact for powers of 2
     */
    public static double log2(double x) {
        int exponent = Math.getExponent(x);
        double m = Math.scalb(x, -exponent); // from 1 to below 2
        if (m > ROOT_2) {
            m /= 2;
            exponent++;
        }
        double z = (m - 1) / (m + 1);
        double sum = 0;
        for (int k = LAST_POWER; k > 0; k -= 2) {
            sum = sum * (z * z) + 1.0 / k;
        }
        return exponent + 2 * z * sum / LN_2;
    }
}
