package dev.crosscheck.data.npz;

import java.nio.ByteBuffer;
import java.util.Locale;

/** The types of elements that are read, all little-endian. */
enum NpyType {
    FLOAT32("<f4", Float.BYTES),
    FLOAT64("<f8", Double.BYTES),
    INT32("<i4", Integer.BYTES),
    INT64("<i8", Long.BYTES),
    UINT8("|u1", Byte.BYTES);

    private final String code;
    private final int size;

    NpyType(String code, int size) {
        this.code = code;
        this.size = size;
    }

    /** @return NumPy's {@code descr} */
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

    /** @return whether values may be fractions, infinite or NaN */
    boolean isFloating() {
        return this == FLOAT32 || this == FLOAT64;
    }

    /** @return element {@code index} of a buffer, exact except for integers beyond ±2^53 */
    double number(ByteBuffer data, int index) {
        return switch (this) {
            case FLOAT32 -> data.getFloat(size * index);
            case FLOAT64 -> data.getDouble(size * index);
            default -> integer(data, index);
        };
    }

    /** @return element {@code index} of a buffer of integers */
    long integer(ByteBuffer data, int index) {
        return switch (this) {
            case INT32 -> data.getInt(size * index);
            case INT64 -> data.getLong(size * index);
            case UINT8 -> data.get(index) & 0xff;
            default -> throw new IllegalStateException(numpyName() + " is not an integer type");
        };
    }
}
