package dev.crosscheck.data.npz;

import static dev.crosscheck.data.npz.NpzBytes.assertRefused;
import static dev.crosscheck.data.npz.NpzBytes.fixture;
import static dev.crosscheck.data.npz.NpzBytes.header;
import static dev.crosscheck.data.npz.NpzBytes.npy;
import static dev.crosscheck.data.npz.NpzBytes.write;
import static dev.crosscheck.data.npz.NpzBytes.zip;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpzFileTest {
    private static final double[] GRID = {1.5, -2.0, 3.25, 0.0, 1e300, -1e-300};
    private static final byte[] ONE = npy(1, header("|u1", false, "(1,)"), new byte[] {7});

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"stored.npz", "compressed.npz", "piped.npz"})
    void readsWhatNumPyWrites(String name) {
        NpyArray array = NpzFile.read(fixture(name)).array("a");
        assertArrayEquals(GRID, array.requireShape(2, 3).requireFinite().doubles());
    }

    @ParameterizedTest
    @ValueSource(strings = {"stored.npz", "compressed.npz", "piped.npz"})
    void readsEveryArrayOfAnArchive(String name) {
        NpzFile npz = NpzFile.read(fixture(name));
        assertEquals(List.of("a", "b", "c"), List.copyOf(npz.names()));
        assertTrue(npz.has("c"));
        assertFalse(npz.has("d"));
        assertArrayEquals(new long[] {0, 1, 2}, npz.array("b").requireShape(3).longs());
        assertArrayEquals(new double[] {0.5}, npz.array("c").requireShape().doubles());
    }

    @Test
    void readsEveryTypeThatNumPyWrites() {
        NpzFile npz = NpzFile.read(fixture("little-endian.npz"));
        assertEquals(NpyType.values().length, npz.names().size());
        for (NpyType type : NpyType.values()) {
            NpyArray array = npz.array(type.code().substring(1));
            assertArrayEquals(new double[] {0, 1, 2}, array.doubles());
            assertEquals(type.numpyName(), array.typeName());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "empty.npz; no directory at its end",
                "no-archive.npz; no directory at its end",
                "single-array.npz; no directory at its end",
                "wrong-checksum.npz; a wrong checksum of a.npy",
                "name-twice.npz; two entries a.npy"
            })
    void refusesBrokenArchives(String name, String message) {
        Path file = fixture(name);
        assertRefused(file + ": expected a whole .npz archive, found " + message + ".", () -> NpzFile.read(file));
    }

    /** The end of the message is the Java library's. */
    @ParameterizedTest
    @ValueSource(strings = {"truncated.npz", "broken-compression.npz"})
    void refusesDamagedArchives(String name) {
        Path file = fixture(name);
        String message = assertThrows(CrosscheckException.class, () -> NpzFile.read(file))
                .getMessage();
        assertTrue(message.startsWith(file + ": expected a whole .npz archive, found "), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "pickled-objects.npz; float32, float64, int32, int64 or uint8, little-endian; the type \"'|O'\"",
                "big-endian.npz; float32, float64, int32, int64 or uint8, little-endian; the type \"'>f8'\"",
                "fortran-order.npz; values in C order; Fortran order",
                "value-cut-off.npz; the bytes of values for float64 (2, 3); 47, which are too few",
                "value-too-many.npz; the bytes of values for float64 (2, 3); 49, which are too many",
                "claims-16-gigabytes.npz; the bytes of values for float64 (46341, 46341); 56, which are too few"
            })
    void refusesBrokenArraysWhenAskedForThem(String name, String expected, String found) {
        Path file = fixture(name);
        NpzFile npz = NpzFile.read(file);
        assertTrue(npz.has("a"));
        assertRefused(file + ": array a: expected " + expected + ", found " + found + ".", () -> npz.array("a"));
    }

    @Test
    void readsAroundMembersThatAreNoArrays() throws IOException {
        byte[] archive = Files.readAllBytes(fixture("stored.npz"));
        String text = new String(archive, StandardCharsets.ISO_8859_1)
                .replace("b.npy", "b.txt")
                .replace("'<i8'", "'<U2'");
        Path file = write(folder, "x.npz", text.getBytes(StandardCharsets.ISO_8859_1));
        NpzFile npz = NpzFile.read(file);
        assertArrayEquals(GRID, npz.array("a").doubles());
        assertThrows(CrosscheckException.class, () -> npz.array("b.txt"));
    }

    @Test
    void namesWhatIsThereWhenAnArrayIsMissing() {
        Path file = fixture("stored.npz");
        assertRefused(
                file + ": expected an array W1, found only a, b, c.",
                () -> NpzFile.read(file).array("W1"));
        Path none = fixture("no-arrays.npz");
        assertRefused(
                none + ": expected an array W1, found no arrays.",
                () -> NpzFile.read(none).array("W1"));
    }

    @Test
    void refusesWhatIsNoFile() {
        Path missing = folder.resolve("missing.npz");
        assertRefused(missing + ": expected an .npz file, found none at this path.", () -> NpzFile.read(missing));
        assertRefused(folder + ": expected an .npz file, found none at this path.", () -> NpzFile.read(folder));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\u001b[2J.npy", "a\u202eb.npy"})
    void namesCannotHideInMessages(String path) {
        NpzFile npz = NpzFile.read(write(folder, "x.npz", zip(path, new byte[3])));
        String message = assertThrows(CrosscheckException.class, () -> npz.array(path.replace(".npy", "")))
                .getMessage();
        assertEquals(Printable.line(message), message);
        assertEquals(
                1,
                assertThrows(CrosscheckException.class, () -> npz.array("b"))
                        .getMessage()
                        .lines()
                        .count());
    }

    @ParameterizedTest
    @ValueSource(strings = {"layer/weight.npy", "größe.npy", "a..b.npy", "...npy"})
    void acceptsOtherNames(String path) {
        NpzFile npz = NpzFile.read(write(folder, "x.npz", zip(path, ONE)));
        assertEquals(7, npz.array(path.substring(0, path.length() - 4)).longs()[0]);
    }

    @Test
    void stopsAtTheFirstByteTooManyOfABomb() {
        byte[] bomb = new byte[90 << 20];
        byte[] start = npy(1, header("|u1", false, "(1,)"), new byte[0]);
        System.arraycopy(start, 0, bomb, 0, start.length);
        Path file = write(folder, "bomb.npz", zip("a.npy", bomb));
        assertRefused(
                file + ": array a: expected the bytes of values for uint8 (1,), found " + ((90 << 20) - start.length)
                        + ", which are too many.",
                () -> NpzFile.read(file).array("a"));
    }

    @Test
    void limitsTheNumberOfArrays() {
        Path file = folder.resolve("x.npz");
        NpzBytes.write(file, ones(1024));
        assertEquals(1024, NpzFile.read(file).names().size());
        NpzBytes.write(file, ones(1025));
        assertRefused(
                file + ": expected a whole .npz archive, found more than 1024 entries.", () -> NpzFile.read(file));
    }

    private static Map<String, NpyArray> ones(int count) {
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            arrays.put(Integer.toString(i), NpzBytes.of(new double[] {1}, 1));
        }
        return arrays;
    }
}
