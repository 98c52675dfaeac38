package dev.crosscheck.run;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/** The unpacked content of a {@link ZipArchive}'s entry: as many bytes as the directory says, no more and no less. */
final class ZipContent extends InputStream {
    private static final int BUFFER = 1 << 16;

    private final Entry entry;
    private final Inflater inflater = new Inflater(true);
    private final InputStream in;
    private final CRC32 crc = new CRC32();
    private long left;
    private boolean compared;

    /** Bytes anywhere. */
    interface Bytes {
        long size();

        /** Fills the buffer from there on. */
        void read(long from, ByteBuffer into) throws IOException;
    }

    /** An entry, as the directory has it; {@code from} is where its content begins. */
    record Entry(String name, int flags, boolean stored, long crc, long packed, long size, long header, long from) {}

    ZipContent(Bytes file, Entry entry) {
        this.entry = entry;
        InputStream packed = new Packed(file, entry);
        in = entry.stored() ? packed : new InflaterInputStream(packed, inflater, BUFFER);
        left = entry.size();
    }

    /** The entry's bytes in the file. */
    private static final class Packed extends InputStream {
        private final Bytes file;
        private final long end;
        private long at;

        Packed(Bytes file, Entry entry) {
            this.file = file;
            at = entry.from();
            end = entry.from() + entry.packed();
        }

        @Override
        public int read() throws IOException {
            return single(this);
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = (int) Math.min(length, end - at);
            if (count == 0) {
                return length == 0 ? 0 : -1;
            }
            file.read(at, ByteBuffer.wrap(into, offset, count));
            at += count;
            return count;
        }
    }

    private static int single(InputStream in) throws IOException {
        byte[] one = new byte[1];
        return in.read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read() throws IOException {
        return single(this);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (left == 0 || length == 0) {
            compareAtEnd();
            return length == 0 ? 0 : -1;
        }
        int count = in.read(into, offset, (int) Math.min(length, left));
        ZipArchive.require(count > 0, "the content of " + entry.name() + " shorter than said");
        crc.update(into, offset, count);
        left -= count;
        compareAtEnd();
        return count;
    }

    private void compareAtEnd() throws IOException {
        if (left == 0 && !compared) {
            compared = true;
            ZipArchive.require(in.read() < 0, "the content of " + entry.name() + " longer than said");
            ZipArchive.require(crc.getValue() == entry.crc(), "a wrong checksum of " + entry.name());
        }
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        super.close();
    }
}
