package dev.crosscheck.math;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.math.MathContext;
import org.junit.jupiter.api.Test;

class DoubleMathTest {

    @Test
    void aPowerIsWithinItsErrorOfTheExactOne() {
        for (double base : new double[] {0.5, 0.9, 0.999}) {
            for (int exponent : new int[] {0, 1, 2, 3, 7, 64, 1000, 5003}) {
                double exact = new BigDecimal(base)
                        .pow(exponent, MathContext.DECIMAL128)
                        .doubleValue();
                double allowed = exact * Math.max(1, exponent) * 0x1p-53; // a rounding per factor, squared along
                assertEquals(exact, DoubleMath.power(base, exponent), allowed, base + "^" + exponent);
            }
        }
    }

    /** Fdlibm's cosine is within 1 unit in the last place; the angle's product with π is rounded, too. */
    @Test
    void aCosineIsThatOfFdlibm() {
        for (int i = 0; i <= 1000; i++) {
            double x = i / 1000.0;
            assertEquals(StrictMath.cos(StrictMath.PI * x), DoubleMath.cosPi(x), 4e-16, "cos of π times " + x);
        }
        assertEquals(1, DoubleMath.cosPi(0));
        assertEquals(0, DoubleMath.cosPi(0.5));
        assertEquals(-1, DoubleMath.cosPi(1));
    }

    /** Fdlibm's logarithm and the quotient are within 1 unit in the last place each. */
    @Test
    void aLogarithmIsThatOfFdlibm() {
        for (int i = 1; i <= 4000; i++) {
            double x = i / 250.0;
            double exact = StrictMath.log(x) / StrictMath.log(2);
            assertEquals(exact, DoubleMath.log2(x), 4e-16 * Math.max(1, Math.abs(exact)), "log2 of " + x);
        }
        for (int k = -1022; k <= 1023; k++) {
            assertEquals(k, DoubleMath.log2(Math.scalb(1.0, k)));
        }
    }
}
