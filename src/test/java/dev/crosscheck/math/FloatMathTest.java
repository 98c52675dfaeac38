package dev.crosscheck.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.Soak;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** Some of the floats of {@link FloatMathIT}, which has all. */
class FloatMathTest {
    /** In units in the last place of the true value: the largest over all floats, as docs/internals/numerics.md has it, and a little more. */
    static final double EXP_ERROR = 0.89;

    static final double LOG_ERROR = 0.93;

    /** Bits of the floats of a binade are a prime apart, so that a sample has every pattern of last bits. */
    private static final int STRIDE = 997;

    /** A function of one float. */
    interface FloatFunction {
        float of(float x);
    }

    static final int FIRST_NEGATIVE = Float.floatToRawIntBits(-0f);
    static final int LAST_NEGATIVE = Float.floatToRawIntBits(FloatMath.LEAST_EXPONENT);
    static final int ONE = Float.floatToRawIntBits(1f);
    static final int MOST = Float.floatToRawIntBits(0x1p24f);

    /** @return the largest error of some floats in units in the last place, NaN if a value is not finite */
    static double largestError(int from, int to, int stride, FloatFunction function, DoubleUnaryOperator exact) {
        double largest = 0;
        for (long bits = Integer.toUnsignedLong(from); bits <= Integer.toUnsignedLong(to); bits += stride) {
            float x = Float.intBitsToFloat((int) bits);
            double expected = exact.applyAsDouble(x);
            double error = Math.abs(function.of(x) - expected) / Math.ulp((float) expected);
            largest = error <= largest ? largest : error;
        }
        return largest;
    }

    @Test
    void theExponentialIsNearTheTrueOne() {
        double error = largestError(FIRST_NEGATIVE, LAST_NEGATIVE, STRIDE, FloatMath::exp, StrictMath::exp);
        assertTrue(error <= EXP_ERROR, "units in the last place: " + error);
    }

    @Test
    void theLogarithmIsNearTheTrueOne() {
        double error = largestError(ONE, MOST, STRIDE, FloatMath::log, StrictMath::log);
        assertTrue(error <= LOG_ERROR, "units in the last place: " + error);
    }

    @Test
    void exactValuesAndWhatIsOutside() {
        assertEquals(1f, FloatMath.exp(0f));
        assertEquals(1f, FloatMath.exp(-0f));
        assertEquals(0f, FloatMath.exp(Math.nextDown(FloatMath.LEAST_EXPONENT)));
        assertEquals(0f, FloatMath.exp(Float.NEGATIVE_INFINITY));
        assertEquals(0f, FloatMath.log(1f));
        assertTrue(Float.isNaN(FloatMath.exp(Float.NaN)), "a run that diverges must be seen");
        assertTrue(Float.isNaN(FloatMath.log(Float.NaN)), "the same");
    }

    /** Each is a few operations on the exponential and the logarithm, which each round by at most half a unit in the last place. */
    @Test
    void whatFollowsFromThemIsNearTheTrueOnes() {
        for (float x = 0x1p-40f; x < 90; x *= 1.01f) {
            double e = StrictMath.exp(-x);
            assertNear(StrictMath.expm1(-x), FloatMath.expm1(-x), "expm1", -x);
            assertNear(StrictMath.log1p(e), FloatMath.log1p((float) e), "log1p", (float) e);
            assertNear(1 / (1 + e), FloatMath.sigmoid(x), "sigmoid", x);
            assertNear(StrictMath.tanh(x), FloatMath.tanh(x), "tanh", x);
            assertNear(-StrictMath.tanh(x), FloatMath.tanh(-x), "tanh", -x);
            assertNear(x + StrictMath.log1p(e), FloatMath.softplus(x), "softplus", x);
            if (x < -FloatMath.LEAST_EXPONENT) {
                assertNear(e / (1 + e), FloatMath.sigmoid(-x), "sigmoid", -x);
                assertNear(StrictMath.log1p(e), FloatMath.softplus(-x), "softplus", -x);
            }
        }
        assertEquals(1f, FloatMath.sigmoid(Float.POSITIVE_INFINITY));
        assertEquals(0f, FloatMath.sigmoid(Float.NEGATIVE_INFINITY));
        assertEquals(-1f, FloatMath.tanh(Float.NEGATIVE_INFINITY));
        assertEquals(Float.POSITIVE_INFINITY, FloatMath.softplus(Float.POSITIVE_INFINITY));
        assertEquals(0f, FloatMath.tanh(0f));
        assertTrue(Float.isNaN(FloatMath.sigmoid(Float.NaN) + FloatMath.tanh(Float.NaN)), "NaN is seen");
        assertTrue(Float.isNaN(FloatMath.softplus(Float.NaN) + FloatMath.expm1(Float.NaN)), "NaN is seen");
    }

    private static void assertNear(double expected, float found, String function, float x) {
        double error = Math.abs(found - expected) / Math.ulp((float) expected);
        assertTrue(error <= 5, () -> function + " of " + x + " is off by " + error + " units in the last place");
    }

    /** Any bits, and sums that nearly cancel, that are ties, that overflow or are subnormal. */
    @Test
    void aMultiplyAddWithoutTheInstructionHasTheSameBits() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < Soak.times(300_000, 3_000_000); i++) {
            float a = Float.intBitsToFloat(random.nextInt());
            float b = Float.intBitsToFloat(random.nextInt());
            float c = switch (i % 4) {
                case 0 -> Float.intBitsToFloat(random.nextInt());
                case 1 -> -(a * b);
                case 2 -> a * b * (float) Math.scalb(1.0, random.nextInt(-60, 60));
                default -> Math.scalb(Math.ulp(a * b), -random.nextInt(1, 4)) * (random.nextBoolean() ? 1 : -1);
            };
            assertSameBits(a, b, c);
        }
        // Products halfway between two floats, so that what is too small for a double decides.
        for (int i = 0; i < 100; i++) {
            float a = 1 + (2 * i + 1) * 0x1p-12f;
            assertSameBits(a, 1 + 0x1p-12f, 0x1p-70f);
            assertSameBits(-a, 1 + 0x1p-12f, 0x1p-70f);
            assertSameBits(a, 1 + 0x1p-12f, -0x1p-70f);
        }
    }

    private static void assertSameBits(float a, float b, float c) {
        int expected = Float.floatToIntBits(Math.fma(a, b, c));
        assertEquals(expected, Float.floatToIntBits(FloatMath.fmaInDouble(a, b, c)), () -> a + " * " + b + " + " + c);
    }
}
