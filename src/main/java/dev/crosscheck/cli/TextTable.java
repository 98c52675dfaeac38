package dev.crosscheck.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Text for any terminal: rows in columns, lines of a given width, formulas in ASCII. */
final class TextTable {
    private static final String GAP = "  ";
    private static final Pattern HALF_BEFORE_A_FACTOR = Pattern.compile("½ ?(?=\\p{L})");

    private TextTable() {}

    /**
     * @param header a heading for each column
     * @param rows as many cells each
     * @return the heading, a rule, and a line for each row
     */
    static List<String> lines(List<String> header, List<List<String>> rows) {
        List<List<String>> all = new ArrayList<>();
        all.add(header);
        rows.forEach(row -> all.add(row.stream().map(TextTable::ascii).toList()));
        int[] widths = new int[header.size()];
        for (List<String> row : all) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        List<String> lines = new ArrayList<>();
        all.forEach(row -> lines.add(line(row, widths)));
        lines.add(1, "-".repeat(lines.stream().mapToInt(String::length).max().orElse(0)));
        return lines;
    }

    private static String line(List<String> row, int... widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = row.get(i);
            line.append(cell).append(" ".repeat(widths[i] - cell.length())).append(GAP);
        }
        return line.toString().stripTrailing();
    }

    /** @return a text in lines of at most {@code width} characters, broken at spaces */
    static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (line.length() > 0 && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    /** Spells out the signs of formulas. */
    static String ascii(String formula) {
        return HALF_BEFORE_A_FACTOR
                .matcher(formula)
                .replaceAll("1/2 ")
                .replace("½", "1/2")
                .replace("²", "^2")
                .replace("∞", "inf")
                .replace("Σ", "sum")
                .replace("σ", "sigmoid")
                .replace("δ", "delta")
                .replace("≤", "<=");
    }
}
