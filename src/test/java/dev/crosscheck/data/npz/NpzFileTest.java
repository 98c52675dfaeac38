package dev.crosscheck.data.npz;

import static dev.crosscheck.data.npz.NpzBytes.header;
import static dev.crosscheck.data.npz.NpzBytes.kept;
import static dev.crosscheck.data.npz.NpzBytes.npy;
import static dev.crosscheck.data.npz.NpzBytes.parse;
import static dev.crosscheck.data.npz.NpzBytes.write;
import static dev.crosscheck.data.npz.NpzBytes.zip;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.text.Printable;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives, and arrays in the bytes of NumPy's format; what damaged ones are answered is recorded by {@code DataBytesIT}. */
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

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "<f4; 000080bf ffff7f7f; -1 3.4028234663852886e38",
                "<f8; 000000000000f0bf 0100000000000000; -1 4.9e-324",
                "<i4; ffffffff 00000080; -1 -2147483648",
                "<i8; ffffffffffffffff ffffffffffff1f00; -1 9007199254740991",
                "|u1; ff 01; 255 1"
            })
    void readsEveryType(String descr, String bytes, String values) {
        byte[] content = HexFormat.of().parseHex(bytes.replace(" ", ""));
        NpyArray array = parse(npy(header(descr, false, "(2,)"), content));
        double[] expected = Arrays.stream(values.split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
        assertArrayEquals(expected, array.doubles());
        if (descr.charAt(1) != 'f') {
            assertArrayEquals(Arrays.stream(expected).mapToLong(v -> (long) v).toArray(), array.longs());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"(); 1", "(2, 0); 0", "(3,); 3", "(3, 1, ); 3", "(999999999, 999999999, 0); 0"})
    void readsAnyRank(String shape, int size) {
        assertArrayEquals(
                new double[size],
                parse(npy(header("|u1", false, shape), new byte[size])).doubles());
    }

    @Test
    void checksShapesAndThatNumbersAreFinite() {
        NpyArray grid = NpzBytes.of(new double[] {1, 2, 3, Double.NaN, 5, 6}, 2, 3);
        assertSame(grid, grid.requireShape(2, 3).requireShape(NpyArray.ANY, 3));
        assertRefused("array: expected shape (6,), found (2, 3).", () -> grid.requireShape(6));
        assertRefused("array: expected shape (any, 2), found (2, 3).", () -> grid.requireShape(NpyArray.ANY, 2));
        assertRefused("array: expected finite numbers, found NaN in element 3.", grid::requireFinite);
        assertRefused(
                "array: expected finite numbers, found -Infinity in element 0.",
                () -> NpzBytes.of(new float[] {Float.NEGATIVE_INFINITY}, 1).requireFinite());
        assertRefused("array: expected integers, found float64.", grid::longs);
    }

    @Test
    void givesDoublesOnlyExactly() {
        long limit = (1L << 53) - 1;
        assertArrayEquals(
                new double[] {limit, -limit},
                NpzBytes.of(new long[] {limit, -limit}, 2).doubles());
        for (long beyond : new long[] {limit + 1, -limit - 1, Long.MAX_VALUE, Long.MIN_VALUE}) {
            NpyArray array = NpzBytes.of(new long[] {0, beyond}, 2);
            assertRefused(
                    "array: expected values that float64 holds exactly, found int64 with " + beyond + ".",
                    array::doubles);
            assertEquals(beyond, array.longs()[1]);
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

    /** Checks that the code refuses with this very message, on one line, and with a remedy on another. */
    private static void assertRefused(String message, Executable code) {
        CrosscheckException refusal = assertThrows(CrosscheckException.class, code);
        assertEquals(message, refusal.getMessage());
        assertFalse(refusal.remedy().isBlank());
        assertTrue((refusal.getMessage() + refusal.remedy()).chars().noneMatch(Character::isISOControl));
    }
}
