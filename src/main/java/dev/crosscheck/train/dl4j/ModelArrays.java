package dev.crosscheck.train.dl4j;

import dev.crosscheck.run.Mismatch;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A row of floats as ND4J writes it: the array's description as one buffer, the numbers as another.
 *
 * <p>ND4J's own reader trusts whatever a description says and passes it to native code. So it never sees a file: here the
 * description must be, byte for byte, the one that ND4J writes for the expected number of floats.
 *
 * <pre>
 * buffer       text    how it was allocated: always MIXED_DATA_TYPES
 *              int64   how many elements it has
 *              text    their type
 *              ...     elements, big-endian
 * description  int64   rank, shape, strides, flags, element-wise stride, order ('c' or 'f')
 * </pre>
 */
final class ModelArrays {
    private static final String ALLOCATION = "MIXED_DATA_TYPES";
    private static final String DESCRIPTION_TYPE = "LONG";
    private static final String TYPE = "FLOAT";

    /** The flags of a plain array of floats. */
    private static final long FLOATS = 8192;

    private static final int CHUNK = 1 << 16;

    /**
     * A number in a description.
     *
     * @param name its name in messages
     * @param value its expected value
     */
    private record Field(String name, long value) {}

    private ModelArrays() {}

    /** The description of a row: of rank 1, as DL4J keeps parameters, or of rank 2 with one row, which it accepts too. */
    private static List<Field> description(int rank, long count, char order) {
        Field last = new Field("the element-wise stride", 1);
        Field flags = new Field("the flags", FLOATS);
        Field way = new Field("the order", order);
        if (rank == 1) {
            return List.of(
                    new Field("the rank", 1),
                    new Field("the shape", count),
                    new Field("the stride", 1),
                    flags,
                    last,
                    way);
        }
        return List.of(
                new Field("the rank", 2),
                new Field("the shape", 1),
                new Field("the shape", count),
                new Field("the stride", order == 'c' ? count : 1),
                new Field("the stride", 1),
                flags,
                last,
                way);
    }

    private static byte[] start(List<Field> description, long count) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(ALLOCATION);
            out.writeLong(description.size());
            out.writeUTF(DESCRIPTION_TYPE);
            for (Field field : description) {
                out.writeLong(field.value());
            }
            out.writeUTF(ALLOCATION);
            out.writeLong(count);
            out.writeUTF(TYPE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** @return the size in bytes of an entry with so many floats and a description of this rank */
    static long size(int rank, long count) {
        return start(description(rank, count, 'c'), count).length + Float.BYTES * count;
    }

    /** Writes a row of rank 1, as ND4J does. */
    static void write(OutputStream out, float[] values) throws IOException {
        out.write(start(description(1, values.length, 'c'), values.length));
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        for (int from = 0; from < values.length; from += CHUNK / Float.BYTES) {
            int count = Math.min(CHUNK / Float.BYTES, values.length - from);
            chunk.asFloatBuffer().put(values, from, count);
            out.write(chunk.array(), 0, Float.BYTES * count);
        }
    }

    /**
     * Reads a row to its end.
     *
     * @param count how many floats there must be
     * @return the floats, all finite
     * @throws Mismatch if it is another array, or more bytes follow
     */
    static float[] read(InputStream entry, int count) throws IOException {
        return read(entry, count, new float[count]);
    }

    /** Checks a row without keeping it. */
    static void check(InputStream entry, long count) throws IOException {
        read(entry, count, null);
    }

    private static float[] read(InputStream entry, long count, float[] kept) throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(entry, CHUNK));
        try {
            readStart(in, count);
            byte[] chunk = new byte[CHUNK];
            for (long from = 0; from < count; from += CHUNK / Float.BYTES) {
                int length = (int) Math.min(CHUNK / Float.BYTES, count - from);
                in.readFully(chunk, 0, Float.BYTES * length);
                ByteBuffer floats = ByteBuffer.wrap(chunk);
                for (int i = 0; i < length; i++) {
                    float value = floats.getFloat();
                    if (!Float.isFinite(value)) {
                        throw wrong("finite parameters", value);
                    }
                    if (kept != null) {
                        kept[(int) from + i] = value;
                    }
                }
            }
        } catch (EOFException e) {
            throw wrong(count + " floats", "an early end");
        }
        if (in.read() >= 0) {
            throw wrong("nothing after " + count + " floats", "more");
        }
        return kept;
    }

    private static void readStart(DataInputStream in, long count) throws IOException {
        require(in, ALLOCATION, "the allocation of the description");
        long length = in.readLong();
        int rank = length == 8 ? 2 : 1;
        require(
                length,
                new Field(
                        "the length of the description",
                        description(rank, count, 'c').size()));
        require(in, DESCRIPTION_TYPE, "the type of the description");
        long[] found = new long[(int) length];
        for (int i = 0; i < found.length; i++) {
            found[i] = in.readLong();
        }
        char order = rank == 2 && found[found.length - 1] == 'f' ? 'f' : 'c';
        List<Field> expected = description(rank, count, order);
        for (int i = 0; i < found.length; i++) {
            require(found[i], expected.get(i));
        }
        require(in, ALLOCATION, "the allocation of the numbers");
        require(in.readLong(), new Field("the count of the numbers", count));
        require(in, TYPE, "the type of the numbers");
    }

    private static void require(long found, Field field) throws Mismatch {
        if (found != field.value()) {
            throw wrong(field.name() + " " + field.value(), found);
        }
    }

    private static void require(DataInputStream in, String text, String what) throws IOException {
        byte[] expected = text.getBytes(StandardCharsets.US_ASCII);
        boolean same = in.readUnsignedShort() == expected.length;
        if (!same || !Arrays.equals(in.readNBytes(expected.length), expected)) {
            throw wrong(what + " " + text, "another");
        }
    }

    private static Mismatch wrong(String expected, Object found) {
        return new Mismatch("expected " + expected + ", found " + found);
    }
}
