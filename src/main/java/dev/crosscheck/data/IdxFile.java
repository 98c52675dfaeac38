package dev.crosscheck.data;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Digest;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A file in the IDX format of MNIST, raw or gzipped, with strict checks: images of unsigned bytes, or labels of bytes, shorts or ints.
 *
 * <p>Layout, all integers big-endian: a magic number {@code 0x0000ttdd} (tt is the type of the numbers, dd the number of dimensions), then
 * dd sizes of four bytes each, then the numbers in row-major order, and nothing after them.
 *
 * @param type type of the numbers
 * @param dimensions the sizes, outermost first
 * @param bytes the content, row-major
 * @param sha256 SHA-256 of the raw (uncompressed) file, in lower-case hexadecimal
 */
record IdxFile(Type type, int[] dimensions, byte[] bytes, String sha256) {
    /** The supported types of numbers. */
    enum Type {
        UNSIGNED_BYTE(0x08, 1),
        SHORT(0x0B, Short.BYTES),
        INT(0x0C, Integer.BYTES);

        private final int code;
        private final int size;

        Type(int code, int size) {
            this.code = code;
            this.size = size;
        }
    }

    private static final int GZIP_MAGIC = 0x1f8b;

    /** Maximum compression ratio of a gzip file, apart from {@link #MORE_UNPACKED} bytes; that of MNIST's files is about five. */
    private static final long MOST_TIMES_UNPACKED = 32;

    private static final long MORE_UNPACKED = 32 << 20;

    /** Memory for this ratio is allocated at once, and more only as data arrive. */
    private static final long USUAL_TIMES_UNPACKED = 8;

    private static final int BUFFER = 1 << 16;
    private static final int GZIP_TRAILER = 8;

    private static final String REMEDY =
            "Restore the file from its origin (data/README.md lists checksums), or name another folder with --data.";

    /**
     * Reads a file.
     *
     * @param file a gzipped or raw file, which is detected by its first bytes
     * @param rank expected number of dimensions: 3 for images, 1 for labels
     * @throws CrosscheckException with the file, what was expected and what was found, if it is not such a file
     */
    static IdxFile read(Path file, int rank) {
        try (InputStream raw = Files.newInputStream(file)) {
            return read(file.toString(), raw, Files.size(file), rank);
        } catch (IOException e) {
            throw new CrosscheckException(
                    file + ": cannot be read: " + e.getClass().getSimpleName() + ".", REMEDY, e);
        }
    }

