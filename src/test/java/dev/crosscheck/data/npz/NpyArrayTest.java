package dev.crosscheck.data.npz;

import static dev.crosscheck.data.npz.NpzBytes.assertRefused;
import static dev.crosscheck.data.npz.NpzBytes.header;
import static dev.crosscheck.data.npz.NpzBytes.npy;
import static dev.crosscheck.data.npz.NpzBytes.parse;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Arrays, and the bytes of NumPy's format; {@code DataBytesIT} has damaged ones. */
class NpyArrayTest {
    private static final NpyArray GRID = NpzBytes.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3);

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
            value = {"(); 1", "(0,); 0", "(2, 0); 0", "(3,); 3", "(3, 1, ); 3", "(999999999, 999999999, 0); 0"})
    void readsAnyRank(String shape, int size) {
        assertArrayEquals(
                new double[size],
                parse(npy(header("|u1", false, shape), new byte[size])).doubles());
    }

    @Test
    void cannotBeChangedFromOutside() {
        int[] shape = {2};
        NpyArray array = NpzBytes.of(new double[] {1, 2}, shape);
        shape[0] = 9;
        array.doubles()[1] = 9;
        array.shape()[0] = 9;
        assertArrayEquals(new double[] {1, 2}, array.doubles());
        assertArrayEquals(new int[] {2}, array.shape());
        assertThrows(IllegalArgumentException.class, () -> NpzBytes.of(new double[5], 2, 3));
    }

    @Test
    void checksShapes() {
        assertSame(GRID, GRID.requireShape(2, 3).requireShape(NpyArray.ANY, 3));
        assertRefused("array: expected shape (6,), found (2, 3).", () -> GRID.requireShape(6));
        assertRefused("array: expected shape (2, 3, any), found (2, 3).", () -> GRID.requireShape(2, 3, NpyArray.ANY));
        assertRefused("array: expected shape (any, 2), found (2, 3).", () -> GRID.requireShape(NpyArray.ANY, 2));
    }

    @Test
    void checksThatNumbersAreFinite() {
        assertSame(GRID, GRID.requireFinite());
        assertEquals(1, NpzBytes.of(new long[] {1}, 1).requireFinite().longs()[0]);
        assertRefused(
                "array: expected finite numbers, found NaN in element 2.",
                () -> NpzBytes.of(new double[] {1, 2, Double.NaN, 4}, 2, 2).requireFinite());
        assertRefused(
                "array: expected finite numbers, found -Infinity in element 0.",
                () -> NpzBytes.of(new float[] {Float.NEGATIVE_INFINITY}, 1).requireFinite());
    }

    @Test
    void givesDoublesOnlyExactlyAndIntegersOnlyFromIntegers() {
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
        assertRefused("array: expected integers, found float64.", GRID::longs);
    }
}
