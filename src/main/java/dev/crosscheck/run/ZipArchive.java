package dev.crosscheck.run;

import dev.crosscheck.text.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * A reader of zip files with few entries, based on the zip directory. Opening takes time and memory in proportion to the directory, whose
 * size is checked before it is read; an entry is unpacked only on request, up to the size given in the directory and no further.
 *
 * <p>Features that no file here needs are rejected: encryption, methods other than stored and deflated, duplicate names, overlapping
 * entries, 64-bit sizes.
 */
public final class ZipArchive {
    private static final int END = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int LONGEST_COMMENT = 0xffff;
    private static final int LOCATOR_64 = 0x07064b50;
    private static final int LOCATOR_64_BYTES = 20;

    /** Largest directory record of an entry: 46 bytes, its name and some timestamps. */
    private static final int LARGEST_RECORD = 512;

    /** Smallest local header of an entry. */
    private static final int LOCAL_BYTES = 30;

    /** Deflate's best ratio: two bits stand for 258 bytes. */
    private static final long MOST_EXPANSION = 1032;

    /** Deflate's worst case adds 5 bytes per 16 KB, or per write. */
    private static final int GROWTH_SHIFT = 6;

    private static final int LEAST_GROWTH = 1024;

    /** Limit on the file's bytes outside of the entries: directory, headers, names and other writers' additions. */
    private static final int LARGEST_REST = 1 << 20;

    private final ZipFile zip;
    private final Map<String, ZipArchiveEntry> entries = new LinkedHashMap<>();

