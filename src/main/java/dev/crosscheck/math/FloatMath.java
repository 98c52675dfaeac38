package dev.crosscheck.math;

/**
 * An exponential and a logarithm in float that give the same bits wherever they run: only additions, multiplications and fused
 * multiply-adds, each rounded as IEEE 754 says. {@link Math#exp} may differ from machine to machine, and a GPU has its own.
 *
 * <p>{@code src/main/cuda/digits.cu} has the same formulas, operation by operation. How far each is from the true value was measured for
 * every float of its range; docs/numerics.md says the errors and {@code FloatMathIT} holds them.
 */
public final class FloatMath {
    /** Below this an exponential is taken as 0: e⁻⁸⁷ is 1.6e-38, and floats below 1.2e-38 have fewer digits. */
    public static final float LEAST_EXPONENT = -87f;

    private static final float LOG2_E = 0x1.715476p0f;
    private static final float TO_INTEGER = 0x1.8p23f; // a float of this size has no digits after the point
    private static final float LN2_HIGH = 0x1.62e4p-1f; // 15 digits: its product with an exponent is exact
    private static final float LN2_LOW = 0x1.7f7d1cp-20f; // ln 2 - LN2_HIGH
    private static final float LN2 = 0x1.62e43p-1f;
    private static final float ULP_OF_ONE = 0x1p-23f;
    private static final int EXPONENT_BITS = 0xff800000; // and the sign
    private static final int TWO_THIRDS = 0x3f2aaaab; // as a float

    private FloatMath() {}

    /**
     * {@code eˣ = 2ᵏ eʳ} with k the integer nearest to {@code x/ln 2} and {@code |r| ≤ ln 2 / 2}, where
     * {@code eʳ = 1 + r + r² q(r)} and q is the polynomial of degree 4 whose largest error is the least.
     *
     * @param x at most 0, or NaN
     * @return e to the power of x; 0 below {@link #LEAST_EXPONENT}
     */
    public static float exp(float x) {
        if (x < LEAST_EXPONENT) {
            return 0f;
        }
        float shifted = Math.fma(x, LOG2_E, TO_INTEGER); // k in its last bits
        float k = shifted - TO_INTEGER;
        float r = Math.fma(k, -LN2_HIGH, x);
        r = Math.fma(k, -LN2_LOW, r);
        float q = 0x1.6a23d0p-10f;
        q = Math.fma(q, r, 0x1.123a20p-7f);
        q = Math.fma(q, r, 0x1.5558f2p-5f);
        q = Math.fma(q, r, 0x1.555492p-3f);
        q = Math.fma(q, r, 0x1.fffffcp-2f);
        q = Math.fma(q, r, 1f);
        q = Math.fma(q, r, 1f);
        return q * Float.intBitsToFloat((Float.floatToRawIntBits(shifted) << 23) + 0x3f800000);
    }

    /**
     * {@code ln x = e ln 2 + ln(1 + f)} with {@code x = 2ᵉ (1 + f)} and f from -1/3 to 1/3, where
     * {@code ln(1 + f) = f - f²/2 + f³ q(f)} and q is the polynomial of degree 7 whose largest error is the least.
     *
     * @param x from 1 to 2²⁴, or NaN
     * @return its natural logarithm
     */
    public static float log(float x) {
        int bits = Float.floatToRawIntBits(x);
        int exponent = (bits - TWO_THIRDS) & EXPONENT_BITS; // e in the place of a float's exponent
        float f = Float.intBitsToFloat(bits - exponent) - 1f;
        float e = (float) exponent * ULP_OF_ONE;
        float square = f * f;
        float q = -0x1.08058ep-3f;
        q = Math.fma(q, f, 0x1.1e66b8p-3f);
        q = Math.fma(q, f, -0x1.f3113cp-4f);
        q = Math.fma(q, f, 0x1.1ed718p-3f);
        q = Math.fma(q, f, -0x1.559dccp-3f);
        q = Math.fma(q, f, 0x1.99d028p-3f);
        q = Math.fma(q, f, -0x1.fffef0p-3f);
        q = Math.fma(q, f, 0x1.555506p-2f);
        q = Math.fma(q, f, -0.5f);
        float log = Math.fma(e, LN2, Math.fma(q, square, f));
        return x <= Float.MAX_VALUE ? log : x; // NaN stays: a run that diverges must be seen
    }
}
