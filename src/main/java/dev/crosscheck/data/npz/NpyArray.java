package dev.crosscheck.data.npz;

import dev.crosscheck.CrosscheckException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.IntStream;

/**
 * An immutable array of numbers with a shape, read by {@link NpzFile}.
 *
 * <p>Values are returned as a new Java array in C order (last index fastest), and only without rounding: if a value cannot be represented
 * exactly, the array is rejected. Every rejection is a {@link CrosscheckException} with the file and the array.
 */
public final class NpyArray {
    /** In {@link #requireShape}: any size. */
    public static final int ANY = -1;

    /** 2^53 - 1: the next integer could be a rounded one. */
    private static final double EXACT_IN_DOUBLE = (1L << 53) - 1;

    private final String label;
    private final NpyType type;
    private final int[] shape;
    private final ByteBuffer data;

    /**
     * @param label name of the array and its file, for messages
     * @param type the element type
     * @param shape the size of each dimension
     * @param littleEndian the values, little-endian, in C order
     */
    NpyArray(String label, NpyType type, int[] shape, byte[] littleEndian) {
        this.label = label;
        this.type = type;
        this.shape = shape.clone();
        this.data = ByteBuffer.wrap(littleEndian).order(ByteOrder.LITTLE_ENDIAN);
        if (littleEndian.length != NpyFormat.bytes(type, shape)) {
            throw new IllegalArgumentException(
                    littleEndian.length + " bytes for " + type.numpyName() + " " + NpyFormat.tuple(shape));
        }
    }

    /** @return the size of each dimension, outermost first; empty for a scalar */
    public int[] shape() {
        return shape.clone();
    }

    /** @return the number of values */
    public int size() {
        return data.capacity() / type.size();
    }

    /** @return NumPy's name of the element type, such as {@code float64} */
    public String typeName() {
        return type.numpyName();
    }

    /**
     * @param expected the size of each dimension, or {@link #ANY}; empty for a scalar
     * @return this array
     * @throws CrosscheckException if it has another shape
     */
    public NpyArray requireShape(int... expected) {
        boolean same = expected.length == shape.length
                && IntStream.range(0, shape.length).allMatch(d -> expected[d] == ANY || expected[d] == shape[d]);
        if (!same) {
            String wanted = NpyFormat.tuple(expected).replace(Integer.toString(ANY), "any");
            throw CrosscheckException.expected(
                    label, "shape " + wanted, NpyFormat.tuple(shape), "Save it with that shape: array.reshape(...).");
        }
        return this;
    }

    /**
     * @return this array
     * @throws CrosscheckException if a value is infinite or NaN
     */
    public NpyArray requireFinite() {
        for (int i = 0; type.isFloating() && i < size(); i++) {
            double value = type.element(data, i).doubleValue();
            if (!Double.isFinite(value)) {
                throw CrosscheckException.expected(
                        label,
                        "finite numbers",
                        value + " in element " + i,
                        "Record the run again: a step of it went wrong.");
            }
        }
        return this;
    }

    /**
     * @return the values
     * @throws CrosscheckException if a double cannot represent one exactly, which only happens for integers of 2^53 and beyond
     */
    public double[] doubles() {
        double[] values = new double[size()];
        for (int i = 0; i < values.length; i++) {
            Number value = type.element(data, i);
            values[i] = value.doubleValue();
            if (Math.abs(values[i]) > EXACT_IN_DOUBLE && !type.isFloating()) {
                throw CrosscheckException.expected(
                        label,
                        "values that float64 holds exactly",
                        typeName() + " with " + value,
                        "Save it as array.astype(numpy.float64).");
            }
        }
        return values;
    }

    /** @return the values of an array of integers */
    public long[] longs() {
        if (type.isFloating()) {
            throw CrosscheckException.expected(label, "integers", typeName(), "Save it as array.astype(numpy.int64).");
        }
        long[] values = new long[size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = type.element(data, i).longValue();
        }
        return values;
    }
}