    /**
     * Reads the directory of a file.
     *
     * @param file must stay open while entries are read
     * @param mostEntries largest number of entries allowed
     * @throws ZipException if the file is malformed or exceeds a limit
     */
    public ZipArchive(SeekableByteChannel file, int mostEntries) throws IOException {
        End end = End.of(file, mostEntries);
        zip = opened(file);
        for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
            require(entries.put(name(entry), entry) == null, "two entries " + shown(entry));
            requireReadable(entry);
        }
        require(entries.size() == end.entries(), "another number of entries in the directory");
        requireApart(end.directory());
        long packed = entries.values().stream()
                .mapToLong(ZipArchiveEntry::getCompressedSize)
                .sum();
        require(file.size() - packed <= LARGEST_REST, "more beside its entries than a zip file has");
    }

    private static ZipFile opened(SeekableByteChannel file) throws IOException {
        try {
            return ZipFile.builder().setSeekableByteChannel(file).get();
        } catch (IOException | RuntimeException e) {
            throw (ZipException) new ZipException("a damaged directory").initCause(e);
        }
    }

    /**
     * The record at the end of a zip file.
     *
     * @param directory where the directory begins; it ends where this record begins
     */
    private record End(int entries, long directory) {
        /** Finds the record, and rejects a directory that exceeds the limits. */
        static End of(SeekableByteChannel file, int mostEntries) throws IOException {
            ByteBuffer tail = tail(file);
            int at = tail.limit() - END_BYTES;
            while (at >= 0 && !isEnd(tail, at)) {
                at--;
            }
            require(at >= 0, "no directory at its end");
            int count = tail.getShort(at + 10) & 0xffff;
            long size = tail.getInt(at + 12) & 0xffffffffL;
            long from = tail.getInt(at + 16) & 0xffffffffL;
            require(tail.getInt(at + 4) == 0 && (tail.getShort(at + 8) & 0xffff) == count, "several disks");
            require(
                    count <= mostEntries && size <= (long) mostEntries * LARGEST_RECORD,
                    "more than " + mostEntries + " entries");
            require(from + size == file.size() - tail.limit() + at, "a directory of another size");
            boolean large = at >= LOCATOR_64_BYTES && tail.getInt(at - LOCATOR_64_BYTES) == LOCATOR_64;
            require(!large, "sizes of 64 bits");
            return new End(count, from);
        }

        private static ByteBuffer tail(SeekableByteChannel file) throws IOException {
            int length = (int) Math.min(file.size(), LOCATOR_64_BYTES + END_BYTES + LONGEST_COMMENT);
            ByteBuffer tail = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
            file.position(file.size() - length);
            int read = 0;
            while (tail.hasRemaining() && read >= 0) {
                read = file.read(tail);
            }
            return tail.flip();
        }

        private static boolean isEnd(ByteBuffer tail, int at) {
            return tail.getInt(at) == END && (tail.getShort(at + 20) & 0xffff) == tail.limit() - at - END_BYTES;
        }
    }

    /** The name as stored in the directory; Commons Compress replaces backslashes by slashes. */
    private static String name(ZipArchiveEntry entry) {
        return new String(entry.getRawName(), StandardCharsets.UTF_8);
    }

    private static String shown(ZipArchiveEntry entry) {
        return Printable.excerpt(name(entry));
    }

    private static void requireReadable(ZipArchiveEntry entry) throws ZipException {
        String name = shown(entry);
        boolean stored = entry.getMethod() == ZipArchiveEntry.STORED;
        require(!entry.getGeneralPurposeBit().usesEncryption(), "the entry " + name + " encrypted");
        require(
                entry.getMethod() == ZipArchiveEntry.DEFLATED || stored && entry.getSize() == entry.getCompressedSize(),
                "the entry " + name + " packed by another method");
        require(
                entry.getSize() >= 0
                        && entry.getSize() <= (entry.getCompressedSize() + 1) * MOST_EXPANSION
                        && entry.getCompressedSize()
                                <= entry.getSize() + (entry.getSize() >> GROWTH_SHIFT) + LEAST_GROWTH,
                "a size of " + name + " that its content cannot have");
    }

    /**
     * Requires that entries do not overlap: shared content would be unpacked once for each entry that refers to it, so a small file could
     * cost as much as a large one.
     */
    private void requireApart(long directory) throws ZipException {
        long free = 0;
        List<ZipArchiveEntry> inOrder = entries.values().stream()
                .sorted(Comparator.comparingLong(ZipArchiveEntry::getLocalHeaderOffset))
                .toList();
        for (ZipArchiveEntry entry : inOrder) {
            boolean apart = entry.getLocalHeaderOffset() >= free
                    && entry.getDataOffset() >= entry.getLocalHeaderOffset() + LOCAL_BYTES;
            require(apart, "entries over each other");
            free = entry.getDataOffset() + entry.getCompressedSize();
            require(free <= directory, "entries beyond its end");
        }
    }

    private static void require(boolean condition, String otherwise) throws ZipException {
        if (!condition) {
            throw new ZipException(otherwise);
        }
    }

    /** @return the entries' names in the directory's order, unescaped: code that prints them has to escape them */
    public Set<String> names() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    /** @return the unpacked size of an existing entry, in bytes */
    public long size(String name) {
        return entries.get(name).getSize();
    }

    /**
     * Opens an existing entry.
     *
     * @return its content; reading the last byte compares size and checksum, and throws {@link ZipException} if they differ
     */
    public InputStream open(String name) throws IOException {
        ZipArchiveEntry entry = entries.get(name);
        return new Content(entry, zip.getInputStream(entry));
    }

    /** A stream of exactly the number of bytes that the directory gives. */
    private static final class Content extends CheckedInputStream {
        private final ZipArchiveEntry entry;
        private long left;
        private boolean compared;

        Content(ZipArchiveEntry entry, InputStream content) {
            super(content, new CRC32());
            this.entry = entry;
            this.left = entry.getSize();
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left == 0 || length == 0) {
                compareAtEnd();
                return length == 0 ? 0 : -1;
            }
            int count = super.read(into, offset, (int) Math.min(length, left));
            if (count <= 0) {
                throw new ZipException("the content of " + shown(entry) + " shorter than said");
            }
            left -= count;
            compareAtEnd();
            return count;
        }

        private void compareAtEnd() throws IOException {
            if (left == 0 && !compared) {
                compared = true;
                String name = shown(entry);
                require(getChecksum().getValue() == entry.getCrc(), "a wrong checksum of " + name);
                require(in.read() < 0, "the content of " + name + " longer than said");
            }
        }
    }
}
