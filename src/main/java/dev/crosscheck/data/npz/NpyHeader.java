package dev.crosscheck.data.npz;

import dev.crosscheck.CrosscheckException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The header of a {@code .npy} file.
 *
 * <p>Layout: the six bytes {@code \x93NUMPY}; major and minor version; the length of the text, little-endian, in two bytes (version 1.0) or
 * four (2.0 and 3.0); the text, a Python dictionary in Latin-1 (1.0 and 2.0) or UTF-8 (3.0).
 *
 * @param description the element type and its byte order
 * @param fortranOrder whether the first index moves fastest instead of the last
 * @param shape the size of each dimension, outermost first; empty for a scalar
 * @param bytes size of the header
 */
record NpyHeader(NpyDescription description, boolean fortranOrder, int[] shape, int bytes) {
    /** The first bytes of every {@code .npy} file: 0x93 and "NUMPY". */
    static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

    /** NumPy's maximum number of dimensions. */
    static final int MAX_RANK = 64;

    private static final int MAX_TEXT = 1 << 16;

    /**
     * Reads a header and leaves the stream at the first value.
     *
     * @param label name of the array and its file, for messages
     * @throws CrosscheckException if this is not a header, or the element type is not supported
     */
    static NpyHeader read(String label, InputStream in) throws IOException {
        byte[] start = in.readNBytes(8);
        if (start.length < 8 || !Arrays.equals(start, 0, 6, MAGIC, 0, 6)) {
            throw CrosscheckException.expected(label, "a .npy array", "other content", NpyFormat.REMEDY);
        }
        int major = start[6] & 0xff;
        if (major < 1 || major > 3 || start[7] != 0) {
            String found = major + "." + (start[7] & 0xff);
            throw CrosscheckException.expected(label, ".npy version 1.0, 2.0 or 3.0", found, NpyFormat.REMEDY);
        }
        int width = major == 1 ? 2 : 4;
        int length = textLength(label, in, width);
        byte[] text = in.readNBytes(length);
        if (text.length < length) {
            throw CrosscheckException.expected(
                    label, "a header of " + length + " bytes", "only " + text.length, NpyFormat.REMEDY);
        }
        return new HeaderParser(label, decoded(label, text, major)).parse(start.length + width + length);
    }

    private static int textLength(String label, InputStream in, int width) throws IOException {
        byte[] bytes = in.readNBytes(width);
        if (bytes.length < width) {
            throw CrosscheckException.expected(label, "the header's length", "the end of the array", NpyFormat.REMEDY);
        }
        long length = ByteBuffer.wrap(Arrays.copyOf(bytes, 8))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
        if (length > MAX_TEXT) {
            throw CrosscheckException.expected(
                    label, "a header of at most " + MAX_TEXT + " bytes", length + " bytes", NpyFormat.REMEDY);
        }
        return (int) length;
    }

    private static String decoded(String label, byte[] text, int major) {
        Charset charset = major == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
        try {
            CharBuffer decoded = charset.newDecoder().decode(ByteBuffer.wrap(text));
            return decoded.toString();
        } catch (CharacterCodingException e) {
            throw CrosscheckException.expected(label, "a header in UTF-8", "other bytes", NpyFormat.REMEDY);
        }
    }
}
