package dev.crosscheck.data;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.files.Digest;
import dev.crosscheck.text.Text;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A file of unsigned bytes in the IDX format of MNIST, raw or gzipped, with strict checks.
 *
 * <p>Layout, all integers big-endian: a magic number {@code 0x000008dd} (08 stands for unsigned bytes, dd is the number of dimensions), then
 * dd sizes of four bytes each, then the bytes in row-major order, and nothing after them.
 *
 * @param dimensions the sizes, outermost first
 * @param bytes the content, row-major
 * @param sha256 SHA-256 of the raw (uncompressed) file, in lower-case hexadecimal
 */
record IdxFile(int[] dimensions, byte[] bytes, String sha256) {
    private static final int UNSIGNED_BYTES = 0x0800;
    private static final int GZIP_MAGIC = 0x1f8b;

    /** Maximum compression ratio of a gzip file, apart from {@link #MORE_UNPACKED} bytes; that of MNIST's files is about five. */
    private static final long MOST_TIMES_UNPACKED = 32;

    private static final long MORE_UNPACKED = 32 << 20;
    private static final int BUFFER = 1 << 16;
    private static final String REMEDY =
            "Restore the file from its origin (data/README.md lists checksums), or name another folder with --data.";

    /**
     * Reads a file.
     *
     * @param file a gzipped or raw file, which is detected by its first bytes
     * @param rank expected number of dimensions: 3 or 4 for images, 1 for labels
     * @throws CrosscheckException with the file, what was expected and what was found, if it is not such a file
     */
    static IdxFile read(Path file, int rank) {
        try (InputStream raw = Files.newInputStream(file)) {
            return read(file.toString(), raw, Files.size(file), rank);
        } catch (IOException e) {
            throw new CrosscheckException(file + ": cannot be read: " + CrosscheckException.reason(e) + ".", REMEDY, e);
        }
    }

    /** Like {@link #read(Path, int)}, from so many bytes of a stream; messages use {@code label} as the file's name. */
    static IdxFile read(String label, InputStream unbuffered, long size, int rank) throws IOException {
        InputStream raw = new BufferedInputStream(unbuffered, BUFFER);
        raw.mark(2);
        byte[] head = raw.readNBytes(2);
        raw.reset();
        if (head.length < 2 || ByteBuffer.wrap(head).getShort() != GZIP_MAGIC) {
            return content(label, raw, size, rank);
        }
        try (InputStream in = new GZIPInputStream(raw, BUFFER)) {
            return content(label, in, MORE_UNPACKED + MOST_TIMES_UNPACKED * size, rank);
        } catch (EOFException e) {
            throw CrosscheckException.expected(label, "a complete gzip file", "one that is cut off", REMEDY);
        } catch (ZipException e) {
            throw CrosscheckException.expected(
                    label, "an undamaged gzip file", "one with an error: " + e.getMessage(), REMEDY);
        }
    }

    /** @param most bytes that the file may unpack to, which are compared with the header before memory is allocated */
    private static IdxFile content(String label, InputStream in, long most, int rank) throws IOException {
        byte[] header = in.readNBytes(4 + 4 * rank);
        int magic = UNSIGNED_BYTES | rank;
        if (header.length < 4 + 4 * rank || ByteBuffer.wrap(header).getInt() != magic) {
            throw CrosscheckException.expected(
                    label,
                    Text.of("the IDX magic number 0x%08x and %d sizes (gzipped or raw)", magic, rank),
                    header.length < 4
                            ? header.length + " bytes"
                            : Text.of("0x%08x", ByteBuffer.wrap(header).getInt()),
                    REMEDY);
        }
        int[] dimensions = new int[rank];
        ByteBuffer.wrap(header, 4, 4 * rank).asIntBuffer().get(dimensions);
        long length = 1;
        for (int dimension : dimensions) {
            if (dimension <= 0) {
                throw CrosscheckException.expected(
                        label, "dimensions of at least 1", Integer.toUnsignedString(dimension), REMEDY);
            }
            length *= dimension;
            if (length > Math.min(most, Integer.MAX_VALUE - 8)) {
                throw CrosscheckException.expected(
                        label, "as many bytes as the header says", "a header that claims more than " + most, REMEDY);
            }
        }
        byte[] bytes = new byte[(int) length];
        int read = in.readNBytes(bytes, 0, bytes.length);
        if (read < length || in.read() >= 0) {
            throw CrosscheckException.expected(
                    label, length + " bytes after the header", read < length ? "only " + read : "more", REMEDY);
        }
        MessageDigest digest = Digest.sha256();
        digest.update(header);
        digest.update(bytes);
        return new IdxFile(dimensions, bytes, Digest.hex(digest));
    }

    /** @return the content as numbers, for example labels */
    int[] numbers() {
        return ImageSet.unsigned(bytes);
    }
}
