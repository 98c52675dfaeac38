package dev.crosscheck.data.tensors;

import java.nio.Buffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * An array of floating-point numbers, row-major (last index fastest). The values are not copied: a buffer may be a view of a larger array.
 */
public sealed interface Tensor {

    /** @return the size of each dimension, outermost first; empty for a scalar */
    List<Integer> shape();

    /** @return the values, from the buffer's position to its limit */
    Buffer values();

    /** A float32 array, {@code F32} in a file. */
    record Floats(List<Integer> shape, FloatBuffer values) implements Tensor {
        /** @throws IllegalArgumentException if the number of values does not match the shape */
        public Floats {
            shape = List.copyOf(shape);
            requireFits(shape, values);
        }
    }

    /** A float64 array, {@code F64} in a file. */
    record Doubles(List<Integer> shape, DoubleBuffer values) implements Tensor {
        /** @throws IllegalArgumentException if the number of values does not match the shape */
        public Doubles {
            shape = List.copyOf(shape);
            requireFits(shape, values);
        }
    }

    /** @return a float64 array with these values */
    static Tensor of(List<Integer> shape, double[] values) {
        return new Doubles(shape, DoubleBuffer.wrap(values));
    }

    private static void requireFits(List<Integer> shape, Buffer values) {
        long size = shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
        if (size != values.remaining() || shape.stream().anyMatch(length -> length < 0)) {
            throw new IllegalArgumentException("shape " + shape + " for " + values.remaining() + " values");
        }
    }
}
