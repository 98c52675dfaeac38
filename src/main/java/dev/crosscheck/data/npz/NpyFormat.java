package dev.crosscheck.data.npz;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.text.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * NumPy's {@code .npy} format, version 1.0: the bytes {@code \x93NUMPY}, the version, the length of the header's text in two bytes, the text, which is a
 * Python dictionary as NumPy writes it, and the values, with nothing between or after them. Values are little-endian and in C order (last index fastest).
 */
final class NpyFormat {
    /** The first bytes of every {@code .npy} file, and the version. */
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};

    private static final int PREFIX = MAGIC.length + 2;

    /** In bytes; NumPy reads no longer one either. */
    private static final int LONGEST_HEADER = 10_000;

    private static final Pattern HEADER = Pattern.compile(
            "\\{'descr': (.+), 'fortran_order': (True|False), 'shape': \\(((?:[0-9]{1,9}, ?)*+(?:[0-9]{1,9})?)\\), \\}\\s*");
    private static final Pattern SEPARATOR = Pattern.compile(", ?");
    private static final String REMEDY = "Write the file again, for instance with numpy.savez.";

    private NpyFormat() {}

    /**
     * Reads an array and requires that nothing follows it. Memory for the size claimed by the header is allocated only if as many bytes are there.
     *
     * @param label name of the array and its file, for messages
     * @param in the bytes of the array
     * @param size number of these bytes, with the header
     * @throws CrosscheckException with what was expected and found, if it is not exactly one array
     */
    static NpyArray read(String label, InputStream in, long size) throws IOException {
        byte[] start = in.readNBytes(PREFIX);
        if (start.length < PREFIX || !Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw refused(label, "a .npy array of version 1.0", "other content");
        }
        int length = start[8] & 0xff | (start[9] & 0xff) << 8;
        if (length > LONGEST_HEADER) {
            throw refused(label, "a header of at most " + LONGEST_HEADER + " bytes", length + " bytes");
        }
        String text = new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
        Matcher header = HEADER.matcher(text);
        if (!header.matches()) {
            throw refused(
                    label, "a header of NumPy's with descr, fortran_order and shape", Printable.quoted(text.strip()));
        }
        NpyType type = type(label, header.group(1));
        if (header.group(2).equals("True")) {
            throw CrosscheckException.expected(
                    label, "values in C order", "Fortran order", "Save numpy.ascontiguousarray(array).");
        }
        int[] shape = SEPARATOR
                .splitAsStream(header.group(3))
                .filter(one -> !one.isEmpty())
                .mapToInt(Integer::parseInt)
                .toArray();
        long there = size - PREFIX - length;
        long claimed = bytes(type, shape);
        if (there != claimed) {
            throw refused(
                    label,
                    "the bytes of values for " + type.numpyName() + " " + tuple(shape),
                    there + (there < claimed ? ", which are too few" : ", which are too many"));
        }
        byte[] values = new byte[(int) claimed];
        in.readNBytes(values, 0, values.length);
        return new NpyArray(label, type, shape, values);
    }

    /** @return the bytes of an array: of sizes of at most 9 digits, and if it is beyond 31 bits, some number that is, too */
    static long bytes(NpyType type, int[] shape) {
        return IntStream.of(shape)
                .asLongStream()
                .reduce(type.size(), (bytes, next) -> Math.min(bytes, Integer.MAX_VALUE) * next);
    }

    private static NpyType type(String label, String descr) {
        return Arrays.stream(NpyType.values())
                .filter(type -> descr.equals("'" + type.code() + "'"))
                .findFirst()
                .orElseThrow(() -> CrosscheckException.expected(
                        label,
                        "float32, float64, int32, int64 or uint8, little-endian",
                        "the type " + Printable.quoted(descr),
                        "Convert it before saving it, for instance with array.astype(numpy.float64)."));
    }

    private static CrosscheckException refused(String label, String expected, String found) {
        return CrosscheckException.expected(label, expected, found, REMEDY);
    }

    /** @return a shape in the notation of Python's tuples, a long one in part: {@code ()}, {@code (3,)}, {@code (2, 3)} */
    static String tuple(int[] shape) {
        String sizes = Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining(", "));
        return Printable.excerpt("(" + sizes + (shape.length == 1 ? ",)" : ")"));
    }
}
