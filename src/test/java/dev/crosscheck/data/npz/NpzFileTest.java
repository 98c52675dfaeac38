package dev.crosscheck.data.npz;

import static dev.crosscheck.data.npz.NpzBytes.assertRefused;
import static dev.crosscheck.data.npz.NpzBytes.header;
import static dev.crosscheck.data.npz.NpzBytes.kept;
import static dev.crosscheck.data.npz.NpzBytes.npy;
import static dev.crosscheck.data.npz.NpzBytes.write;
import static dev.crosscheck.data.npz.NpzBytes.zip;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Printable;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives; what damaged ones are answered is recorded by {@code DataBytesIT}. */
class NpzFileTest {
    private static final double[] GRID = {1.5, -2.0, 3.25, 0.0, 1e300, -1e-300};
    private static final byte[] ONE = npy(header("|u1", false, "(1,)"), new byte[] {7});

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"stored.npz", "compressed.npz", "piped.npz"})
    void readsEveryArrayThatNumPyWrites(String name) {
        NpzFile npz = NpzFile.read(kept(name));
        assertEquals(List.of("a", "b", "c"), List.copyOf(npz.names()));
        assertFalse(npz.has("d"));
        assertArrayEquals(
                GRID, npz.array("a").requireShape(2, 3).requireFinite().doubles());
        assertArrayEquals(new long[] {0, 1, 2}, npz.array("b").requireShape(3).longs());
        assertArrayEquals(new double[] {0.5}, npz.array("c").requireShape().doubles());
    }

    @Test
    void readsEveryTypeThatNumPyWrites() {
        NpzFile npz = NpzFile.read(kept("little-endian.npz"));
        assertEquals(NpyType.values().length, npz.names().size());
        for (NpyType type : NpyType.values()) {
            NpyArray array = npz.array(type.code().substring(1));
            assertArrayEquals(new double[] {0, 1, 2}, array.doubles());
            assertEquals(type.numpyName(), array.typeName());
        }
    }

    @Test
    void whatIsNotThereIsRefused() {
        Path file = kept("stored.npz");
        assertRefused(
                file + ": expected an array W1, found only a, b, c.",
                () -> NpzFile.read(file).array("W1"));
        Path none = kept("no-arrays.npz");
        assertRefused(
                none + ": expected an array W1, found no arrays.",
                () -> NpzFile.read(none).array("W1"));
        assertRefused(folder + ": expected an .npz file, found none at this path.", () -> NpzFile.read(folder));
    }

    /** A member that is no array does not keep others from being read. */
    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\u001b[2J.npy", "a\u202eb.npy"})
    void namesCannotHideInMessages(String path) {
        NpzFile npz = NpzFile.read(write(folder, "x.npz", zip(Map.of(path, new byte[3], "good.npy", ONE))));
        String message = assertThrows(CrosscheckException.class, () -> npz.array(path.replace(".npy", "")))
                .getMessage();
        assertEquals(Printable.line(message), message);
        String other =
                assertThrows(CrosscheckException.class, () -> npz.array("b")).getMessage();
        assertEquals(Printable.line(other), other);
        assertEquals(7, npz.array("good").longs()[0]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"layer/weight.npy", "größe.npy", "a..b.npy", "...npy"})
    void acceptsOtherNames(String path) {
        NpzFile npz = NpzFile.read(write(folder, "x.npz", zip(Map.of(path, ONE))));
        assertEquals(7, npz.array(path.substring(0, path.length() - 4)).longs()[0]);
    }

    @Test
    void stopsAtTheFirstByteTooManyOfABomb() {
        byte[] bomb = new byte[90 << 20];
        byte[] start = npy(header("|u1", false, "(1,)"), new byte[0]);
        System.arraycopy(start, 0, bomb, 0, start.length);
        Path file = write(folder, "bomb.npz", zip(Map.of("a.npy", bomb)));
        assertRefused(
                file + ": array a: expected the bytes of values for uint8 (1,), found " + ((90 << 20) - start.length)
                        + ", which are too many.",
                () -> NpzFile.read(file).array("a"));
    }

    /** One more is among the kept files. */
    @Test
    void asManyArraysAsThereMayBe() {
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        for (int i = 0; i < 1024; i++) {
            arrays.put(Integer.toString(i), NpzBytes.of(new double[] {1}, 1));
        }
        Path file = NpzBytes.write(folder.resolve("x.npz"), arrays);
        assertEquals(1024, NpzFile.read(file).names().size());
    }
}
