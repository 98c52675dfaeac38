package dev.crosscheck.npz;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * The members of a zip archive, by its directory. In contrast to {@link java.util.zip.ZipFile} it reads bytes in memory too, and
 * refuses members that share bytes: a small archive could otherwise name the same large member a thousand times.
 *
 * <p>Stored and deflated members are read, not encrypted ones nor ZIP64, which begins at 4 GB.
 */
final class ZipMembers {
    private static final int END_BYTES = 22;
    private static final int END_SIGNATURE = 0x06054b50;
    private static final int ENTRY_BYTES = 46;
    private static final int ENTRY_SIGNATURE = 0x02014b50;
    private static final int LOCAL_BYTES = 30;
    private static final int LOCAL_SIGNATURE = 0x04034b50;
    private static final int MOST_COMMENT = 0xffff;
    private static final int ENCRYPTED = 1;
    private static final int STORED = 0;
    private static final int DEFLATED = 8;

    /** No byte of deflated data stands for more than this. */
    private static final long MOST_BYTES_FROM_ONE = 1032;

    private static final int BUFFER = 1 << 16;

    private final Source source;

    /** Where an archive's bytes are. */
    record Source(long size, Reader reader) {
        /** Reads from a place on, as {@link FileChannel#read(ByteBuffer, long)} does. */
        interface Reader {
            int read(ByteBuffer into, long from) throws IOException;
        }

        static Source of(FileChannel channel) throws IOException {
            return new Source(channel.size(), channel::read);
        }

        static Source of(byte[] bytes) {
            return new Source(bytes.length, (into, from) -> {
                int count = (int) Math.min(into.remaining(), bytes.length - from);
                into.put(bytes, (int) from, count);
                return count;
            });
        }

        /** @return the first bytes, fewer if there are fewer */
        byte[] start(int most) throws IOException {
            return read(0, (int) Math.min(most, size)).array();
        }

        /** @return bytes from a place on, little-endian, which must all be there */
        private ByteBuffer read(long from, int count) throws IOException {
            if (from < 0 || count > size - from) {
                throw new ZipException("the directory leads beyond the end");
            }
            ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
            while (bytes.hasRemaining()) {
                if (reader.read(bytes, from + bytes.position()) < 0) {
                    throw new ZipException("the file became shorter");
                }
            }
            return bytes.flip();
        }
    }

    /**
     * A member.
     *
     * @param size bytes that it has, and no more can come out of it
     * @param packed bytes that it takes in the archive
     * @param start where these are
     */
    record Member(String name, boolean deflated, long crc, long size, long packed, long start) {}

    ZipMembers(Source source) {
        this.source = source;
    }

    /** @return where the directory's end begins, the last place that says it is one */
    private ByteBuffer end() throws IOException {
        int count = (int) Math.min(source.size(), END_BYTES + MOST_COMMENT);
        ByteBuffer tail = source.read(source.size() - count, count);
        for (int at = count - END_BYTES; at >= 0; at--) {
            if (tail.getInt(at) == END_SIGNATURE && short16(tail, at + 20) == count - at - END_BYTES) {
                return tail.position(at).slice().order(ByteOrder.LITTLE_ENDIAN);
            }
        }
        throw new ZipException("the end of the directory is missing");
    }

    /** @return how many members the directory says it has */
    int count() throws IOException {
        return short16(end(), 10);
    }

    /**
     * Reads the directory, and each member's own header.
     *
     * @return the members in the directory's order
     */
    List<Member> all() throws IOException {
        ByteBuffer end = end();
        long endAt = source.size() - end.remaining();
        long place = int32(end, 16);
        if (place + int32(end, 12) != endAt) {
            throw new ZipException("the directory is not where the archive says");
        }
        List<Member> members = new ArrayList<>();
        for (int i = short16(end, 10); i > 0; i--) {
            ByteBuffer entry = source.read(place, ENTRY_BYTES);
            if (entry.getInt(0) != ENTRY_SIGNATURE) {
                throw new ZipException("an entry of the directory is damaged");
            }
            int name = short16(entry, 28);
            members.add(member(entry, text(place + ENTRY_BYTES, name), int32(end, 16)));
            place += ENTRY_BYTES + name + short16(entry, 30) + short16(entry, 32);
        }
        if (place != endAt) {
            throw new ZipException("the directory's size is wrong");
        }
        refuseSharedBytes(members);
        return members;
    }

    private String text(long at, int count) throws IOException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(source.read(at, count))
                .toString();
    }

    private Member member(ByteBuffer entry, String name, long directory) throws IOException {
        int method = short16(entry, 10);
        if ((short16(entry, 8) & ENCRYPTED) != 0 || method != STORED && method != DEFLATED) {
            throw new ZipException("a member is encrypted or compressed in an unknown way");
        }
        long packed = int32(entry, 20);
        long size = int32(entry, 24);
        if (method == STORED ? size != packed : size / MOST_BYTES_FROM_ONE > packed) {
            throw new ZipException("a member claims more than it can hold");
        }
        ByteBuffer local = source.read(int32(entry, 42), LOCAL_BYTES);
        long start = int32(entry, 42) + LOCAL_BYTES + short16(local, 26) + short16(local, 28);
        if (local.getInt(0) != LOCAL_SIGNATURE || start + packed > directory) {
            throw new ZipException("a member is not where the directory says");
        }
        return new Member(name, method == DEFLATED, int32(entry, 16), size, packed, start);
    }

    /** Headers stand between members, so that those which share no bytes of content are apart. */
    private static void refuseSharedBytes(List<Member> members) throws ZipException {
        long free = 0;
        List<Member> inOrder = new ArrayList<>(members);
        inOrder.sort(Comparator.comparingLong(Member::start));
        for (Member member : inOrder) {
            if (member.start() < free + LOCAL_BYTES) {
                throw new ZipException("members share bytes");
            }
            free = member.start() + member.packed();
        }
    }

    /** @return what is in a member, unpacked; may be more or less than its size if it is damaged */
    InputStream open(Member member) {
        InputStream packed = new Range(member.start(), member.packed());
        if (!member.deflated()) {
            return new BufferedInputStream(packed, BUFFER);
        }
        return new InflaterInputStream(packed, new Inflater(true), BUFFER) {
            @Override
            public void close() throws IOException {
                super.close();
                inf.end();
            }
        };
    }

    private final class Range extends InputStream {
        private long place;
        private long left;

        Range(long place, long left) {
            this.place = place;
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int count) throws IOException {
            if (left == 0) {
                return -1;
            }
            int read = source.reader().read(ByteBuffer.wrap(into, offset, (int) Math.min(count, left)), place);
            place += Math.max(0, read);
            left -= Math.max(0, read);
            return read;
        }
    }

    private static int short16(ByteBuffer bytes, int at) {
        return bytes.getShort(at) & 0xffff;
    }

    private static long int32(ByteBuffer bytes, int at) {
        return bytes.getInt(at) & 0xffffffffL;
    }
}
