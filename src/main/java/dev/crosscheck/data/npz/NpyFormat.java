package dev.crosscheck.data.npz;

import dev.crosscheck.CrosscheckException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * NumPy's {@code .npy} format: one array, a header and then the values with nothing between or after them.
 *
 * <p>Versions 1.0 to 3.0 are read, in either byte order and either order of dimensions; version 1.0 is written,
 * little-endian, last index fastest (C order).
 */
final class NpyFormat {
    /** What to do about a file that breaks the format. */
    static final String REMEDY = "Write the file again, for instance with numpy.savez.";

    private static final int QUOTED_LENGTH = 40;
    private static final int ALIGNMENT = 64;

    private NpyFormat() {}

    /**
     * Reads an array to its last byte. Memory is taken for what the header claims only if the array's size leaves room for it.
     *
     * @param label what messages call the array, with its file
     * @param in the array's bytes
     * @param size how many these are, header included
     * @param limit bytes of values at most
     * @throws CrosscheckException naming what was expected and found, if it is not exactly one array within the limit
     */
    static NpyArray read(String label, InputStream in, long size, long limit) throws IOException {
        NpyHeader header = NpyHeader.read(label, in);
        NpyType type = header.description().type();
        int length = length(label, header, limit);
        long there = size - header.bytes();
        if (there != length) {
            throw CrosscheckException.expected(
                    label,
                    length + " bytes of values for " + type.numpyName() + " " + tuple(header.shape()),
                    there < length ? "only " + there : "more",
                    REMEDY);
        }
        byte[] values = new byte[length];
        if (header.fortranOrder()) {
            readColumnMajor(in, values, type.size(), header.shape());
        } else if (in.readNBytes(values, 0, length) < length) {
            throw new EOFException("the array ends early");
        }
        if (header.description().order() == ByteOrder.BIG_ENDIAN) {
            reverseElements(values, type.size());
        }
        return new NpyArray(label, type, header.shape(), values);
    }

    /** @return the whole {@code .npy} file of an array */
    static byte[] bytes(NpyArray array) {
        String text = "{'descr': '" + (array.type().size() == 1 ? '|' : '<')
                + array.type().code() + "', 'fortran_order': False, 'shape': " + tuple(array.shape()) + ", }";
        int prefix = NpyHeader.MAGIC.length + 4;
        int start = (prefix + text.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        byte[] values = array.littleEndian();
        byte[] file = Arrays.copyOf(NpyHeader.MAGIC, start + values.length);
        file[6] = 1;
        file[8] = (byte) (start - prefix);
        file[9] = (byte) ((start - prefix) >> 8);
        Arrays.fill(file, prefix, start, (byte) ' ');
        byte[] latin = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(latin, 0, file, prefix, latin.length);
        file[start - 1] = '\n';
        System.arraycopy(values, 0, file, start, values.length);
        return file;
    }

    /** @return a shape as Python writes a tuple: {@code ()}, {@code (3,)}, {@code (2, 3)} */
    static String tuple(int[] shape) {
        String sizes = Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining(", "));
        return "(" + sizes + (shape.length == 1 ? ",)" : ")");
    }

    /** @return text from a file, fit for a message: short, on one line, in printable ASCII */
    static String quoted(String text) {
        String shown = text.length() > QUOTED_LENGTH ? text.substring(0, QUOTED_LENGTH) + "..." : text;
        return '"' + shown.replaceAll("[^ -~]", "?") + '"';
    }

    private static int length(String label, NpyHeader header, long limit) {
        long length = header.description().type().size();
        for (int size : header.shape()) {
            length *= size;
            if (length > limit) {
                String found = "a header that claims more, of shape " + tuple(header.shape());
                throw CrosscheckException.expected(
                        label,
                        "at most " + limit + " bytes of values",
                        found,
                        "Save a smaller array, or split it in several files.");
            }
        }
        return (int) length;
    }

    private static void reverseElements(byte[] values, int size) {
        for (int start = 0; start < values.length; start += size) {
            for (int low = start, high = start + size - 1; low < high; low++, high--) {
                byte swapped = values[low];
                values[low] = values[high];
                values[high] = swapped;
            }
        }
    }

    /** Walks the indices with the first moving fastest, as the values come, and puts each where the last does. */
    private static void readColumnMajor(InputStream in, byte[] rowMajor, int elementSize, int[] shape)
            throws IOException {
        int[] index = new int[shape.length];
        int to = 0;
        for (int i = 0; i < rowMajor.length; i += elementSize) {
            if (in.readNBytes(rowMajor, to, elementSize) < elementSize) {
                throw new EOFException("the array ends early");
            }
            to = elementSize * offsetOfNext(index, shape);
        }
    }

    /** Moves {@code index} on by one and returns its element's place in row-major order. */
    private static int offsetOfNext(int[] index, int[] shape) {
        for (int d = 0; d < shape.length && ++index[d] == shape[d]; d++) {
            index[d] = 0;
        }
        int offset = 0;
        for (int d = 0; d < shape.length; d++) {
            offset = offset * shape[d] + index[d];
        }
        return offset;
    }
}
