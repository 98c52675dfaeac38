package dev.crosscheck.data.npz;

import static dev.crosscheck.data.npz.NpzBytes.fixture;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpzWriterTest {
    private static final NpyArray ONE = NpyArray.of(new double[] {1}, 1);

    @TempDir
    Path folder;

    @Test
    void writesWhatIsReadBack() throws IOException {
        Path file = folder.resolve("x.npz");
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        arrays.put("z", NpyArray.of(new double[] {0.1, Double.NaN, -0.0, 1e-320}, 2, 2));
        arrays.put("fc1.weight", NpyArray.of(new float[] {0.1f, Float.MAX_VALUE}, 2, 1));
        arrays.put("order", NpyArray.of(new long[] {Long.MIN_VALUE, 5}, 2));
        arrays.put("lr", NpyArray.of(new double[] {0.1}));
        arrays.put("none", NpyArray.of(new long[0], 3, 0));
        NpzBytes.write(file, arrays);
        NpzFile npz = NpzFile.read(file);
        assertEquals(List.copyOf(arrays.keySet()), List.copyOf(npz.names()));
        arrays.forEach((name, array) -> {
            assertEquals(array.typeName(), npz.array(name).typeName());
            assertArrayEquals(
                    array.littleEndian(),
                    npz.array(name).requireShape(array.shape()).littleEndian());
        });
    }

    /** The fixtures are NumPy's own, so that this shows that NumPy would read what is written. */
    @ParameterizedTest
    @ValueSource(strings = {"stored.npz", "little-endian.npz"})
    void writesMembersByteForByteAsNumPyDoes(String name) throws IOException {
        NpzFile arrays = NpzFile.read(fixture(name));
        Path file = folder.resolve("x.npz");
        Map<String, NpyArray> copied = new LinkedHashMap<>();
        arrays.names().forEach(array -> copied.put(array, arrays.array(array)));
        NpzBytes.write(file, copied);
        for (String array : arrays.names()) {
            assertArrayEquals(member(fixture(name), array), member(file, array), array);
        }
    }

    @Test
    void storesAndIsReproducible() throws IOException {
        Path first = folder.resolve("a.npz");
        Path second = folder.resolve("b.npz");
        NpzBytes.write(first, Map.of("x", ONE));
        NpzBytes.write(second, Map.of("x", ONE));
        assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second));
        try (ZipFile zip = new ZipFile(first.toFile())) {
            assertEquals(ZipEntry.STORED, zip.getEntry("x.npy").getMethod());
            assertEquals(
                    LocalDateTime.of(1980, 1, 1, 0, 0),
                    zip.getEntry("x.npy").getTimeLocal(),
                    "not the time of writing");
        }
    }

    private static byte[] member(Path file, String array) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            return zip.getInputStream(zip.getEntry(array + ".npy")).readAllBytes();
        }
    }
}
