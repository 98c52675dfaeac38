package dev.crosscheck.proof.replay;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.npz.NpyArray;
import dev.crosscheck.data.npz.NpzFile;
import dev.crosscheck.math.Matrix;
import java.nio.file.Path;

/**
 * The arrays of a recording, each checked when it is asked for: present, of the expected shape, not empty, and finite.
 *
 * @param file the file, for messages
 * @param npz what is in it
 */
record RecordedArrays(Path file, NpzFile npz) {
    private static final String RECORD_ANEW = "Record the run with one of the scripts in src/reference/python.";

    boolean has(String name) {
        return npz.has(name);
    }

    int rank(String name) {
        return npz.array(name).shape().length;
    }

    /** The size of each dimension, none of which may be 0. */
    int[] sizes(String name, int... shape) {
        NpyArray array = npz.array(name).requireShape(shape);
        if (array.size() == 0) {
            throw CrosscheckException.expected(place(name), "at least one value", "none", RECORD_ANEW);
        }
        return array.shape();
    }

    /** A matrix: the first dimension gives its rows and the others its columns; one dimension alone is a row. */
    Matrix matrix(String name, int... shape) {
        int[] sizes = sizes(name, shape);
        double[] values = npz.array(name).requireFinite().doubles();
        int rows = sizes.length == 1 ? 1 : sizes[0];
        return new Matrix(rows, values.length / rows, values);
    }

    double[] values(String name, int count) {
        sizes(name, count);
        return npz.array(name).requireFinite().doubles();
    }

    double number(String name) {
        return npz.array(name).requireShape().requireFinite().doubles()[0];
    }

    int integer(String name, int least, int most) {
        return inRange(name, "", npz.array(name).requireShape().longs()[0], least, most);
    }

    int[] integers(String name, int count, int least, int most) {
        sizes(name, count);
        long[] longs = npz.array(name).longs();
        int[] values = new int[longs.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = inRange(name, " at [" + i + "]", longs[i], least, most);
        }
        return values;
    }

    private int inRange(String name, String where, long value, int least, int most) {
        if (value < least || value > most) {
            throw CrosscheckException.expected(
                    place(name), "whole numbers from " + least + " to " + most, value + where, RECORD_ANEW);
        }
        return (int) value;
    }

    /** @return how messages name an array */
    String place(String name) {
        return file + ": array " + name;
    }
}
