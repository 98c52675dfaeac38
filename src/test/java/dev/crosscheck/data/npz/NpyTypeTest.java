package dev.crosscheck.data.npz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class NpyTypeTest {

    @Test
    void decodesEveryFloat16() {
        int checked = 0;
        for (int bits = 0; bits < 1 << 16; bits++) {
            double expected = float16ByDefinition(bits);
            double actual = NpyType.float16((short) bits);
            assertEquals(0, Double.compare(expected, actual), () -> expected + " became " + actual);
            checked++;
        }
        assertEquals(65_536, checked);
    }

    @Test
    void refusesToMixKinds() {
        ByteBuffer one = ByteBuffer.allocate(8);
        for (NpyType type : NpyType.values()) {
            if (type.isFloating()) {
                assertThrows(IllegalStateException.class, () -> type.integer(one, 0));
            } else {
                assertThrows(IllegalStateException.class, () -> type.floating(one, 0));
            }
        }
    }

    @Test
    void sizesAgreeWithCodes() {
        for (NpyType type : NpyType.values()) {
            assertTrue(type.code().endsWith(Integer.toString(type.size())), type.numpyName());
        }
    }

    /** (-1)^s × 2^(e - 15) × (1 + f/1024), with e = 0 for multiples of 2^-24 and e = 31 for infinity and NaN. */
    private static double float16ByDefinition(int bits) {
        double sign = bits >= 1 << 15 ? -1 : 1;
        int exponent = bits / 1024 % 32;
        int fraction = bits % 1024;
        if (exponent == 31) {
            return fraction == 0 ? sign * Double.POSITIVE_INFINITY : Double.NaN;
        }
        return exponent == 0
                ? sign * fraction * Math.pow(2, -24)
                : sign * Math.pow(2, exponent - 15) * (1 + fraction / 1024.0);
    }
}
