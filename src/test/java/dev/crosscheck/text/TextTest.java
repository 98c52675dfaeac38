package dev.crosscheck.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTest {
    @ParameterizedTest
    @CsvSource({
        "133960, '133,960'",
        "306.2049, 306.20",
        "0.00123456, 0.0012346",
        "-0.0005, '-0.00050000'",
        "1234567.8, '1,234,568'",
        "99999.96, '100,000'",
        "0, 0",
        "1.5e-7, 1.5000e-07",
        "2.5e20, 2.5000e+20",
        "NaN, NaN",
        "-Infinity, -Infinity"
    })
    void numbersForPeopleHaveExponentsOnlyWhereZerosCannotBeCounted(double value, String text) {
        assertEquals(text, Text.number(value, 5));
    }

    @ParameterizedTest
    @CsvSource({
        "133960.4, 34787.6, '133,960 ± 34,788'",
        "3362.7, 359.30, '3,363 ± 359'",
        "0.53104, 0.01234, 0.5310 ± 0.0123",
        "5, 0, 5.0000 ± 0"
    })
    void digitsFollowTheInterval(double value, double half, String text) {
        assertEquals(text, Text.plusMinus(value, half));
    }

    @ParameterizedTest
    @CsvSource({"5e-4, 0.0005", "0, 0", "90, 90", "1e3, 1000", "0.1, 0.1", "1e-15, 1e-15", "1e99, 1e99", "NaN, NaN"})
    void settingsAreReadAgainAsTheyAre(double value, String text) {
        assertEquals(text, Text.plain(value));
        assertEquals(value, Double.parseDouble(text));
    }
}
