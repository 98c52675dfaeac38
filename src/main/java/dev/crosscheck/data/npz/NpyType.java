package dev.crosscheck.data.npz;

import java.nio.ByteBuffer;
import java.util.Locale;

/** The types of elements that are read, all little-endian. */
enum NpyType {
    FLOAT32("<f4", Float.BYTES, ByteBuffer::getFloat),
    FLOAT64("<f8", Double.BYTES, ByteBuffer::getDouble),
    INT32("<i4", Integer.BYTES, ByteBuffer::getInt),
    INT64("<i8", Long.BYTES, ByteBuffer::getLong),
    UINT8("|u1", Byte.BYTES, (data, at) -> data.get(at) & 0xff);

    /** Reads an element at a byte of a buffer. */
    @FunctionalInterface
    private interface Element {
        Number at(ByteBuffer data, int at);
    }

    private final String code;
    private final int size;
    private final Element element;

    NpyType(String code, int size, Element element) {
        this.code = code;
        this.size = size;
        this.element = element;
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

    /** @return element {@code index} of a buffer */
    Number element(ByteBuffer data, int index) {
        return element.at(data, size * index);
    }
}
