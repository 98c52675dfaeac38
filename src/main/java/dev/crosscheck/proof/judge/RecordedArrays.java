package dev.crosscheck.proof.judge;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.npz.NpyArray;
import dev.crosscheck.data.npz.NpzFile;
import dev.crosscheck.math.Matrix;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The arrays of a recording. Each is validated when it is read: it must be present, have the expected shape and not be empty. Every violation is a
 * {@link CrosscheckException} that names recording and array.
 *
 * @param label the name of the recording in messages: its file
 * @param names the names of the arrays
 * @param arrays returns an array by its name
 */
public record RecordedArrays(String label, Set<String> names, Function<String, NpyArray> arrays) {
    private static final String RECORD_ANEW = "Record the run again, with one of the scripts in src/reference/python.";

    /** The arrays of an archive. */
    public RecordedArrays(String label, NpzFile npz) {
        this(label, npz.names(), npz::array);
    }

    /** Arrays in memory. */
    public RecordedArrays(String label, Map<String, NpyArray> arrays) {
        this(label, arrays.keySet(), arrays::get);
    }

    boolean has(String name) {
        return names.contains(name);
    }

    private NpyArray array(String name) {
        if (!has(name)) {
            throw CrosscheckException.expected(
                    label, "an array " + name, "only " + String.join(", ", names), RECORD_ANEW);
        }
        return arrays.apply(name);
    }

    boolean isFloat32(String name) {
        return array(name).typeName().equals("float32");
    }

    int rank(String name) {
        return array(name).shape().length;
    }

    /** @return the size of each dimension, none of which may be 0 */
    int[] sizes(String name, int... shape) {
        NpyArray array = array(name).requireShape(shape);
        if (array.size() == 0) {
            throw CrosscheckException.expected(place(name), "at least one value", "none", RECORD_ANEW);
        }
        return array.shape();
    }

    /** @return a matrix of finite numbers: the first dimension gives the rows, the product of the others the columns; a vector becomes one row */
    Matrix matrix(String name, int... shape) {
        int[] sizes = sizes(name, shape);
        double[] values = array(name).requireFinite().doubles();
        int rows = sizes.length == 1 ? 1 : sizes[0];
        return new Matrix(rows, values.length / rows, values);
    }

    /** @return numbers that need not be finite: results of a run are judged, not rejected */
    double[] values(String name, int... shape) {
        sizes(name, shape);
        return array(name).doubles();
    }

    double number(String name) {
        return array(name).requireShape().requireFinite().doubles()[0];
    }

    int integer(String name, int least, int most) {
        return inRange(name, "", array(name).requireShape().longs()[0], least, most);
    }

    int[] integers(String name, int count, int least, int most) {
        sizes(name, count);
        return inRange(name, array(name).longs(), least, most);
    }

    private int[] inRange(String name, long[] longs, int least, int most) {
        int[] values = new int[longs.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = inRange(name, " at [" + i + "]", longs[i], least, most);
        }
        return values;
    }

    /** @return the rows of a matrix of integers; a vector is one row */
    int[][] rows(String name, int least, int most) {
        int[] sizes =
                rank(name) == 1 ? new int[] {1, sizes(name, NpyArray.ANY)[0]} : sizes(name, NpyArray.ANY, NpyArray.ANY);
        int[] all = inRange(name, array(name).longs(), least, most);
        int[][] rows = new int[sizes[0]][sizes[1]];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(all, i * sizes[1], rows[i], 0, sizes[1]);
        }
        return rows;
    }

    /** @return step numbers, which must be strictly ascending */
    int[] steps(String name, int last) {
        int[] steps = integers(name, sizes(name, NpyArray.ANY)[0], 1, last);
        for (int i = 1; i < steps.length; i++) {
            if (steps[i] <= steps[i - 1]) {
                throw CrosscheckException.expected(
                        place(name), "ascending steps", steps[i] + " after " + steps[i - 1], RECORD_ANEW);
            }
        }
        return steps;
    }

    /** @return a text, which is stored as its UTF-8 bytes */
    String text(String name) {
        sizes(name, NpyArray.ANY);
        int[] numbers = inRange(name, array(name).longs(), 0, 255);
        byte[] bytes = new byte[numbers.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) numbers[i];
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private int inRange(String name, String where, long value, int least, int most) {
        if (value < least || value > most) {
            throw CrosscheckException.expected(
                    place(name), "whole numbers from " + least + " to " + most, value + where, RECORD_ANEW);
        }
        return (int) value;
    }

    /** @return the name of an array in messages */
    String place(String name) {
        return label + ": array " + name;
    }
}
