package dev.crosscheck.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Makes checksums and lengths of a container right again after a mutation. Otherwise nearly every input would end at a wrong
 * checksum, and what lies behind it would never be reached.
 */
enum Repair {
    /** The format has nothing to repair. */
    NONE(input -> input),
    /** Checksums of a PNG's chunks. */
    PNG(Repair::png),
    /** Checksum and length at the end of a gzip file. */
    GZIP(Repair::gzip),
    /** Checksums and lengths of a zip file's entries, its directory, and lengths of headers of arrays in it. */
    ZIP(Repair::zip);

    private static final int PNG_SIGNATURE = 8;
    private static final int GZIP_HEADER = 10;
    private static final int GZIP_TRAILER = 8;
    private static final int LOCAL_HEADER = 30;
    private static final int DEFLATED = 8;

    /** The first bytes of an array, as a little-endian number. */
    private static final int NUMPY = 0x4d554e93;

    /** What is unpacked to find a checksum; a bomb keeps its wrong one. */
    private static final int MOST_UNPACKED = 1 << 20;

    private final UnaryOperator<byte[]> change;

    Repair(UnaryOperator<byte[]> change) {
        this.change = change;
    }

    /** @return the repaired input, or the input itself if it cannot be repaired */
    byte[] of(byte[] input) {
        return change.apply(input);
    }

    private static int crc(byte[] bytes, int from, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    private static byte[] png(byte[] input) {
        byte[] png = input.clone();
        ByteBuffer buffer = ByteBuffer.wrap(png);
        int chunk = PNG_SIGNATURE;
        while (chunk + 12 <= png.length) {
            int length = buffer.getInt(chunk);
            if (length < 0 || length > png.length - chunk - 12) {
                return png;
            }
            buffer.putInt(chunk + 8 + length, crc(png, chunk + 4, 4 + length));
            chunk += 12 + length;
        }
        return png;
    }

    private static byte[] gzip(byte[] input) {
        int packed = input.length - GZIP_HEADER - GZIP_TRAILER;
        Unpacked unpacked = packed < 0 ? null : unpacked(input, GZIP_HEADER, packed);
        if (unpacked == null) {
            return input;
        }
        byte[] content = unpacked.content();
        byte[] gzip = Arrays.copyOf(input, GZIP_HEADER + unpacked.packed() + GZIP_TRAILER);
        ByteBuffer.wrap(gzip)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(gzip.length - 8, crc(content, 0, content.length))
                .putInt(gzip.length - 4, content.length);
        return gzip;
    }

    /** What so many deflated bytes unpack to. */
    private record Unpacked(byte[] content, int packed) {}

    /** @return null if the bytes are damaged or unpack to very much */
    private static Unpacked unpacked(byte[] bytes, int from, int length) {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(bytes, from, length);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] buffer = new byte[1 << 13];
            for (int n = inflater.inflate(buffer); n > 0; n = inflater.inflate(buffer)) {
                out.write(buffer, 0, n);
                if (out.size() > MOST_UNPACKED) {
                    return null;
                }
            }
            return inflater.finished() ? new Unpacked(out.toByteArray(), (int) inflater.getBytesRead()) : null;
        } catch (DataFormatException e) {
            return null;
        } finally {
            inflater.end();
        }
    }

    /** Takes what begins like an entry, up to the next one or the directory, for an entry, and writes a directory of these. */
    private static byte[] zip(byte[] input) {
        List<Integer> starts = new ArrayList<>();
        for (int i = 0; i + 4 <= input.length; i++) {
            if (input[i] == 'P' && input[i + 1] == 'K' && (input[i + 2] == 3 || input[i + 2] == 1)) {
                starts.add(i);
            }
        }
        starts.add(input.length);
        Zip zip = new Zip(input.length);
        for (int i = 0; i + 1 < starts.size(); i++) {
            if (input[starts.get(i) + 2] == 3) {
                zip.add(Arrays.copyOfRange(input, starts.get(i), starts.get(i + 1)));
            }
        }
        return zip.count == 0 ? input : zip.finished();
    }

    /** A zip file being written. */
    private static final class Zip {
        private final ByteBuffer entries;
        private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
        private int count;

        private Zip(int size) {
            entries = ByteBuffer.allocate(size);
        }

        /** Adds an entry with its local header, if there is a whole header. */
        private void add(byte[] entry) {
            ByteBuffer local = ByteBuffer.wrap(entry).order(ByteOrder.LITTLE_ENDIAN);
            int start = entry.length < LOCAL_HEADER
                    ? Integer.MAX_VALUE
                    : LOCAL_HEADER + (local.getShort(26) & 0xffff) + (local.getShort(28) & 0xffff);
            if (start > entry.length) {
                return;
            }
            local.putShort(6, (short) (local.getShort(6) & ~8)); // The lengths stand here, not behind the content.
            int packed = entry.length - start;
            repairArray(local, start, packed);
            byte[] content = Arrays.copyOfRange(entry, start, entry.length);
            if (local.getShort(8) == DEFLATED) {
                Unpacked unpacked = unpacked(entry, start, packed);
                packed = unpacked == null ? packed : unpacked.packed();
                content = unpacked == null ? content : unpacked.content();
            }
            local.putInt(14, crc(content, 0, content.length)).putInt(18, packed).putInt(22, content.length);
            list(entry, local);
            entries.put(entry, 0, start + packed);
            count++;
        }

        /** The header of a NumPy array ends with its line, so that sizes can be added and left out. */
        private static void repairArray(ByteBuffer entry, int start, int length) {
            if (length < 12 || entry.getInt(start) != NUMPY) {
                return;
            }
            boolean wide = entry.get(start + 6) > 1;
            int header = start + (wide ? 12 : 10);
            int end = header;
            while (end < start + length && entry.get(end) != '\n') {
                end++;
            }
            int size = end + 1 - header;
            if (wide) {
                entry.putInt(start + 8, size);
            } else {
                entry.putShort(start + 8, (short) size);
            }
        }

        private void list(byte[] entry, ByteBuffer local) {
            int name = local.getShort(26) & 0xffff;
            ByteBuffer record = ByteBuffer.allocate(46 + name).order(ByteOrder.LITTLE_ENDIAN);
            record.putInt(0x02014b50).putShort((short) 20).put(entry, 4, 24).putShort((short) 0); // No extra field.
            record.putInt(42, entries.position()).position(46).put(entry, LOCAL_HEADER, name);
            directory.writeBytes(record.array());
        }

        private byte[] finished() {
            int start = entries.position();
            byte[] zip = Arrays.copyOf(entries.array(), start + directory.size() + 22);
            ByteBuffer end = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN).position(start);
            end.put(directory.toByteArray()).putInt(0x06054b50).putInt(0);
            end.putShort((short) count)
                    .putShort((short) count)
                    .putInt(directory.size())
                    .putInt(start);
            return zip;
        }
    }
}
