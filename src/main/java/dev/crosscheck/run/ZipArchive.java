package dev.crosscheck.run;

import dev.crosscheck.run.ZipContent.Bytes;
import dev.crosscheck.run.ZipContent.Entry;
import java.io.EOFException;
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
import java.util.regex.Pattern;
import java.util.zip.ZipException;

/**
 * A zip file of a few entries, read by its directory. Opening it costs what the directory costs; an entry is unpacked only when it is
 * asked for, to the size that the directory has for it and no further.
 *
 * <p>What models and checkpoints have no use for is refused: encryption, methods but storing and deflating, entries of one name or
 * over each other, several disks, 64-bit sizes, a comment at the end.
 */
public final class ZipArchive {
    /** Some three times what a checkpoint has. */
    private static final int MOST_ENTRIES = 16;

    /** An entry's record has 46 bytes, and a short name and some times beside it. */
    private static final int LARGEST_DIRECTORY = MOST_ENTRIES * 512;

    /** Deflate shrinks nothing further: two bits stand for 258 bytes at most. */
    private static final long MOST_EXPANSION = 1032;

    /** Nor does it grow more: 5 bytes for each 16 KB, or for what was written at once. */
    private static final int GROWTH_SHIFT = 6;

    private static final int LEAST_GROWTH = 1024;

    /** Directory, headers, names and what other writers keep beside them. */
    private static final int LARGEST_REST = 1 << 20;

    private static final Pattern NAME = Pattern.compile("[ -~&&[^\\\\]]{1,100}");

    private static final int END = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int RECORD = 0x02014b50;
    private static final int RECORD_BYTES = 46;
    private static final int LOCAL = 0x04034b50;
    private static final int LOCAL_BYTES = 30;
    private static final int STORED = 0;
    private static final int DEFLATED = 8;

    /** All but: how hard the writer tried, sizes after the content, UTF-8. */
    private static final int UNKNOWN_FLAGS = 0xffff & ~0x080e;

    private static final int SIZES_FOLLOW = 0x0008;

    private final Bytes bytes;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private ZipArchive(Bytes bytes) throws IOException {
        this.bytes = bytes;
        readDirectory();
    }

    /**
     * Reads the directory of a file in memory.
     *
     * @throws ZipException saying what is wrong with it
     */
    public static ZipArchive of(byte[] file) throws IOException {
        return new ZipArchive(new Bytes() {
            @Override
            public long size() {
                return file.length;
            }

            @Override
            public void read(long from, ByteBuffer into) {
                into.put(file, (int) from, into.remaining());
            }
        });
    }

