package dev.crosscheck.using.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Softmax;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsFileTest {
    /** 2-1-2. */
    private static final Subject SUBJECT = new Subject(
            new Parameters(List.of(
                    new Matrix(2, 1, 1, 2), new Matrix(1, 1, 3), new Matrix(1, 2, 4, 5), new Matrix(1, 2, 6, -7.5))),
            List.of(Elementwise.RELU),
            Softmax.SOFTMAX,
            Map.of("seed", "1"));

    private static final String HEADER = "{\"__metadata__\":{\"seed\":\"1\"},"
            + "\"fc1.weight\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]},"
            + "\"fc1.bias\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]},"
            + "\"fc2.weight\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[12,20]},"
            + "\"fc2.bias\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[20,28]}}";

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("model.safetensors");
        SafetensorsFile.write(SUBJECT, file);
    }

    @Test
    void everyByteIsAsTheFormatSays() throws IOException {
        int padded = (HEADER.length() + 7) / 8 * 8;
        ByteBuffer expected = ByteBuffer.allocate(8 + padded + 28).order(ByteOrder.LITTLE_ENDIAN);
        expected.putLong(padded).put(HEADER.getBytes(StandardCharsets.UTF_8));
        while (expected.position() < 8 + padded) {
            expected.put((byte) ' ');
        }
        for (float value : new float[] {1, 2, 3, 4, 5, 6, -7.5f}) {
            expected.putFloat(value);
        }
        assertArrayEquals(expected.array(), Files.readAllBytes(file));
    }

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        Parameters read = SafetensorsFile.read(file);
        assertEquals(List.of("W1", "b1", "W2", "b2"), read.names());
        SUBJECT.parameters()
                .byName()
                .forEach((name, matrix) ->
                        assertEquals(matrix.toString(), read.get(name).toString()));
    }

    @Test
    void everyOtherLengthIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length + 2; length++) {
            if (length != whole.length) {
                Files.write(file, Arrays.copyOf(whole, length));
                assertThrows(IOException.class, () -> SafetensorsFile.read(file), "length " + length);
            }
        }
    }

    @Test
    void aHeaderOfAnAbsurdLengthIsRefusedBeforeItIsRead() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (long length : new long[] {-1, Long.MAX_VALUE, 1L << 40}) {
            ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
            Files.write(file, whole);
            IOException e = assertThrows(IOException.class, () -> SafetensorsFile.read(file));
            assertEquals("a header of " + length + " bytes", e.getMessage());
        }
    }

    @Test
    void otherTypesAndPlacesAreRefused() throws IOException {
        String whole = Files.readString(file, StandardCharsets.ISO_8859_1);
        for (String[] change : new String[][] {{"\"F32\"", "\"I32\""}, {"[8,12]", "[4,12]"}, {"[20,28]", "[20,29]"}}) {
            Files.writeString(file, whole.replace(change[0], change[1]), StandardCharsets.ISO_8859_1);
            assertThrows(IOException.class, () -> SafetensorsFile.read(file), change[1]);
        }
    }
}
