package dev.crosscheck.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvCellTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "=HYPERLINK(\"http://x\",\"y\")",
                "=1+1",
                "+1+1",
                "-1+1",
                "-2-cmd|' /C calc'!A0",
                "@SUM(1)",
                "\t=1+1",
                "\r=1+1",
                "-inf+1",
                "\uff1d1+1"
            })
    void whatASpreadsheetWouldRunGetsAnApostrophe(String formula) {
        String harmless = CsvCell.harmless(formula);
        assertEquals('\'', harmless.charAt(0));
        assertEquals(formula.replace("'", ""), harmless.replace("'", ""), "nothing else is changed");
    }

    @Test
    void aFormulaBehindWhatDividesCellsElsewhereIsFoundToo() {
        assertEquals("a;'=1+1", CsvCell.harmless("a;=1+1"));
        assertEquals("a\n'=1+1", CsvCell.harmless("a\n=1+1"));
        assertEquals("a\t'@x", CsvCell.harmless("a\t@x"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "+",
                "-5",
                "+5",
                "-5,25",
                "-1.5e-300",
                "-1,234.5",
                "-12%",
                "-Infinity",
                "-inf",
                "NaN",
                "a=b",
                "<=50K",
                "a - b",
                "x@y.org",
                "'=1"
            })
    void numbersSignsAndOtherTextStay(String text) {
        assertEquals(text, CsvCell.harmless(text));
    }

    @Test
    void cellsAreQuotedWhereTheyNeedIt() {
        assertEquals("plain", CsvCell.quoted("plain"));
        assertEquals("\"a,b\"", CsvCell.quoted("a,b"));
        assertEquals("\"say \"\"a\"\"\"", CsvCell.quoted("say \"a\""));
        assertEquals("\"a\nb\"", CsvCell.quoted("a\nb"));
    }
}
