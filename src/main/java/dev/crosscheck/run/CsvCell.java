package dev.crosscheck.run;

import java.util.regex.Pattern;

/** Cells of the CSV files that this program writes. */
public final class CsvCell {
    /** Texts that are safe although they begin with a sign: numbers, including separators, percent, infinity and NaN. */
    private static final Pattern NUMBER = Pattern.compile("[+-]?([\\d.,]+([eE][+-]?\\d+)?%?|(?i:inf|infinity|nan))");

    /**
     * Where a spreadsheet would read a formula: at the start of the cell, or after a character that separates cells in some locales. A sign
     * alone is not a formula.
     */
    private static final Pattern FORMULA =
            Pattern.compile("(^|(?<=[;\\t\\r\\n]))(?=[=+@\\t\\r\\-\uff1d\uff0b\uff20\uff0d].)", Pattern.DOTALL);

    private CsvCell() {}

    /**
     * Makes a text safe to open in a spreadsheet, which would run {@code =HYPERLINK(...)}: a leading apostrophe makes it plain text (OWASP,
     * <a href="https://owasp.org/www-community/attacks/CSV_Injection">CSV Injection</a>). Numbers are unchanged.
     */
    public static String harmless(String text) {
        return NUMBER.matcher(text).matches() ? text : FORMULA.matcher(text).replaceAll("'");
    }

    /** @return the cell in the form of RFC 4180: in quotes if needed */
    public static String quoted(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
