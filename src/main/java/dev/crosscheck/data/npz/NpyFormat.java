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
 * NumPy's {@code .npy} format: one array, stored as a header and the values with nothing between or after them.
 *
 * <p>Versions 1.0 to 3.0 can be read, in either byte order and either order of dimensions. Version 1.0 is written, little-endian, in C
 * order (last index fastest).
 */
final class NpyFormat {
    /** Advice for a file that does not follow the format. */
    static final String REMEDY = "Write the file again, for instance with numpy.savez.";

    private static final int QUOTED_LENGTH = 40;
    private static final int ALIGNMENT = 64;

    /** Bytes that are read at once: a multiple of each element's size. */
    private static final int PART = 1 << 16;

    private NpyFormat() {}

    /**
     * Reads an array and requires that nothing follows it. Memory for the size claimed by the header is allocated only if the available
     * bytes can contain it.
     *
     * @param label name of the array and its file, for messages
     * @param in the bytes of the array
     * @param size number of these bytes, with the header
     * @param limit maximum bytes of values
     * @throws CrosscheckException with what was expected and found, if it is not exactly one array within the limit
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

    /** @return the content of a {@code .npy} file with this array */
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

    /** @return a shape in the notation of Python's tuples: {@code ()}, {@code (3,)}, {@code (2, 3)} */
    static String tuple(int[] shape) {
        String sizes = Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining(", "));
        return "(" + sizes + (shape.length == 1 ? ",)" : ")");
    }

    /** @return text from a file in a form that is safe in messages: short, on one line, printable ASCII */
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

    /** Reads values whose first index moves fastest, and stores each at its row-major position. */
    private static void readColumnMajor(InputStream in, byte[] rowMajor, int elementSize, int[] shape)
            throws IOException {
        int[] sizes = Arrays.stream(shape).filter(size -> size > 1).toArray();
        int[] steps = new int[sizes.length];
        for (int d = sizes.length - 1, step = elementSize; d >= 0; step *= sizes[d--]) {
            steps[d] = step;
        }
        int[] index = new int[sizes.length];
        byte[] part = new byte[PART];
        int to = 0;
        for (int i = 0; i < rowMajor.length; i += elementSize) {
            int count = Math.min(PART, rowMajor.length - i);
            if (i % PART == 0 && in.readNBytes(part, 0, count) < count) {
                throw new EOFException("the array ends early");
            }
            for (int b = 0; b < elementSize; b++) {
                rowMajor[to + b] = part[i % PART + b];
            }
            for (int d = 0; d < sizes.length; d++) {
                to += steps[d];
                if (++index[d] < sizes[d]) {
                    break;
                }
                to -= sizes[d] * steps[d];
                index[d] = 0;
            }
        }
    }
}
