package dev.crosscheck.data.npz;

import static dev.crosscheck.data.npz.NpzBytes.assertRefused;
import static dev.crosscheck.data.npz.NpzBytes.header;
import static dev.crosscheck.data.npz.NpzBytes.npy;
import static dev.crosscheck.data.npz.NpzBytes.parse;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.crosscheck.Printable;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyFormatTest {
    private static final byte[] SIX_DOUBLES = new byte[48];
    private static final String ONE_OF = "float32, float64, int32, int64 or uint8, little-endian";

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
        NpyArray array = parse(npy(1, header(descr, false, "(2,)"), content));
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
            value = {
                "(); 1",
                "(0,); 0",
                "(2, 0); 0",
                "(1, 1, 1); 1",
                "(3,); 3",
                "(3, 1, ); 3",
                "(0, 99999999); 0",
                "(999999999, 999999999, 0); 0"
            })
    void readsAnyRank(String shape, int size) {
        NpyArray array = parse(npy(1, header("|u1", false, shape), new byte[size]));
        assertArrayEquals(new double[size], array.doubles());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "['descr']",
                "{}",
                "{'descr': '<f8', 'shape': (2, 3), }",
                "{'descr': '<f8', 'fortran_order': 0, 'shape': (2, 3), }",
                "{'descr': '<f8', 'fortran_order': False, 'shape': 6, }",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (2 3), }",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (,), }",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (2.0,), }",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (9999999999,), }",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }{}",
                "{'größe': 1}"
            })
    void refusesAnyOtherHeader(String text) {
        assertRefused(
                "x.npz: array a: expected a header of NumPy's with descr, fortran_order and shape, found "
                        + Printable.quoted(text) + ".",
                () -> parse(npy(1, text, SIX_DOUBLES)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "|O", "|V8", "<c16", "<f2", ">f8", "=f8", "<u8", "<i2", "|i1", "|b1", "<U3", "<M8", "f8", "float64"
            })
    void refusesOtherTypesByName(String descr) {
        assertRefused(
                "x.npz: array a: expected " + ONE_OF + ", found the type \"'" + descr + "'\".",
                () -> parse(npy(1, header(descr, false, "(2, 3)"), SIX_DOUBLES)));
    }

    @Test
    void refusesStructuredTypesAndFortranOrderByName() {
        assertRefused(
                "x.npz: array a: expected " + ONE_OF + ", found the type \"[('a', '<f8')]\".",
                () -> parse(npy(1, "{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (2,), }", SIX_DOUBLES)));
        assertRefused(
                "x.npz: array a: expected values in C order, found Fortran order.",
                () -> parse(npy(1, header("<f8", true, "(2, 3)"), SIX_DOUBLES)));
    }

    @Test
    void refusesTheWrongLength() {
        String text = header("<f8", false, "(2, 3)");
        String expected = "x.npz: array a: expected the bytes of values for float64 ";
        assertRefused(expected + "(2, 3), found 47, which are too few.", () -> parse(npy(1, text, new byte[47])));
        assertRefused(expected + "(2, 3), found 49, which are too many.", () -> parse(npy(1, text, new byte[49])));
        assertRefused(
                expected + "(0,), found 1, which are too many.",
                () -> parse(npy(1, header("<f8", false, "(0,)"), new byte[1])));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"(131073,)", "(999999999, 999999999, 999999999)", "(999999999, 999999999, 2, 2, 2, 2, 2, 2)"})
    void refusesMoreThanIsThereFromTheHeaderAlone(String shape) {
        assertRefused(
                "x.npz: array a: expected the bytes of values for float64 " + shape + ", found 6, which are too few.",
                () -> parse(npy(1, header("<f8", false, shape), new byte[6])));
    }

    @Test
    void refusesABrokenStart() {
        byte[] sound = npy(1, header("<f8", false, "(0,)"), new byte[0]);
        byte[] magic = sound.clone();
        magic[0] = 'x';
        byte[] minor = sound.clone();
        minor[7] = 1;
        for (byte[] broken : List.of(magic, minor, new byte[0], npy(2, header("<f8", false, "(2, 3)"), SIX_DOUBLES))) {
            assertRefused(
                    "x.npz: array a: expected a .npy array of version 1.0, found other content.", () -> parse(broken));
        }
    }
}
