package dev.crosscheck.data.tensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.crosscheck.PythonDoor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused of files, {@code DataBytesIT} has on record. */
class SafeTensorsTest {
    private static final String HEADER =
            "{'__metadata__':{'seed':'1'},'b':{'dtype':'F64','shape':[1],'data_offsets':[0,8]},"
                    + "'a':{'dtype':'F32','shape':[2,1],'data_offsets':[8,16]}}";

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    Path folder;

    private static byte[] file(String header) {
        byte[] json = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(8 + json.length + 16).order(ByteOrder.LITTLE_ENDIAN);
        return file.putLong(json.length)
                .put(json)
                .putDouble(0.1)
                .putFloat(2.5f)
                .putFloat(-3)
                .array();
    }

    private static SafeTensors open(byte[] file) throws IOException {
        return SafeTensors.open(new SeekableInMemoryByteChannel(file), 1 << 20);
    }

    /** A file of two texts, an array of float64 and several of float32, one of them empty. */
    private static byte[] several() throws IOException {
        return Files.readAllBytes(Path.of("src/test/resources/dev/crosscheck/data/DataBytesITInputs/tensors/several"));
    }

    @Test
    void everyByteIsAsTheFormatSays() throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("b", Tensor.of(List.of(1), new double[] {0.1}));
        FloatBuffer part = FloatBuffer.wrap(new float[] {9, 2.5f, -3, 9}, 1, 2);
        tensors.put("a", new Tensor.Floats(List.of(2, 1), part));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SafeTensors.write(out, Map.of("seed", "1"), tensors);
        assertArrayEquals(file(HEADER + " ".repeat(-HEADER.length() & 7)), out.toByteArray());
        assertEquals(2, part.remaining(), "what was written can be written again");
    }

    @Test
    void readsWhatWasWritten() throws IOException {
        SafeTensors read = open(several());
        assertEquals(List.of("seed", "name"), List.copyOf(read.metadata().keySet()));
        assertEquals("\"a\"\n\u2603", read.metadata().get("name"));
        assertEquals(
                "{losses=[2], fc1.weight=[2, 3], none=[0, 3], fc1.bias=[2], one=[]}",
                read.shapes().toString());
        assertArrayEquals(new double[] {0.1, 1e-300}, read.doubles("losses"));
        assertArrayEquals(new float[] {1, 2, 3, 4, 5, -6.5f}, read.floats(List.of("fc1.weight")));
        assertArrayEquals(new float[0], read.floats(List.of("none")));
        assertArrayEquals(new float[] {7, 0, 1e-45f}, read.floats(List.of("one", "fc1.bias")), "one after the other");
    }

    @Test
    void neitherWayTakesMoreMemoryThanWhatIsReadAndAFewChunks() throws IOException {
        int chunks = 1 << 20;
        float[] values = new float[1 << 22];
        double[] losses = new double[50_001];
        Arrays.setAll(losses, i -> 1.0 / (i + 3));
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("losses", Tensor.of(List.of(losses.length), losses));
        tensors.put("values", new Tensor.Floats(List.of(values.length), FloatBuffer.wrap(values)));
        Path file = folder.resolve("large.safetensors");
        SafeTensors.write(OutputStream.nullOutputStream(), Map.of(), tensors); // loads classes
        try (OutputStream out = Files.newOutputStream(file)) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            SafeTensors.write(out, Map.of(), tensors);
            long written = THREADS.getCurrentThreadAllocatedBytes() - before;
            assertTrue(written < chunks, written + " bytes to write");
        }
        try (SeekableByteChannel in = Files.newByteChannel(file)) {
            SafeTensors opened = SafeTensors.open(in, 1 << 20);
            assertArrayEquals(losses, opened.doubles("losses"));
            long before = THREADS.getCurrentThreadAllocatedBytes();
            float[] found = opened.floats(List.of("values"));
            long read = THREADS.getCurrentThreadAllocatedBytes() - before;
            assertArrayEquals(values, found);
            assertTrue(read < (Float.BYTES << 22) + chunks, read + " bytes to read");
        }
    }

    @Test
    void arraysMayComeInAnyOrderInTheHeader() throws IOException {
        String swapped = "{'a':{'dtype':'F32','data_offsets':[8,16],'shape':[2,1]},"
                + "'b':{'shape':[1],'dtype':'F64','data_offsets':[0,8]}}  ";
        SafeTensors read = open(file(swapped));
        assertArrayEquals(new float[] {2.5f, -3}, read.floats(List.of("a")));
        assertArrayEquals(new double[] {0.1}, read.doubles("b"));
        assertEquals(Map.of(), read.metadata());
    }

    @Test
    void whatCannotBeReadBackIsNotWritten() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("a", new Tensor.Floats(List.of(1), FloatBuffer.allocate(1)));
        tensors.put("b", Tensor.of(List.of(1), new double[1]));
        Tensor one = new Tensor.Floats(List.of(1), FloatBuffer.allocate(1));
        for (Map<String, Tensor> wrong : List.of(tensors, Map.of("__metadata__", one))) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            assertThrows(IllegalArgumentException.class, () -> SafeTensors.write(out, Map.of(), wrong));
            assertEquals(0, out.size());
        }
    }

    /** Hugging Face's own reader, where it is installed. */
    private static final String LIBRARY = """
            import sys
            from safetensors import safe_open
            with safe_open(sys.argv[1], "np") as file:
                print(file.metadata()["seed"], file.get_tensor("losses").tolist(), file.get_tensor("fc1.weight").tolist())
            """;

    @Test
    void huggingFacesLibraryReadsIt() throws IOException {
        String python = PythonDoor.having("safetensors", "python3-safetensors");
        Path file = Files.write(folder.resolve("several.safetensors"), several());
        Process process = new ProcessBuilder(python, "-c", LIBRARY, file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals("1 [0.1, 1e-300] [[1.0, 2.0, 3.0], [4.0, 5.0, -6.5]]\n", said);
    }
}
