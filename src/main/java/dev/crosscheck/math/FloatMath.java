package dev.crosscheck.math;

/**
 * The elementary functions of the float engine: a fused multiply-add, an exponential and a logarithm, and functions derived from them. They
 * give the same bits on every machine, since every step is rounded as IEEE 754 specifies. {@link Math#exp} may differ between machines, and
 * a GPU has its own.
 *
 * <p>{@code src/main/cuda/digits.cu} has the same formulas, operation by operation. The error of each was measured for every float of its
 * range; docs/internals/numerics.md lists the errors, and {@code FloatMathIT} checks them.
 */
public final class FloatMath {
    /** Below this the exponential is 0: e⁻⁸⁷ is 1.6e-38, and floats below 1.2e-38 have fewer digits. */
    public static final float LEAST_EXPONENT = -87f;

    /** The constants of {@link #exp}: log2 e. */
    private static final float LOG2_E = 0x1.715476p0f;

    private static final float TO_INTEGER = 0x1.8p23f; // a float of this size has no digits after the point
    private static final float LN2_HIGH = 0x1.62e4p-1f; // 15 digits: its product with an exponent is exact
    private static final float LN2_LOW = 0x1.7f7d1cp-20f; // ln 2 - LN2_HIGH
    private static final float Q4 = 0x1.6a23d0p-10f; // coefficients of q
    private static final float Q3 = 0x1.123a20p-7f;
    private static final float Q2 = 0x1.5558f2p-5f;
    private static final float Q1 = 0x1.555492p-3f;
    private static final float Q0 = 0x1.fffffcp-2f;

    /** From here on {@link #expm1} is the series: the least float above -ln 2 / 2. */
    private static final float SERIES_FROM = -0.34657356f;

    private static final float LN2 = 0x1.62e43p-1f;
    private static final float ULP_OF_ONE = 0x1p-23f;
    private static final int EXPONENT_BITS = 0xff800000; // and the sign
    private static final int TWO_THIRDS = 0x3f2aaaab; // as a float

    /** Without the processor instruction, {@link Math#fma} computes in arbitrary precision, a thousand times slower. */
    private static final boolean HAS_INSTRUCTION = Simd.hasFma();

    private FloatMath() {}

    /** @return {@code a b + c}, rounded once, as {@link Math#fma(float, float, float)} */
    public static float fma(float a, float b, float c) {
        return HAS_INSTRUCTION ? Math.fma(a, b, c) : fmaInDouble(a, b, c);
    }

    /**
     * A fused multiply-add for any processor: in double the product is exact, and the sum is rounded to odd before it is rounded to float
     * (Boldo and Melquiond, 2008), so that the second rounding resolves ties by the exact sum.
     */
    static float fmaInDouble(float a, float b, float c) {
        double product = (double) a * b;
        double sum = product + c;
        double inSum = sum - product;
        double lost = (product - (sum - inSum)) + (c - inSum); // the exact rounding error of the sum (Knuth's TwoSum)
        long bits = Double.doubleToRawLongBits(sum);
        if (lost != 0 && (bits & 1) == 0) { // true for NaN too: then the sum is not finite and stays so
            bits += Double.isFinite(sum) ? (lost > 0 == sum > 0 ? 1 : -1) : 0;
        }
        return (float) Double.longBitsToDouble(bits);
    }

    /**
     * {@code eˣ = 2ᵏ eʳ} with k the integer nearest to {@code x/ln 2} and {@code |r| ≤ ln 2 / 2}, where {@code eʳ = 1 + r + r² q(r)} and q
     * is the minimax polynomial of degree 4.
     *
     * @param x at most 0, or NaN
     * @return e to the power of x; 0 below {@link #LEAST_EXPONENT}
     */
    public static float exp(float x) {
        if (x < LEAST_EXPONENT) {
            return 0f;
        }
        float shifted = fma(x, LOG2_E, TO_INTEGER); // k in its last bits
        float k = shifted - TO_INTEGER;
        float r = fma(k, -LN2_HIGH, x);
        r = fma(k, -LN2_LOW, r);
        float q = fma(polynomial(r), r, 1f);
        q = fma(q, r, 1f);
        return q * Float.intBitsToFloat((Float.floatToRawIntBits(shifted) << 23) + 0x3f800000);
    }

    /** @return q(r): {@code eʳ = 1 + r + r² q(r)} */
    private static float polynomial(float r) {
        float q = fma(Q4, r, Q3);
        q = fma(q, r, Q2);
        q = fma(q, r, Q1);
        return fma(q, r, Q0);
    }

    /**
     * @param x at most 0, or NaN
     * @return {@code eˣ - 1}, accurate near 0
     */
    public static float expm1(float x) {
        return x < SERIES_FROM ? exp(x) - 1f : fma(polynomial(x) * x, x, x);
    }

    /**
     * {@code ln(1 + y)}, accurate near 0. {@code 1 + y} loses some of y's digits; the logarithm of the rounded sum has nearly the same
     * relative error as the sum's deviation from 1, so that their quotient corrects it (Kahan).
     *
     * @param y from 0 to 2²³, or NaN
     * @return the natural logarithm of 1 + y
     */
    public static float log1p(float y) {
        float rounded = 1f + y;
        return rounded == 1f ? y : log(rounded) * (y / (rounded - 1f));
    }

    /** @return {@code σ(x) = 1/(1 + e⁻ˣ)}, computed from the exponential that cannot overflow */
    public static float sigmoid(float x) {
        float e = exp(-Math.abs(x));
        return x < 0 ? e / (1f + e) : 1f / (1f + e);
    }

    /** @return {@code tanh x}, computed as {@code (1 - e)/(1 + e)} with the sign of x and {@code e = e^(-2|x|)} */
    public static float tanh(float x) {
        float less = expm1(-2f * Math.abs(x)); // e - 1
        return Math.copySign(less / (2f + less), x);
    }

    /** @return {@code ln(1 + eˣ)}, as {@code max(0, x) + ln(1 + e^-|x|)} */
    public static float softplus(float x) {
        return Math.max(0f, x) + log1p(exp(-Math.abs(x)));
    }

    /**
     * {@code ln x = e ln 2 + ln(1 + f)} with {@code x = 2ᵉ (1 + f)} and f from -1/3 to 1/3, where {@code ln(1 + f) = f - f²/2 + f³ q(f)}
     * and q is the minimax polynomial of degree 7.
     *
     * @param x from 1 to 2²⁴, or NaN
     * @return its natural logarithm
     */
    public static float log(float x) {
        int bits = Float.floatToRawIntBits(x);
        int exponent = (bits - TWO_THIRDS) & EXPONENT_BITS; // e, at the position of a float's exponent
        float f = Float.intBitsToFloat(bits - exponent) - 1f;
        float e = (float) exponent * ULP_OF_ONE;
        float square = f * f;
        float q = -0x1.08058ep-3f;
        q = fma(q, f, 0x1.1e66b8p-3f);
        q = fma(q, f, -0x1.f3113cp-4f);
        q = fma(q, f, 0x1.1ed718p-3f);
        q = fma(q, f, -0x1.559dccp-3f);
        q = fma(q, f, 0x1.99d028p-3f);
        q = fma(q, f, -0x1.fffef0p-3f);
        q = fma(q, f, 0x1.555506p-2f);
        q = fma(q, f, -0.5f);
        float log = fma(e, LN2, fma(q, square, f));
        return x <= Float.MAX_VALUE ? log : x; // NaN stays NaN, so that a diverging run is noticed
    }
}
