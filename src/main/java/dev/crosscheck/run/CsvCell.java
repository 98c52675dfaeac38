package dev.crosscheck.run;

import java.util.regex.Pattern;

/** Cells of the CSV files that this program writes. */
public final class CsvCell {
    /** Digits alone do no harm, whatever stands between them; nor does a number that is none. */
    private static final Pattern NUMBER = Pattern.compile("[+-]?([\\d.,]+([eE][+-]?\\d+)?%?|(?i:inf|infinity|nan))");

    /**
     * Where a spreadsheet would begin to read a formula: at the cell's start, or behind a character that divides cells in some countries. A
     * sign alone is none.
     */
    private static final Pattern FORMULA =
            Pattern.compile("(^|(?<=[;\\t\\r\\n]))(?=[=+@\\t\\r\\-\uff1d\uff0b\uff20\uff0d].)", Pattern.DOTALL);

    private CsvCell() {}

    /**
     * Makes a text harmless to open in a spreadsheet, which would run {@code =HYPERLINK(...)}: an apostrophe before it makes it a text there
     * (OWASP, <a href="https://owasp.org/www-community/attacks/CSV_Injection">CSV Injection</a>). Numbers stay as they are.
     */
    public static String harmless(String text) {
        return NUMBER.matcher(text).matches() ? text : FORMULA.matcher(text).replaceAll("'");
    }

    /** @return a cell as RFC 4180 has it: between quotes where it needs them */
    public static String quoted(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
