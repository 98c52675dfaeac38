package dev.crosscheck.data.tensors;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crosscheck.limits.Members;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.Mismatch;
import dev.crosscheck.text.Printable;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Reads and writes safetensors files (github.com/huggingface/safetensors), the tensor format that PyTorch, NumPy and others read. A file
 * has the length of the header (8 bytes), the header, and the arrays one after another, row-major. All numbers are little-endian. The
 * header is JSON, padded with spaces: type, shape and position of each array, and optional texts by name under {@code __metadata__}.
 *
 * <p>An untrusted file is checked before it is used: the header must be JSON of exactly this form without duplicates, and the arrays must
 * have the sizes that their shapes require and fill the rest of the file without gaps. So no allocation is larger than the file. Violations
 * are reported as {@link Mismatch}. Only finite float32 and float64 arrays are supported.
 */
public final class SafeTensors {
    /** The longest header, in bytes, that Hugging Face's library reads. */
    public static final int LONGEST_HEADER = 100_000_000;

    private static final String METADATA = "__metadata__";

    /** The largest checkpoint has about 800. */
    private static final int MOST_ARRAYS = 4096;

    /** The longest array that every JVM supports. */
    private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

    /** The header and each array start at a multiple of their element size, so that other programs can memory-map them. */
    private static final int ALIGNMENT = 8;

    private static final int CHUNK = 1 << 16;

    private static final JsonMapper JSON = new JsonMapper();

    private enum Type {
        F32(Float.BYTES),
        F64(Double.BYTES);

        private final int size;

        Type(int size) {
            this.size = size;
        }
    }

    /** An array in the header; the offsets are its first byte, and that behind it, from the first array on. */
    private record Entry(
            Type dtype,
            int[] shape,
            @JsonProperty("data_offsets") long... offsets) {
        Entry {
            Members.require("shape", IntStream.of(shape).allMatch(size -> size >= 0), "sizes from 0", "a negative one");
            Members.require("data_offsets", offsets.length == 2, "two numbers", offsets.length);
        }

        private long begin() {
            return offsets[0];
        }

        private long bytes() {
            return offsets[1] - offsets[0];
        }

        private long count() {
            return bytes() / dtype.size;
        }

        private boolean hasItsSize() {
            try {
                return IntStream.of(shape).asLongStream().reduce(dtype.size, Math::multiplyExact) == bytes();
            } catch (ArithmeticException e) {
                return false;
            }
        }
    }

    /** What the header says. */
    private static final class Header {
        @JsonProperty(METADATA)
        private Map<String, String> metadata = Map.of();

        private final Map<String, Entry> entries = new LinkedHashMap<>();

        @JsonAnySetter
        private void add(String name, Entry entry) throws Mismatch {
            if (entry == null || entries.size() == MOST_ARRAYS) {
                throw new Mismatch("expected at most " + MOST_ARRAYS + " arrays in the header, found "
                        + (entry == null ? "null" : "more"));
            }
            entries.put(name, entry);
        }
    }

    private final SeekableByteChannel file;
    private final Map<String, String> metadata;
    private final Map<String, Entry> entries;
    private final long start;

    private SafeTensors(SeekableByteChannel file, int longestHeader) throws IOException {
        this.file = file;
        file.position(0);
        if (file.size() < Long.BYTES) {
            throw new Mismatch("expected a safetensors file, found " + file.size() + " bytes");
        }
        long length = filled(littleEndian(Long.BYTES)).getLong();
        long most = Math.min(longestHeader, file.size() - Long.BYTES);
        if (length < 0 || length > LONGEST_HEADER) {
            throw new Mismatch(
                    "expected a safetensors file, which begins with the length of its header, found other content");
        }
        if (length > most) {
            throw new Mismatch(
                    "expected a safetensors file with a header of at most " + most + " bytes, found " + length);
        }
        Header header =
                Json.readWithLongTexts(filled(littleEndian((int) length)).array(), Header.class);
        metadata = header.metadata;
        entries = header.entries;
        start = file.position();
        requireWhole();
    }

    /**
     * Reads the header of a file.
     *
     * @param file must stay open as long as arrays are read
     * @param longestHeader maximum bytes of the header, at most {@link #LONGEST_HEADER}
     * @throws Mismatch if it is not such a file, or its length does not match its arrays
     */
    public static SafeTensors open(SeekableByteChannel file, int longestHeader) throws IOException {
        return new SafeTensors(file, longestHeader);
    }

    /** @return the texts by name; empty if the header has none */
    public Map<String, String> metadata() {
        return Collections.unmodifiableMap(metadata);
    }

    /** @return the shape of each array by name, in the header's order */
    public Map<String, List<Integer>> shapes() {
        Map<String, List<Integer>> shapes = new LinkedHashMap<>();
        entries.forEach((name, entry) ->
                shapes.put(name, IntStream.of(entry.shape()).boxed().toList()));
        return shapes;
    }

    /**
     * Reads float32 arrays.
     *
     * @return their values, concatenated
     * @throws Mismatch if an array is missing, has another type or contains a number that is not finite
     */
    public float[] floats(List<String> names) throws IOException {
        float[] values = new float[count(names, Type.F32)];
        FloatBuffer read = FloatBuffer.wrap(values);
        for (String name : names) {
            readArray(entries.get(name), chunk -> read.put(chunk.asFloatBuffer()));
            for (int i = read.position() - (int) entries.get(name).count(); i < read.position(); i++) {
                requireFinite(name, values[i]);
            }
        }
        return values;
    }

