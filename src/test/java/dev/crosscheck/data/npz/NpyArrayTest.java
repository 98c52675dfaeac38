package dev.crosscheck.data.npz;

import static dev.crosscheck.data.npz.NpzBytes.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class NpyArrayTest {
    private static final NpyArray GRID = NpzBytes.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3);

    @Test
    void keepsValuesTypeAndShape() {
        assertArrayEquals(new double[] {1, 2, 3, 4, 5, 6}, GRID.doubles());
        assertArrayEquals(
                new double[] {0.1f, -2}, NpzBytes.of(new float[] {0.1f, -2}, 2).doubles());
        assertArrayEquals(
                new long[] {Long.MIN_VALUE, Long.MAX_VALUE},
                NpzBytes.of(new long[] {Long.MIN_VALUE, Long.MAX_VALUE}, 2).longs());
        assertEquals("float64", GRID.typeName());
        assertEquals(6, GRID.size());
        assertArrayEquals(new int[] {2, 3}, GRID.shape());
        assertArrayEquals(new int[0], NpzBytes.of(new double[] {7}).shape());
    }

    @Test
    void cannotBeChangedFromOutside() {
        double[] values = {1, 2};
        int[] shape = {2};
        NpyArray array = NpzBytes.of(values, shape);
        values[0] = 9;
        shape[0] = 9;
        array.doubles()[1] = 9;
        array.shape()[0] = 9;
        assertArrayEquals(new double[] {1, 2}, array.doubles());
        assertArrayEquals(new int[] {2}, array.shape());
    }

    @Test
    void refusesValuesThatDoNotFillTheShape() {
        assertThrows(IllegalArgumentException.class, () -> NpzBytes.of(new double[5], 2, 3));
        assertThrows(IllegalArgumentException.class, () -> NpzBytes.of(new double[2]));
    }

    @Test
    void checksShapes() {
        assertSame(GRID, GRID.requireShape(2, 3));
        assertSame(GRID, GRID.requireShape(NpyArray.ANY, 3));
        assertRefused("array: expected shape (3, 2), found (2, 3).", () -> GRID.requireShape(3, 2));
        assertRefused("array: expected shape (6,), found (2, 3).", () -> GRID.requireShape(6));
        assertRefused("array: expected shape (), found (2, 3).", GRID::requireShape);
        assertRefused("array: expected shape (2, 3, any), found (2, 3).", () -> GRID.requireShape(2, 3, NpyArray.ANY));
        assertRefused("array: expected shape (any, 2), found (2, 3).", () -> GRID.requireShape(NpyArray.ANY, 2));
    }

    @Test
    void checksThatNumbersAreFinite() {
        assertSame(GRID, GRID.requireFinite());
        NpyArray integers = NpzBytes.of(new long[] {1}, 1);
        assertSame(integers, integers.requireFinite());
        assertRefused(
                "array: expected finite numbers, found NaN in element 2.",
                () -> NpzBytes.of(new double[] {1, 2, Double.NaN, 4}, 2, 2).requireFinite());
        assertRefused(
                "array: expected finite numbers, found -Infinity in element 0.",
                () -> NpzBytes.of(new float[] {Float.NEGATIVE_INFINITY}, 1).requireFinite());
        assertRefused(
                "array: expected finite numbers, found NaN in element 0.",
                () -> NpzBytes.of(new double[] {Double.NaN}).requireFinite());
    }

    @Test
    void givesDoublesOnlyExactly() {
        long limit = (1L << 53) - 1;
        assertArrayEquals(
                new double[] {limit, -limit},
                NpzBytes.of(new long[] {limit, -limit}, 2).doubles());
        for (long beyond : new long[] {limit + 1, limit + 2, -limit - 1, Long.MAX_VALUE, Long.MIN_VALUE}) {
            assertRefused(
                    "array: expected values that float64 holds exactly, found int64 with " + beyond + ".",
                    () -> NpzBytes.of(new long[] {0, beyond}, 2).doubles());
        }
        assertArrayEquals(
                new double[] {0.1f}, NpzBytes.of(new float[] {0.1f}, 1).doubles());
    }

    @Test
    void givesIntegersOnlyFromIntegers() {
        assertRefused("array: expected integers, found float64.", GRID::longs);
    }
}
