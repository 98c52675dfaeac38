package dev.crosscheck.npz;

import static dev.crosscheck.npz.NpzBytes.assertRefused;
import static dev.crosscheck.npz.NpzBytes.header;
import static dev.crosscheck.npz.NpzBytes.npy;
import static dev.crosscheck.npz.NpzBytes.parse;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyFormatTest {
    /** Where the elements of a (2, 3) array lie in a file in Fortran order. */
    private static final int[] FORTRAN_2_3 = {0, 2, 4, 1, 3, 5};

    private static final byte[] SIX_DOUBLES = new byte[48];

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

    @Test
    void readsSixtyFourDimensions() {
        String shape = "(" + "1, ".repeat(64) + ")";
        assertEquals(64, parse(npy(1, header("|i1", true, shape), new byte[1])).shape().length);
        assertRefused(
                "x.npz: array a: expected a header with at most 64 dimensions, found \"1, ), }\".",
                () -> parse(npy(1, header("|i1", true, "(1, " + shape.substring(1)), new byte[1])));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'descr':'<f8','fortran_order':False,'shape':(2,3)}",
                "{'shape': (2, 3), 'fortran_order': False, 'descr': '<f8'}",
                "{\"fortran_order\": False, \"descr\": \"<f8\", \"shape\": (2, 3), }",
                " \n{ 'descr' : '<f8' ,\t'fortran_order' : False , 'shape' : ( 2 , 3 , ) , } \r\n "
            })
    void readsAnyFormOfTheDictionary(String text) {
        assertArrayEquals(new int[] {2, 3}, parse(npy(1, text, SIX_DOUBLES)).shape());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '`',
            value = {
                "``! a header with {! the end of the header",
                "['descr']! a header with {! \"['descr']\"",
                "{}! a header with descr, fortran_order and shape, each once! \"{}\"",
                "{'descr': '<f8', 'shape': (2, 3)}! a header with descr, fortran_order and shape, each once!"
                        + " \"{'descr': '<f8', 'shape': (2, 3)}\"",
                "{'descr': '<f8', 'descr': '<f4'}! a header with descr, fortran_order and shape, each once!"
                        + " the key \"descr\"",
                "{'shape': (2,), 'shape': (2,)}! a header with descr, fortran_order and shape, each once! the key \"shape\"",
                "{'fortran_order': True, 'fortran_order': True}! a header with descr, fortran_order and shape, each once!"
                        + " the key \"fortran_order\"",
                "{'größe': 1}! a header with descr, fortran_order and shape, each once! the key \"gr??e\"",
                "{descr: '<f8'}! a header with a key in quotes! \"descr: '<f8'}\"",
                "{,}! a header with a key in quotes! \",}\"",
                "{'descr' '<f8'}! a header with :! \"'<f8'}\"",
                "{'descr': <f8}! a header with a type in quotes! \"<f8}\"",
                "{'descr': '<f8}! a header with a string that ends! \"'<f8}\"",
                "{'descr': '<f8' 'shape': (2,)}! a header with , or }! \"'shape': (2,)}\"",
                "{'descr': '<f8',! a header with a key in quotes! the end of the header",
                "{'fortran_order': 0}! a header with True or False! \"0}\"",
                "{'shape': 6}! a header with a tuple of sizes! \"6}\"",
                "{'shape': (6)}! a header with , in the tuple of sizes! \"}\"",
                "{'shape': (2 3)}! a header with , in the tuple of sizes! \"3)}\"",
                "{'shape': (,)}! a header with a size! \",)}\"",
                "{'shape': (-1,)}! a header with a size! \"-1,)}\"",
                "{'shape': (2.0,)}! a header with , in the tuple of sizes! \".0,)}\"",
                "{'shape': (9999999999,)}! sizes of at most 2147483647! a larger one",
                "{'shape': (__import__('os'),)}! a header with a size! \"__import__('os'),)}\""
            })
    void refusesAnythingElse(String text, String expected, String found) {
        assertRefused(
                "x.npz: array a: expected " + expected + ", found " + found + ".",
                () -> parse(npy(1, text, SIX_DOUBLES)));
    }

    @Test
    void refusesTextAfterTheDictionary() {
        String text = header("<f8", false, "(2, 3)");
        assertRefused(
                "x.npz: array a: expected a header with nothing after }, found \"{}\".",
                () -> parse(npy(1, text + "{}", SIX_DOUBLES)));
    }

    @ParameterizedTest
    @CsvSource({
        "|O, pickled Python objects",
        "|V8, structured records",
        "<c8, complex numbers",
        "<c16, complex numbers",
        "<f16, floating-point numbers",
        "<u8, unsigned integers",
        "<i16, integers",
        "|S5, text",
        "<U3, text",
        "<M8, dates or time spans",
        "<m8, dates or time spans",
        "|x1, the type",
        "f8, the type",
        "float64, the type",
        "<f, floating-point numbers"
    })
    void refusesOtherTypesByName(String descr, String kind) {
        assertRefused(
                "x.npz: array a: expected float16 to float64, int8 to int64, uint8 to uint32 or bool, found " + kind
                        + " \"" + descr + "\".",
                () -> parse(npy(1, header(descr, false, "(2, 3)"), SIX_DOUBLES)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[('a', '<f8')]", "('<f8', (2,))"})
    void refusesStructuredTypes(String descr) {
        assertRefused(
                "x.npz: array a: expected float16 to float64, int8 to int64, uint8 to uint32 or bool,"
                        + " found structured records.",
                () -> parse(npy(3, "{'descr': " + descr + ", 'fortran_order': False, 'shape': (2,)}", SIX_DOUBLES)));
    }

    @Test
    void refusesTheWrongLength() {
        String text = header("<f8", false, "(2, 3)");
        assertRefused(
                "x.npz: array a: expected 48 bytes of values for float64 (2, 3), found only 47.",
                () -> parse(npy(1, text, new byte[47])));
        assertRefused(
                "x.npz: array a: expected 48 bytes of values for float64 (2, 3), found more.",
                () -> parse(npy(1, text, new byte[49])));
        assertRefused(
                "x.npz: array a: expected 0 bytes of values for float64 (0,), found more.",
                () -> parse(npy(1, header("<f8", false, "(0,)"), new byte[1])));
    }

    @ParameterizedTest
    @ValueSource(strings = {"(131073,)", "(2147483647, 2147483647, 2147483647)", "(2147483647, 0)"})
    void refusesMoreThanTheLimitFromTheHeaderAlone(String shape) {
        assertRefused(
                "x.npz: array a: expected at most 1048576 bytes of values, found a header that claims more, of shape "
                        + shape + ".",
                () -> parse(npy(1, header("<f8", false, shape), new byte[0])));
    }

    @Test
    void refusesOtherVersions() {
        for (int version : new int[] {0, 4, 255}) {
            assertRefused(
                    "x.npz: array a: expected .npy version 1.0, 2.0 or 3.0, found " + version + ".0.",
                    () -> parse(npy(version, header("<f8", false, "(2, 3)"), SIX_DOUBLES)));
        }
        byte[] minor = npy(1, header("<f8", false, "(2, 3)"), SIX_DOUBLES);
        minor[7] = 1;
        assertRefused("x.npz: array a: expected .npy version 1.0, 2.0 or 3.0, found 1.1.", () -> parse(minor));
    }

    @Test
    void refusesABrokenStart() {
        byte[] sound = npy(2, header("<f8", false, "(0,)"), new byte[0]);
        byte[] magic = sound.clone();
        magic[0] = 'x';
        assertRefused("x.npz: array a: expected a .npy array, found other content.", () -> parse(magic));
        assertRefused("x.npz: array a: expected a .npy array, found other content.", () -> parse(new byte[0]));
        assertRefused(
                "x.npz: array a: expected the header's length, found the end of the array.",
                () -> parse(Arrays.copyOf(sound, 11)));
        int length = sound.length - 12;
        assertRefused(
                "x.npz: array a: expected a header of " + length + " bytes, found only " + (length - 1) + ".",
                () -> parse(Arrays.copyOf(sound, sound.length - 1)));
        byte[] endless = ByteBuffer.wrap(sound.clone()).putInt(8, -1).array();
        assertRefused(
                "x.npz: array a: expected a header of at most 65536 bytes, found 4294967295 bytes.",
                () -> parse(endless));
    }

    @Test
    void decodesTheHeaderByItsVersion() {
        assertRefused(
                "x.npz: array a: expected a header with descr, fortran_order and shape, each once, found the key \"?\".",
                () -> parse(npy(3, "{'ω': 1}", SIX_DOUBLES)));
        byte[] latin = npy(2, "{'ö': 1}", SIX_DOUBLES);
        latin[6] = 3;
        assertRefused("x.npz: array a: expected a header in UTF-8, found other bytes.", () -> parse(latin));
    }
}