    /** Reads one float64 array; see {@link #floats(List)}. */
    public double[] doubles(String name) throws IOException {
        double[] values = new double[count(List.of(name), Type.F64)];
        DoubleBuffer read = DoubleBuffer.wrap(values);
        readArray(entries.get(name), chunk -> read.put(chunk.asDoubleBuffer()));
        for (double value : values) {
            requireFinite(name, value);
        }
        return values;
    }

    private int count(List<String> names, Type type) throws Mismatch {
        long count = 0;
        for (String name : names) {
            Entry entry = entries.get(name);
            if (entry == null || entry.dtype() != type) {
                throw new Mismatch("expected an array " + Printable.excerpt(name) + " of type " + type + ", found "
                        + (entry == null ? "none" : "one of " + entry.dtype()));
            }
            count += entry.count();
        }
        if (count > LONGEST_ARRAY) {
            throw new Mismatch("expected at most " + LONGEST_ARRAY + " numbers, found " + count);
        }
        return (int) count;
    }

    private void readArray(Entry entry, Consumer<ByteBuffer> values) throws IOException {
        file.position(start + entry.begin());
        ByteBuffer chunk = littleEndian(CHUNK);
        for (long left = entry.bytes(); left > 0; left -= CHUNK) {
            values.accept(filled(chunk.clear().limit((int) Math.min(left, CHUNK))));
        }
    }

    private static void requireFinite(String name, double value) throws Mismatch {
        if (!Double.isFinite(value)) {
            throw new Mismatch("expected finite numbers in " + Printable.excerpt(name) + ", found " + value);
        }
    }

    private static ByteBuffer littleEndian(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private ByteBuffer filled(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (file.read(bytes) < 0) {
                throw new EOFException("the file became shorter while it was read");
            }
        }
        return bytes.flip();
    }

    /** Checks that every array has the size that its shape requires, and that the arrays fill the rest of the file. */
    private void requireWhole() throws IOException {
        List<Map.Entry<String, Entry>> inOrder = new ArrayList<>(entries.entrySet());
        inOrder.sort(Map.Entry.comparingByValue(
                Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::bytes)));
        long end = 0;
        for (Map.Entry<String, Entry> next : inOrder) {
            Entry entry = next.getValue();
            if (entry.begin() != end || !entry.hasItsSize()) {
                throw new Mismatch("expected in the header for " + Printable.quoted(next.getKey())
                        + " as many bytes as its shape takes, from byte " + end + " on");
            }
            end = entry.offsets()[1];
        }
        if (file.size() - start != end) {
            throw new Mismatch("expected " + end + " bytes of arrays, found " + (file.size() - start));
        }
    }

    /**
     * Writes a file. The same content gives the same bytes.
     *
     * @param metadata texts by name, in the order in which they are written
     * @param tensors arrays of finite numbers by name, in the order in which they are written; float64 before float32
     * @throws IOException if it cannot be written, or its header would be longer than {@link #LONGEST_HEADER}
     */
    public static void write(OutputStream out, Map<String, String> metadata, Map<String, ? extends Tensor> tensors)
            throws IOException {
        byte[] header = header(metadata, tensors);
        ByteBuffer chunk = littleEndian(CHUNK);
        out.write(chunk.putLong(0, header.length).array(), 0, Long.BYTES);
        out.write(header);
        for (Tensor tensor : tensors.values()) {
            int size = type(tensor).size;
            int count = tensor.values().remaining();
            for (int from = 0, length; from < count; from += length) {
                length = Math.min(count - from, CHUNK / size);
                int at = tensor.values().position() + from;
                if (tensor instanceof Tensor.Floats floats) {
                    chunk.asFloatBuffer().put(0, floats.values(), at, length);
                } else if (tensor instanceof Tensor.Doubles doubles) {
                    chunk.asDoubleBuffer().put(0, doubles.values(), at, length);
                }
                out.write(chunk.array(), 0, length * size);
            }
        }
    }

    private static Type type(Tensor tensor) {
        return tensor instanceof Tensor.Floats ? Type.F32 : Type.F64;
    }

    private static byte[] header(Map<String, String> metadata, Map<String, ? extends Tensor> tensors)
            throws IOException {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put(METADATA, metadata);
        long end = 0;
        for (Map.Entry<String, ? extends Tensor> entry : tensors.entrySet()) {
            Type type = type(entry.getValue());
            long begin = end;
            if (begin % type.size != 0 || entry.getKey().equals(METADATA)) {
                throw new IllegalArgumentException(entry.getKey() + " at byte " + begin);
            }
            end += (long) type.size * entry.getValue().values().remaining();
            header.put(
                    entry.getKey(),
                    new Entry(
                            type,
                            entry.getValue().shape().stream()
                                    .mapToInt(size -> size)
                                    .toArray(),
                            begin,
                            end));
        }
        byte[] json = JSON.writeValueAsBytes(header);
        byte[] padded = Arrays.copyOf(json, (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
        Arrays.fill(padded, json.length, padded.length, (byte) ' ');
        if (padded.length > LONGEST_HEADER) {
            throw new IOException("a header of " + padded.length + " bytes, more than readers take");
        }
        return padded;
    }
}
