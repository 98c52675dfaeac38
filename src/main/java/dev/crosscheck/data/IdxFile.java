package dev.crosscheck.data;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.run.Digest;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * One file in the IDX format of unsigned bytes, raw or gzipped, read strictly.
 *
 * <p>Layout, all integers big-endian: a magic number {@code 0x000008dd} (08 for unsigned bytes, dd for the number of
 * dimensions), then dd sizes of four bytes each, then the bytes in row-major order and nothing after them.
 *
 * @param dimensions the sizes, outermost first
 * @param bytes the content, row-major
 * @param sha256 SHA-256 of the raw (uncompressed) file, in lower-case hexadecimal
 */
record IdxFile(int[] dimensions, byte[] bytes, String sha256) {
    private static final int UNSIGNED_BYTES = 0x08;
    private static final int GZIP_MAGIC = 0x1f8b;

    /** No byte of a gzip file stands for more than this (deflate's largest ratio is 1032). */
    private static final long MOST_BYTES_FROM_ONE = 1032;

    private static final String REMEDY =
            "Restore the file from its origin (data/README.md lists checksums), or name another folder with --data.";

    /**
     * Reads a file of {@code rank} dimensions.
     *
     * @param file the file, gzipped or raw; which of the two is seen from its first bytes
     * @param rank the number of dimensions expected: 3 for images, 1 for labels
     * @throws CrosscheckException naming the file, what was expected and what was found, if it is anything else
     */
    static IdxFile read(Path file, int rank) {
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
                InputStream in = uncompressed(file, raw)) {
            return parse(file, in, rank);
        } catch (EOFException e) {
            throw wrong(file, "a complete gzip file", "one that is cut off");
        } catch (ZipException e) {
            throw wrong(file, "an undamaged gzip file", "one with an error: " + e.getMessage());
        } catch (IOException e) {
            throw new CrosscheckException(
                    file + ": cannot be read: " + e.getClass().getSimpleName() + ".", REMEDY, e);
        }
    }

    private static InputStream uncompressed(Path file, InputStream raw) throws IOException {
        raw.mark(2);
        byte[] head = raw.readNBytes(2);
        raw.reset();
        if (head.length == 0) {
            throw wrong(file, "an IDX file", "an empty file");
        }
        boolean gzipped = head.length == 2 && ((head[0] & 0xff) << 8 | head[1] & 0xff) == GZIP_MAGIC;
        return gzipped ? new GZIPInputStream(raw, 1 << 16) : raw;
    }

    private static IdxFile parse(Path file, InputStream in, int rank) throws IOException {
        int expected = UNSIGNED_BYTES << 8 | rank;
        byte[] header = in.readNBytes(4 + 4 * rank);
        if (header.length < 4 || ByteBuffer.wrap(header).getInt() != expected) {
            String found = header.length < 4
                    ? header.length + " bytes"
                    : String.format(
                            Locale.ROOT, "0x%08x", ByteBuffer.wrap(header).getInt());
            throw wrong(
                    file, String.format(Locale.ROOT, "the IDX magic number 0x%08x (gzipped or raw)", expected), found);
        }
        if (header.length < 4 + 4 * rank) {
            throw wrong(file, "a header of " + (4 + 4 * rank) + " bytes", header.length + " bytes");
        }
        int[] dimensions = dimensions(file, header, rank);
        int length = length(file, dimensions);
        // A header may claim anything: memory is taken only for what a file of this size can hold.
        if (length > Files.size(file) * MOST_BYTES_FROM_ONE) {
            throw wrong(file, length + " bytes after the header", "a file of only " + Files.size(file) + " bytes");
        }
        byte[] bytes = new byte[length];
        int read = in.readNBytes(bytes, 0, length);
        if (read < length) {
            throw wrong(file, length + " bytes after the header", "only " + read);
        }
        if (in.read() >= 0) {
            throw wrong(file, length + " bytes after the header", "more");
        }
        return new IdxFile(dimensions, bytes, sha256(header, bytes));
    }

    private static int[] dimensions(Path file, byte[] header, int rank) {
        int[] dimensions = new int[rank];
        ByteBuffer.wrap(header, 4, 4 * rank).asIntBuffer().get(dimensions);
        for (int dimension : dimensions) {
            if (dimension <= 0) {
                throw wrong(file, "dimensions of at least 1", Integer.toUnsignedString(dimension));
            }
        }
        return dimensions;
    }

    private static int length(Path file, int[] dimensions) {
        long length = 1;
        for (int dimension : dimensions) {
            length *= dimension;
            if (length > Integer.MAX_VALUE - 8) {
                throw wrong(file, "at most 2 GiB of content", "a header that claims more");
            }
        }
        return (int) length;
    }

    private static String sha256(byte[] header, byte[] bytes) {
        MessageDigest digest = Digest.sha256();
        digest.update(header);
        digest.update(bytes);
        return Digest.hex(digest);
    }

    private static CrosscheckException wrong(Path file, String expected, String found) {
        return new CrosscheckException(file + ": expected " + expected + ", found " + found + ".", REMEDY);
    }
}