    /** Like {@link #read(Path, int)}, but from memory; messages use {@code label} as the file's name. */
    static IdxFile read(String label, byte[] file, int rank) {
        try {
            return read(label, new ByteArrayInputStream(file), file.length, rank);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static IdxFile read(String label, InputStream unbuffered, long size, int rank) throws IOException {
        InputStream raw = new BufferedInputStream(unbuffered, BUFFER);
        raw.mark(2);
        byte[] head = raw.readNBytes(2);
        raw.reset();
        if (head.length == 0) {
            throw CrosscheckException.expected(label, "an IDX file", "an empty file", REMEDY);
        }
        if (head.length < 2 || ((head[0] & 0xff) << 8 | head[1] & 0xff) != GZIP_MAGIC) {
            return raw(label, raw, size, rank);
        }
        try (Gzip in = new Gzip(raw, size)) {
            return gzipped(label, in, size, rank);
        } catch (EOFException e) {
            throw CrosscheckException.expected(label, "a complete gzip file", "one that is cut off", REMEDY);
        } catch (ZipException e) {
            throw CrosscheckException.expected(
                    label, "an undamaged gzip file", "one with an error: " + e.getMessage(), REMEDY);
        }
    }

    /**
     * Decompresses a single gzip member and detects trailing data, which {@link GZIPInputStream} ignores. Commons Compress detects it too, but keeps
     * the header's fields, whose length is not limited, in memory.
     */
    private static final class Gzip extends GZIPInputStream {
        private final long dataAndTrailer;

        /** @param size size of the whole file */
        Gzip(InputStream in, long size) throws IOException {
            this(new CountedInput(in), size);
        }

        private Gzip(CountedInput in, long size) throws IOException {
            super(in, BUFFER);
            dataAndTrailer = size - in.count;
        }

        /** Call this when everything has been read. */
        boolean isWholeFile() {
            return inf.getBytesRead() + GZIP_TRAILER == dataAndTrailer;
        }
    }

    /** Counts the bytes read. */
    private static final class CountedInput extends FilterInputStream {
        private long count;

        CountedInput(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            count++;
            return super.read();
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = super.read(into, offset, length);
            count += Math.max(0, read);
            return read;
        }
    }

    /** Reads an uncompressed file. Its length is compared with the header before memory is allocated. */
    private static IdxFile raw(String label, InputStream in, long size, int rank) throws IOException {
        byte[] header = header(label, in, rank);
        int[] dimensions = dimensions(label, header, rank);
        int length = length(label, header, dimensions);
        refuseOtherLength(label, length, size - header.length);
        byte[] bytes = new byte[length];
        refuseOtherLength(label, length, in.readNBytes(bytes, 0, length));
        return new IdxFile(type(header, rank).orElseThrow(), dimensions, bytes, sha256(header, bytes));
    }

    private static IdxFile gzipped(String label, Gzip in, long size, int rank) throws IOException {
        byte[] header = header(label, in, rank);
        int[] dimensions = dimensions(label, header, rank);
        int length = length(label, header, dimensions);
        long most = MORE_UNPACKED + MOST_TIMES_UNPACKED * size;
        if (length > most) {
            throw new CrosscheckException(
                    label + ": expected at most " + most + " bytes from a gzip file of " + size
                            + " bytes, found a header that claims " + length + ".",
                    "If the file is correct, unpack it with gunzip: the length of a raw file is known.");
        }
        byte[] bytes = new byte[(int) Math.min(length, USUAL_TIMES_UNPACKED * size)];
        int read = in.readNBytes(bytes, 0, bytes.length);
        while (read == bytes.length && read < length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(length, 2L * read));
            read += in.readNBytes(bytes, read, bytes.length - read);
        }
        refuseOtherLength(label, length, read);
        if (in.read() >= 0) {
            throw CrosscheckException.expected(label, length + " bytes after the header", "more", REMEDY);
        }
        if (!in.isWholeFile()) {
            throw CrosscheckException.expected(label, "nothing after the end of the gzip data", "more", REMEDY);
        }
        return new IdxFile(type(header, rank).orElseThrow(), dimensions, bytes, sha256(header, bytes));
    }

    private static void refuseOtherLength(String label, int length, long found) {
        if (found != length) {
            throw CrosscheckException.expected(
                    label, length + " bytes after the header", found < length ? "only " + found : "more", REMEDY);
        }
    }

    /** @return the content as numbers, for example labels */
    int[] numbers() {
        ByteBuffer content = ByteBuffer.wrap(bytes);
        int[] numbers = new int[bytes.length / type.size];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = switch (type) {
                case UNSIGNED_BYTE -> content.get() & 0xff;
                case SHORT -> content.getShort();
                case INT -> content.getInt();
            };
        }
        return numbers;
    }

    /** Images must be bytes; labels may be of any supported type. */
    private static List<Type> types(int rank) {
        return rank == 1 ? List.of(Type.values()) : List.of(Type.UNSIGNED_BYTE);
    }

    private static String magicNumbers(int rank) {
        return types(rank).stream()
                .map(type -> String.format(Locale.ROOT, "0x%08x", type.code << 8 | rank))
                .collect(Collectors.joining(" or "));
    }

    private static Optional<Type> type(byte[] header, int rank) {
        return types(rank).stream()
                .filter(type -> header.length >= 4 && ByteBuffer.wrap(header).getInt() == (type.code << 8 | rank))
                .findFirst();
    }

    private static byte[] header(String label, InputStream in, int rank) throws IOException {
        byte[] header = in.readNBytes(4 + 4 * rank);
        if (type(header, rank).isEmpty()) {
            String found = header.length < 4
                    ? header.length + " bytes"
                    : String.format(
                            Locale.ROOT, "0x%08x", ByteBuffer.wrap(header).getInt());
            throw CrosscheckException.expected(
                    label, "the IDX magic number " + magicNumbers(rank) + " (gzipped or raw)", found, REMEDY);
        }
        if (header.length < 4 + 4 * rank) {
            throw CrosscheckException.expected(
                    label, "a header of " + (4 + 4 * rank) + " bytes", header.length + " bytes", REMEDY);
        }
        return header;
    }

    private static int[] dimensions(String label, byte[] header, int rank) {
        int[] dimensions = new int[rank];
        ByteBuffer.wrap(header, 4, 4 * rank).asIntBuffer().get(dimensions);
        for (int dimension : dimensions) {
            if (dimension <= 0) {
                throw CrosscheckException.expected(
                        label, "dimensions of at least 1", Integer.toUnsignedString(dimension), REMEDY);
            }
        }
        return dimensions;
    }

    /** @return the number of bytes of the content */
    private static int length(String label, byte[] header, int[] dimensions) {
        long length = type(header, dimensions.length).orElseThrow().size;
        for (int dimension : dimensions) {
            length *= dimension;
            if (length > Integer.MAX_VALUE - 8) {
                throw CrosscheckException.expected(
                        label, "at most 2 GiB of content", "a header that claims more", REMEDY);
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
}
