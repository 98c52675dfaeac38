package dev.crosscheck.data.npz;

import java.nio.ByteBuffer;
import java.util.Locale;

/** The supported element types, under NumPy's names. Values are little-endian in a buffer. */
enum NpyType {
    FLOAT16("f2", 2),
    FLOAT32("f4", 4),
    FLOAT64("f8", 8),
    INT8("i1", 1),
    INT16("i2", 2),
    INT32("i4", 4),
    INT64("i8", 8),
    UINT8("u1", 1),
    UINT16("u2", 2),
    UINT32("u4", 4),
    BOOL("b1", 1);

    private final String code;
    private final int size;

    NpyType(String code, int size) {
        this.code = code;
        this.size = size;
    }

    /** @return kind and size as in a {@code descr} without the byte order, such as {@code f8} */
    String code() {
        return code;
    }

    /** @return bytes of one element */
    int size() {
        return size;
    }

    /** @return NumPy's name, such as {@code float64} */
    String numpyName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @return whether this is a floating-point type, whose values may be fractions, infinite or NaN */
    boolean isFloating() {
        return code.charAt(0) == 'f';
    }

    /** @return element {@code index} of a floating-point buffer; a double represents all of them exactly */
    double floating(ByteBuffer data, int index) {
        return switch (this) {
            case FLOAT16 -> float16(data.getShort(2 * index));
            case FLOAT32 -> data.getFloat(4 * index);
            case FLOAT64 -> data.getDouble(8 * index);
            default -> throw new IllegalStateException(numpyName() + " is not a floating-point type");
        };
    }

    /** @return element {@code index} of an integer or boolean buffer; true is 1 */
    long integer(ByteBuffer data, int index) {
        return switch (this) {
            case INT8 -> data.get(index);
            case INT16 -> data.getShort(2 * index);
            case INT32 -> data.getInt(4 * index);
            case INT64 -> data.getLong(8 * index);
            case UINT8 -> data.get(index) & 0xff;
            case UINT16 -> data.getShort(2 * index) & 0xffff;
            case UINT32 -> data.getInt(4 * index) & 0xffff_ffffL;
            case BOOL -> data.get(index) == 0 ? 0 : 1;
            default -> throw new IllegalStateException(numpyName() + " is not an integer type");
        };
    }

    /**
     * Decodes IEEE 754 binary16: a sign, 5 bits of exponent biased by 15, 10 bits of fraction.
     *
     * <p>A float has the same layout with a bias of 127 and 13 more bits of fraction, so the bits of normal numbers are shifted. The
     * largest exponent means infinity or NaN in both formats; the smallest means multiples of 2^-24.
     */
    static float float16(short half) {
        int sign = (half & 0x8000) << 16;
        int exponent = half >> 10 & 0x1f;
        int fraction = half & 0x3ff;
        if (exponent == 0) {
            float magnitude = fraction * 0x1p-24f;
            return sign == 0 ? magnitude : -magnitude;
        }
        int widened = exponent == 0x1f ? 0xff : exponent - 15 + 127;
        return Float.intBitsToFloat(sign | widened << 23 | fraction << 13);
    }
}