    /**
     * Reads the directory of a file on disk.
     *
     * @param file stays open as long as entries are read
     * @throws ZipException saying what is wrong with it
     */
    public static ZipArchive of(SeekableByteChannel file) throws IOException {
        long size = file.size();
        return new ZipArchive(new Bytes() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public void read(long from, ByteBuffer into) throws IOException {
                file.position(from);
                while (into.hasRemaining()) {
                    if (file.read(into) < 0) {
                        throw new EOFException("the file has become shorter");
                    }
                }
            }
        });
    }

    private void readDirectory() throws IOException {
        ByteBuffer end = part(bytes.size() - END_BYTES, END_BYTES);
        int count = end.getShort(10) & 0xffff;
        long size = end.getInt(12) & 0xffffffffL;
        long from = end.getInt(16) & 0xffffffffL;
        require(end.getInt(0) == END && end.getShort(20) == 0, "no directory at its end");
        require(end.getInt(4) == 0 && (end.getShort(8) & 0xffff) == count, "several disks");
        require(count <= MOST_ENTRIES && size <= LARGEST_DIRECTORY, "more than " + MOST_ENTRIES + " entries");
        require(from + size == bytes.size() - END_BYTES, "a directory of another size");
        ByteBuffer directory = part(from, (int) size);
        for (int i = 0; i < count; i++) {
            Entry entry = readRecord(directory);
            require(entries.put(entry.name(), entry) == null, "two entries " + entry.name());
        }
        require(!directory.hasRemaining(), "more in the directory than its entries");
        requireApart(from);
    }

    private Entry readRecord(ByteBuffer directory) throws IOException {
        require(
                directory.remaining() >= RECORD_BYTES && directory.getInt(directory.position()) == RECORD,
                "a damaged directory");
        ByteBuffer record = directory.slice().order(ByteOrder.LITTLE_ENDIAN);
        int length = record.getShort(28) & 0xffff;
        int whole = RECORD_BYTES + length + (record.getShort(30) & 0xffff) + (record.getShort(32) & 0xffff);
        require(whole <= record.remaining(), "a damaged directory");
        directory.position(directory.position() + whole);
        byte[] name = new byte[length];
        record.get(RECORD_BYTES, name);
        Entry entry = new Entry(
                name(name),
                record.getShort(8) & 0xffff,
                record.getShort(10) == STORED,
                record.getInt(16) & 0xffffffffL,
                record.getInt(20) & 0xffffffffL,
                record.getInt(24) & 0xffffffffL,
                record.getInt(42) & 0xffffffffL,
                0);
        int method = record.getShort(10) & 0xffff;
        require((entry.flags() & UNKNOWN_FLAGS) == 0, "the entry " + entry.name() + " encrypted or of a new kind");
        require(
                method == DEFLATED || method == STORED && entry.packed() == entry.size(),
                "the entry " + entry.name() + " packed by another method");
        require(
                entry.size() <= (entry.packed() + 1) * MOST_EXPANSION
                        && entry.packed() <= entry.size() + (entry.size() >> GROWTH_SHIFT) + LEAST_GROWTH,
                "a size of " + entry.name() + " that its content cannot have");
        return located(entry, name);
    }

    private static String name(byte[] bytes) throws ZipException {
        String name = new String(bytes, StandardCharsets.ISO_8859_1);
        require(NAME.matcher(name).matches(), "an entry " + Excerpt.quoted(name));
        return name;
    }

    /** Finds where an entry's content is, by the header before it, which must say the same as the directory. */
    private Entry located(Entry entry, byte[] name) throws IOException {
        ByteBuffer header = part(entry.header(), LOCAL_BYTES);
        int length = header.getShort(26) & 0xffff;
        boolean same = header.getInt(0) == LOCAL
                && (header.getShort(6) & 0xffff) == entry.flags()
                && header.getShort(8) == (entry.stored() ? STORED : DEFLATED)
                && length == name.length
                && ((entry.flags() & SIZES_FOLLOW) != 0
                        || (header.getInt(14) & 0xffffffffL) == entry.crc()
                                && (header.getInt(18) & 0xffffffffL) == entry.packed()
                                && (header.getInt(22) & 0xffffffffL) == entry.size());
        require(same && part(entry.header() + LOCAL_BYTES, length).equals(ByteBuffer.wrap(name)), "a damaged header");
        long from = entry.header() + LOCAL_BYTES + length + (header.getShort(28) & 0xffff);
        return new Entry(
                entry.name(),
                entry.flags(),
                entry.stored(),
                entry.crc(),
                entry.packed(),
                entry.size(),
                entry.header(),
                from);
    }

    /** What shares content is read as often as it is named: a small file would cost as much as a large one. */
    private void requireApart(long directory) throws ZipException {
        long free = 0;
        long packed = 0;
        List<Entry> inOrder = entries.values().stream()
                .sorted(Comparator.comparingLong(Entry::header))
                .toList();
        for (Entry entry : inOrder) {
            require(entry.header() >= free, "entries over each other");
            free = entry.from() + entry.packed();
            packed += entry.packed();
            require(free <= directory, "entries beyond its end");
        }
        require(bytes.size() - packed <= LARGEST_REST, "more beside its entries than a zip file has");
    }

    private ByteBuffer part(long from, int length) throws IOException {
        require(from >= 0 && from + length <= bytes.size(), "an end before its directory's");
        ByteBuffer part = ByteBuffer.allocate(length);
        bytes.read(from, part);
        return part.flip().order(ByteOrder.LITTLE_ENDIAN);
    }

    static void require(boolean condition, String otherwise) throws ZipException {
        if (!condition) {
            throw new ZipException(otherwise);
        }
    }

    /** @return the entries' names, in the directory's order; of plain characters */
    public Set<String> names() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    /** @return the bytes that an entry there will have when unpacked */
    public long size(String name) {
        return entries.get(name).size();
    }

    /** @return the bytes that an entry there has in the file */
    public long packed(String name) {
        return entries.get(name).packed();
    }

    /**
     * Opens an entry that is there.
     *
     * @return its content; reading its last byte compares size and checksum, and throws {@link ZipException} if they are others
     */
    public InputStream open(String name) {
        Entry entry = entries.get(name);
        return new ZipContent(bytes, entry);
    }

    /** Reads a whole entry that is there; its size must have been looked at before. */
    public byte[] read(String name) throws IOException {
        try (InputStream in = open(name)) {
            byte[] content = in.readNBytes(Math.toIntExact(size(name)));
            if (content.length == 0) {
                in.read();
            }
            return content;
        }
    }
}
