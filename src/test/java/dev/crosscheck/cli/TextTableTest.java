package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the transcripts of tables do not show. */
class TextTableTest {
    @Test
    void aNameThatIsTooLongForAnyLineStaysWhole() {
        String name = "n".repeat(90);
        List<String> lines = TextTable.lines(List.of("file", "answer"), List.of(List.of(name, "seven")));
        assertEquals(name + "  seven", lines.get(2));
    }

    @ParameterizedTest
    @CsvSource({
        "one two three,one two three,13",
        "one two three overlong x,one two|  three|  overlong|  x,7",
        "'  indented line','  indented|    line',12",
        "'  key    some words here','  key    some words|         here',20",
        "a name: x-as-long-as-this or longer,a name: x-as-long-as-this|  or longer,16",
        "'a key that fills the half  x y','a key that fills the|  half  x y',20"
    })
    void textIsBrokenAtSpacesAndGoesOnBelowItsSecondColumn(String text, String lines, int width) {
        assertEquals(List.of(lines.split("\\|")), TextTable.wrapped(text, width));
    }

    @ParameterizedTest
    @CsvSource({"½r² - ½,1/2 r^2 - 1/2", "½ Σ r²,1/2 sum r^2", "δ(|r| - ½δ) ≤ ∞,delta(|r| - 1/2 delta) <= inf"})
    void formulasAreSpelledOut(String formula, String ascii) {
        assertEquals(ascii, TextTable.ascii(formula));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1",
        "-2.5, -2.5",
        "0.098852123, 0.098852",
        "123456.78, 123460",
        "10000, 10000",
        "0.00012345678, 0.00012346",
        "3.4e-31, 3.400e-31",
        "2e6, 2.000e+06",
        "Infinity, Infinity",
        "NaN, NaN"
    })
    void numbersInFewDigits(double value, String text) {
        assertEquals(text, Numbers.brief(value));
    }

    @ParameterizedTest
    @CsvSource({"-2.8e-16, 0.0000", "0.99996, 1.0000", "-0.00005001, -0.0001", "1.23456, 1.2346"})
    void fourDecimals(double value, String text) {
        assertEquals(text, Numbers.fourDecimals(value));
    }
}
