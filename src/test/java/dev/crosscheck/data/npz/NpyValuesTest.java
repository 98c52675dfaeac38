package dev.crosscheck.data.npz;

import static dev.crosscheck.data.npz.NpzBytes.header;
import static dev.crosscheck.data.npz.NpzBytes.npy;
import static dev.crosscheck.data.npz.NpzBytes.parse;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values come out right from every type, byte order, order of dimensions and version. */
class NpyValuesTest {
    /** Where the elements of a (2, 3) array lie in a file in Fortran order. */
    private static final int[] FORTRAN_2_3 = {0, 2, 4, 1, 3, 5};

    /**
     * A type, the bit patterns of six values and the values.
     *
     * @param descr kind and size
     * @param bits the values' bits, the lowest {@code size} bytes of each
     * @param values what they mean
     */
    private record Sample(String descr, long[] bits, double[] values) {}

    private static final List<Sample> SAMPLES = List.of(
            new Sample("f2", new long[] {0, 0x3c00, 0xc000, 0x7bff, 1, 0x3555}, new double[] {
                0, 1, -2, 65504, 0x1p-24, 1365 * 0x1p-12
            }),
            new Sample("f4", new long[] {0, 0x3f800000, 0xc0000000, 0x7f7fffff, 1, 0x3eaaaaab}, new double[] {
                0, 1, -2, 0x1.fffffep127, 0x1p-149, 11184811 * 0x1p-25
            }),
            new Sample(
                    "f8",
                    new long[] {0, 0x3ff0L << 48, 0xc000L << 48, Double.doubleToLongBits(0.1), 1, 0x7fefL << 48},
                    new double[] {0, 1, -2, 0.1, 0x1p-1074, 0x1.fp1023}),
            new Sample("i1", new long[] {0, 1, 0xff, 0x80, 0x7f, 2}, new double[] {0, 1, -1, -128, 127, 2}),
            new Sample(
                    "i2", new long[] {0, 1, 0xffff, 0x8000, 0x7fff, 256}, new double[] {0, 1, -1, -32768, 32767, 256}),
            new Sample("i4", new long[] {0, 1, 0xffffffffL, 0x80000000L, 0x7fffffff, 65536}, new double[] {
                0, 1, -1, -2147483648.0, 2147483647.0, 65536
            }),
            new Sample("i8", new long[] {0, 1, -1, 1L << 53, -(1L << 53), 1L << 32}, new double[] {
                0, 1, -1, 0x1p53, -0x1p53, 0x1p32
            }),
            new Sample("u1", new long[] {0, 1, 0xff, 0x80, 0x7f, 2}, new double[] {0, 1, 255, 128, 127, 2}),
            new Sample(
                    "u2", new long[] {0, 1, 0xffff, 0x8000, 0x7fff, 256}, new double[] {0, 1, 65535, 32768, 32767, 256
                    }),
            new Sample("u4", new long[] {0, 1, 0xffffffffL, 0x80000000L, 0x7fffffff, 65536}, new double[] {
                0, 1, 4294967295.0, 2147483648.0, 2147483647.0, 65536
            }),
            new Sample("b1", new long[] {0, 1, 0, 1, 1, 0}, new double[] {0, 1, 0, 1, 1, 0}));

    @TestFactory
    List<DynamicTest> readsEveryTypeInEveryOrderAndVersion() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Sample sample : SAMPLES) {
            for (char mark : new char[] {'<', '>', '=', '|'}) {
                for (boolean fortran : new boolean[] {false, true}) {
                    for (int version = 1; version <= 3; version++) {
                        byte[] file = npy(
                                version,
                                header(mark + sample.descr, fortran, "(2, 3)"),
                                content(sample, mark, fortran));
                        String name = mark + sample.descr + (fortran ? " Fortran" : " C") + " version " + version;
                        tests.add(dynamicTest(name, () -> assertHolds(sample, parse(file))));
                    }
                }
            }
        }
        assertEquals(NpyType.values().length * 4 * 2 * 3, tests.size());
        return tests;
    }

    private static byte[] content(Sample sample, char mark, boolean fortran) {
        int size = sample.descr.charAt(1) - '0';
        boolean big = mark == '>' || mark != '<' && ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;
        byte[] content = new byte[6 * size];
        for (int i = 0; i < 6; i++) {
            int place = fortran ? FORTRAN_2_3[i] : i;
            for (int b = 0; b < size; b++) {
                content[place * size + (big ? size - 1 - b : b)] = (byte) (sample.bits[i] >> 8 * b);
            }
        }
        return content;
    }

    private static void assertHolds(Sample sample, NpyArray array) {
        assertArrayEquals(new int[] {2, 3}, array.shape());
        assertArrayEquals(sample.values, array.doubles());
        if (sample.descr.charAt(0) != 'f') {
            long[] expected =
                    Arrays.stream(sample.values).mapToLong(v -> (long) v).toArray();
            assertArrayEquals(expected, array.longs());
        }
    }

    @Test
    void readsFortranOrderOfThreeDimensions() {
        byte[] content = new byte[24];
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 3; j++) {
                for (int k = 0; k < 4; k++) {
                    content[i + 2 * (j + 3 * k)] = (byte) (100 * i + 10 * j + k);
                }
            }
        }
        long[] values = parse(npy(1, header("|u1", true, "(2, 3, 4)"), content)).longs();
        assertArrayEquals(
                new long[] {
                    0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23, 100, 101, 102, 103, 110, 111, 112, 113, 120, 121, 122,
                    123
                },
                values);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"(); 1", "(0,); 0", "(2, 0); 0", "(1, 1, 1); 1", "(3 ,); 3", "( 3 , 1 , ); 3", "(0, 2147483647); 0"
            })
    void readsAnyRank(String shape, int size) {
        for (boolean fortran : new boolean[] {false, true}) {
            NpyArray array = parse(npy(1, header("|i1", fortran, shape), new byte[size]));
            assertEquals(size, array.size());
            assertArrayEquals(new double[size], array.doubles());
        }
    }
}
