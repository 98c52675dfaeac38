package dev.crosscheck.using.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.run.AtomicFile;
import dev.crosscheck.train.PyTorchLayout;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The parameters as a safetensors file (github.com/huggingface/safetensors) with PyTorch's names and layout, float32.
 *
 * <p>The file is the header's length (8 bytes, lowest first), the header (JSON: of each array its type, shape and place in
 * the data; spaces up to a multiple of 8), then the data: the arrays one after the other, row-major, lowest bytes first.
 */
final class SafetensorsFile {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String FACTS = "__metadata__";
    private static final String TYPE = "F32";
    private static final int ALIGNMENT = 8;
    private static final int LARGEST_HEADER = 1 << 20;

    private SafetensorsFile() {}

    /** Writes the file. */
    static void write(Subject subject, Path file) throws IOException {
        Map<String, Matrix> arrays = PyTorchLayout.arrays(subject.parameters());
        byte[] header = header(arrays, subject.facts());
        AtomicFile.replace(file, out -> {
            out.write(ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(header.length)
                    .array());
            out.write(header);
            for (Matrix array : arrays.values()) {
                out.write(Floats.littleEndian(array));
            }
        });
    }

    private static byte[] header(Map<String, Matrix> arrays, Map<String, String> facts) throws IOException {
        ObjectNode header = JSON.createObjectNode();
        facts.forEach(header.putObject(FACTS)::put);
        long end = 0;
        for (Map.Entry<String, Matrix> entry : arrays.entrySet()) {
            Matrix array = entry.getValue();
            long start = end;
            end += (long) Float.BYTES * array.data().length;
            ObjectNode tensor = header.putObject(entry.getKey()).put("dtype", TYPE);
            tensor.set("shape", JSON.valueToTree(PyTorchLayout.shape(entry.getKey(), array)));
            tensor.putArray("data_offsets").add(start).add(end);
        }
        byte[] json = JSON.writeValueAsBytes(header);
        byte[] padded = Arrays.copyOf(json, (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
        Arrays.fill(padded, json.length, padded.length, (byte) ' ');
        return padded;
    }

    /**
     * Reads a file as {@link #write} makes it: arrays in order and without gaps.
     *
     * @throws IOException if it is another one
     */
    static Parameters read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            long length = ByteBuffer.wrap(exactly(in, Long.BYTES))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .getLong();
            if (length < 0 || length > LARGEST_HEADER) {
                throw new IOException("a header of " + length + " bytes");
            }
            JsonNode header = JSON.readTree(new String(exactly(in, (int) length), StandardCharsets.UTF_8));
            Map<String, Matrix> arrays = new LinkedHashMap<>();
            long end = 0;
            for (Map.Entry<String, JsonNode> entry : header.properties()) {
                if (!entry.getKey().equals(FACTS)) {
                    end = readArray(in, entry.getKey(), entry.getValue(), end, arrays);
                }
            }
            if (in.read() >= 0) {
                throw new IOException("bytes after the last array");
            }
            return PyTorchLayout.parameters(arrays, arrays.size() / 2);
        }
    }

    private static long readArray(InputStream in, String name, JsonNode tensor, long start, Map<String, Matrix> arrays)
            throws IOException {
        JsonNode shape = tensor.path("shape");
        int rows = shape.size() == 1 ? 1 : shape.path(0).asInt();
        int columns = shape.path(shape.size() - 1).asInt();
        long end = start + (long) Float.BYTES * rows * columns;
        JsonNode offsets = tensor.path("data_offsets");
        if (!tensor.path("dtype").asText().equals(TYPE)
                || offsets.path(0).asLong(-1) != start
                || offsets.path(1).asLong(-1) != end) {
            throw new IOException("array " + name + " is not as written: " + tensor);
        }
        float[] values = new float[rows * columns];
        ByteBuffer.wrap(exactly(in, Math.toIntExact(end - start)))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        arrays.put(name, Floats.widened(rows, values));
        return end;
    }

    private static byte[] exactly(InputStream in, int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("the file ends after " + bytes.length + " of " + count + " bytes");
        }
        return bytes;
    }
}
