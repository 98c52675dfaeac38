package dev.crosscheck.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.Soak;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every float of the ranges in which {@link FloatMath} is used: 1.1 billion and 0.2 billion. {@link FloatMathTest} takes one of 997. */
@Tag(Soak.TAG)
class FloatMathIT {
    /** From 0 to here the exponential is 1 to half a unit in the last place, and true ones need not be computed. */
    private static final int SMALL = Float.floatToRawIntBits(-0x1p-25f);

    @Test
    void everyExponential() {
        double error =
                FloatMathTest.largestError(SMALL, FloatMathTest.LAST_NEGATIVE, 1, FloatMath::exp, StrictMath::exp);
        assertTrue(error <= FloatMathTest.EXP_ERROR, "units in the last place: " + error);
        for (int bits = FloatMathTest.FIRST_NEGATIVE; bits <= SMALL; bits++) {
            assertEquals(1f, FloatMath.exp(Float.intBitsToFloat(bits)));
        }
    }

    @Test
    void everyLogarithm() {
        double error =
                FloatMathTest.largestError(FloatMathTest.ONE, FloatMathTest.MOST, 1, FloatMath::log, StrictMath::log);
        assertTrue(error <= FloatMathTest.LOG_ERROR, "units in the last place: " + error);
    }
}
