package dev.crosscheck.data.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "+7",
                "7.",
                ".5",
                "-.5",
                "00012",
                "0.1",
                "39.1",
                "1e5",
                "1E-5",
                "1.5e+3",
                "123456789012345678",
                "1234567890123456789012",
                "9007199254740993",
                "0.000000000000000000000001",
                "1e22",
                "1e23",
                "4.9e-324",
                "1e-400",
                "0e999",
                "2.2250738585072011e-308",
                "99999999999999999999e-20"
            })
    void isReadAsJavaReadsIt(String text) {
        assertEquals(Double.parseDouble(text), Decimal.parse(text));
    }

    @Test
    void numbersOfEveryLengthAreReadAsJavaReadsThem() {
        Random random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            double number = random.nextGaussian() * Math.pow(10, random.nextInt(60) - 30);
            String text = i % 2 == 0
                    ? Double.toString(number)
                    : String.format(Locale.ROOT, "%." + random.nextInt(20) + "f", number);
            assertEquals(Double.parseDouble(text), Decimal.parse(text), text);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", ".", "-", "+", "e5", "1e", "1e+", "1 2", "1,5", "1,000", "0x10", "1d", "1f", "NaN", "--1", "1.2.3",
                "1e5.5", "in", "infinit", "١"
            })
    void isNoNumber(String text) {
        assertTrue(Double.isNaN(Decimal.parse(text)), text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"inf", "Infinity", "+inf", "1e101", "1e999", "1e2147483648", "1e99999999999999999999"})
    void isInfinite(String text) {
        assertEquals(Double.POSITIVE_INFINITY, Decimal.parse(text));
        assertEquals(Double.NEGATIVE_INFINITY, Decimal.parse("-" + text.replace("+", "")));
    }

    @Test
    void isWrittenAsFilesHaveIt() {
        assertEquals("2007", Decimal.text(2007));
        assertEquals("-39.1", Decimal.text(-39.1));
        assertEquals("0", Decimal.text(-0.0));
        assertEquals("1.0E20", Decimal.text(1e20));
    }

    @Test
    void theLargestNumbersAreStillNumbers() {
        assertEquals(1e100, Decimal.parse("1e100"));
        assertEquals(-1e100, Decimal.parse("-1e100"));
        assertEquals(Double.POSITIVE_INFINITY, Decimal.parse("1.0000000000001e100"));
        assertEquals("9007199254740991", Decimal.text(9007199254740991.0));
        assertEquals("9.007199254740992E15", Decimal.text(9007199254740992.0));
    }
}
