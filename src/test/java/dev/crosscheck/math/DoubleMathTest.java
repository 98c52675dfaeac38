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

    /** An argument's distance from ½ is rounded by up to 2⁻⁵⁴, which shifts the angle by up to 1.8e-16 more. */
    @Test
    void aSineIsThatOfFdlibm() {
        for (int i = 0; i <= 1000; i++) {
            double x = i / 1000.0;
            assertEquals(StrictMath.sin(StrictMath.PI * x), DoubleMath.sinPi(x), 6e-16, "sin of π times " + x);
        }
        assertEquals(0, DoubleMath.sinPi(0));
        assertEquals(1, DoubleMath.sinPi(0.5));
        assertEquals(-1, DoubleMath.sinPi(1.5));
    }

    @Test
    void aRoundedNumberHasSoManyDigits() {
        assertEquals("1.2346", DoubleMath.rounded(1.23456, 5).toString());
        assertEquals("-0.00012", DoubleMath.rounded(-0.00012345, 2).toString());
        assertEquals("1.954", DoubleMath.rounded(1.9535, 4).toString(), "the double is a little above the tie");
        assertEquals("0.13", DoubleMath.rounded(0.125, 2).toString(), "a tie");
    }

    @Test
    void wholeTurnsChangeNothing() {
        for (int i = 0; i <= 64; i++) {
            double x = i / 32.0; // in 64ths, sums with whole numbers are exact
            for (int turns = 1; turns <= 3; turns++) {
                assertEquals(DoubleMath.cosPi(x), DoubleMath.cosPi(x + 2 * turns), "cos of π times " + x);
                assertEquals(DoubleMath.sinPi(x), DoubleMath.sinPi(x - 2 * turns), "sin of π times " + x);
            }
            assertEquals(DoubleMath.cosPi(x), DoubleMath.cosPi(-x));
            assertEquals(-DoubleMath.cosPi(x), DoubleMath.cosPi(x + 1), 0.0);
        }
    }
}
