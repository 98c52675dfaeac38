package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScreenTest {
    @ParameterizedTest
    @CsvSource({
        "one\\r\\ntwo, one|two, 0",
        "stairs\\nhere, stairs|      he|re, 1",
        "old bar\\rnew, new bar, 0",
        "old\\r\\e[Knew, new, 0",
        "old\\e[2K\\rx, x, 0",
        "\\e[1mbold\\e[0m, bold, 0",
        "ab\\bc, ac, 0",
        "a\\tb, a      b, 0",
        "12345678, 12345678, 0",
        "123456789, 12345678|9, 1",
        "12345678\\r\\n9, 12345678|9, 0",
        "a\\e[5A, a␛[5A, 0",
        "a\\x07, a␛, 0"
    })
    void showsWhatATerminalOfEightColumnsWould(String text, String lines, int wraps) {
        String sent = text.replace("\\r", "\r")
                .replace("\\n", "\n")
                .replace("\\e", "\u001B")
                .replace("\\b", "\b")
                .replace("\\t", "\t")
                .replace("\\x07", "\u0007");
        Screen screen = new Screen(8, sent);
        assertEquals(List.of(lines.split("\\|")), screen.lines());
        assertEquals(wraps, screen.tooLong().size());
    }
}
