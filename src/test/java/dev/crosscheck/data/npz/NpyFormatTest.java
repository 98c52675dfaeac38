package dev.crosscheck.data.npz;

import static dev.crosscheck.data.npz.NpzBytes.assertRefused;
import static dev.crosscheck.data.npz.NpzBytes.header;
import static dev.crosscheck.data.npz.NpzBytes.npy;
import static dev.crosscheck.data.npz.NpzBytes.parse;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyFormatTest {
    private static final byte[] SIX_DOUBLES = new byte[48];

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
                "{'descr': '<f8', 'fortran_order': True}! a header with descr, fortran_order and shape, each once!"
                        + " \"{'descr': '<f8', 'fortran_order': True}\"",
                "{'fortran_order': True, 'shape': (6,)}! a header with descr, fortran_order and shape, each once!"
                        + " \"{'fortran_order': True, 'shape': (6,)}\"",
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
                "{'shape': (2! a header with , in the tuple of sizes! the end of the header",
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
    void headersMayHave65536BytesAndNoMore() {
        String text = header("<f8", false, "(2, 3)");
        String longest = text + " ".repeat(65_536 - text.length());
        assertArrayEquals(new int[] {2, 3}, parse(npy(2, longest, SIX_DOUBLES)).shape());
        assertRefused(
                "x.npz: array a: expected a header of at most 65536 bytes, found 65537 bytes.",
                () -> parse(npy(2, longest + " ", SIX_DOUBLES)));
    }

    /** Values begin at a multiple of 64 bytes: with 64 dimensions of one digit each the text itself ends there. */
    @ParameterizedTest
    @CsvSource({"1, 256", "2, 256", "10, 320"})
    void writesTheShortestHeaderThatAlignsTheValues(int last, int start) {
        int[] shape = new int[64];
        Arrays.fill(shape, 1);
        shape[63] = last;
        byte[] file = NpyFormat.bytes(NpyArray.of(new double[last], shape));
        assertEquals(start + 8 * last, file.length);
        assertArrayEquals(shape, parse(file).shape());
    }

    @Test
    void quotesAtMost40Characters() {
        assertEquals("\"" + "n".repeat(40) + "\"", NpyFormat.quoted("n".repeat(40)));
        assertEquals("\"" + "n".repeat(40) + "...\"", NpyFormat.quoted("n".repeat(41)));
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
