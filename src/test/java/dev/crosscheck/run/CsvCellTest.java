package dev.crosscheck.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvCellTest {
    /** What a spreadsheet would run gets an apostrophe, also behind what divides cells elsewhere; numbers, signs and other text stay. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '~', textBlock = """
            =HYPERLINK("http://x","y")  ~ '=HYPERLINK("http://x","y")
            =1+1                        ~ '=1+1
            +1+1                        ~ '+1+1
            -1+1                        ~ '-1+1
            -2-cmd|' /C calc'!A0        ~ '-2-cmd|' /C calc'!A0
            @SUM(1)                     ~ '@SUM(1)
            `\t=1+1`                    ~ `'\t'=1+1`
            `\r=1+1`                    ~ `'\r'=1+1`
            -inf+1                      ~ '-inf+1
            \uff1d1+1                   ~ '\uff1d1+1
            a;=1+1                      ~ a;'=1+1
            `a\n=1+1`                   ~ `a\n'=1+1`
            `a\t@x`                     ~ `a\t'@x`
            ``                          ~ ``
            -                           ~ -
            +                           ~ +
            +5                          ~ +5
            -5,25                       ~ -5,25
            -1.5e-300                   ~ -1.5e-300
            -1,234.5                    ~ -1,234.5
            -12%                        ~ -12%
            -Infinity                   ~ -Infinity
            -inf                        ~ -inf
            NaN                         ~ NaN
            a=b                         ~ a=b
            <=50K                       ~ <=50K
            a - b                       ~ a - b
            x@y.org                     ~ x@y.org
            '=1                         ~ '=1
            """)
    void formulasAreMadeHarmlessAndAllElseStays(String text, String harmless) {
        assertEquals(harmless, CsvCell.harmless(text));
    }

    @Test
    void cellsAreQuotedWhereTheyNeedIt() {
        assertEquals("plain", CsvCell.quoted("plain"));
        assertEquals("\"a,b\"", CsvCell.quoted("a,b"));
        assertEquals("\"say \"\"a\"\"\"", CsvCell.quoted("say \"a\""));
        assertEquals("\"a\nb\"", CsvCell.quoted("a\nb"));
    }
}
