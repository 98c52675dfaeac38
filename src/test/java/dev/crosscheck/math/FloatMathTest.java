package dev.crosscheck.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** Some of the floats of {@link FloatMathIT}, which has all. */
class FloatMathTest {
    /** In units in the last place of the true value: the largest over all floats, as docs/numerics.md has it, and a little more. */
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
}
