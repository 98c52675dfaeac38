package dev.crosscheck.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Lays out text for terminals: tables, lines of a given width, formulas in ASCII. */
final class TextTable {
    /** Columns of a terminal and of files. */
    static final int WIDTH = 80;

    /** Replaces a space at which no line may be broken, as in names of files; a private-use character. */
    private static final char UNBROKEN = '\uE000';

    private static final String GAP = "  ";
    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\d[\\d,]*(\\.\\d+)?([eE][-+]?\\d+)?|Infinity|NaN)%?");
    private static final Pattern HALF_BEFORE_A_FACTOR = Pattern.compile("½ ?(?=\\p{L})");

    private TextTable() {}

    /**
     * Lays out a table. Columns of numbers are aligned to the right. Cells too long for {@link #WIDTH} are wrapped; where even single words do not
     * fit, as names of files, the lines stay too long.
     *
     * @param header a heading for each column
     * @param rows as many cells each
     * @return the heading, a rule, and one or more lines for each row
     */
    static List<String> lines(List<String> header, List<List<String>> rows) {
        List<List<String>> all = new ArrayList<>();
        all.add(header);
        rows.forEach(row -> all.add(row.stream().map(TextTable::ascii).toList()));
        int[] widths = widths(all, WIDTH - GAP.length() * (header.size() - 1));
        boolean[] right = new boolean[header.size()];
        for (int i = 0; i < right.length; i++) {
            right[i] = hasNumbers(all, i);
        }
        List<String> lines = new ArrayList<>();
        all.forEach(row -> lines.addAll(lines(row, widths, right)));
        int rule = lines.stream().mapToInt(String::length).max().orElse(0);
        lines.add(lines(header, widths, right).size(), "-".repeat(rule));
        return lines;
    }

    /** Whether a column has numbers and nothing else but empty cells and dashes. */
    private static boolean hasNumbers(List<List<String>> all, int column) {
        List<String> cells = all.stream()
                .skip(1)
                .map(row -> row.get(column))
                .filter(cell -> !cell.isBlank() && !cell.equals("-"))
                .toList();
        return !cells.isEmpty()
                && cells.stream().allMatch(cell -> NUMBER.matcher(cell).matches());
    }

    /** @return widths of the columns; the widest are narrowed, down to their longest words, until all fit in {@code room} if possible */
    private static int[] widths(List<List<String>> rows, int room) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        int[] words = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
                words[i] = Math.max(words[i], longestWord(row.get(i)));
            }
        }
        int over = Arrays.stream(words).sum() > room ? 0 : Arrays.stream(widths).sum() - room;
        for (; over > 0; over--) {
            IntStream.range(0, columns)
                    .filter(i -> widths[i] > words[i])
                    .boxed()
                    .max(Comparator.comparing(i -> widths[i]))
                    .ifPresent(i -> widths[i]--);
        }
        return widths;
    }

    private static int longestWord(String text) {
        return Arrays.stream(text.split(" ")).mapToInt(String::length).max().orElse(0);
    }

    private static List<String> lines(List<String> row, int[] widths, boolean[] right) {
        List<List<String>> cells = new ArrayList<>();
        for (int i = 0; i < widths.length; i++) {
            cells.add(wrapped(row.get(i), widths[i], ""));
        }
        List<String> lines = new ArrayList<>();
        for (int n = 0; n < cells.stream().mapToInt(List::size).max().orElse(0); n++) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String part = n < cells.get(i).size() ? cells.get(i).get(n) : "";
                String margin = " ".repeat(Math.max(0, widths[i] - part.length()));
                line.append(right[i] ? margin + part : part + margin).append(GAP);
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    /** @return the text with its spaces replaced, so that no line is broken within it */
    static String unbroken(String text) {
        return text.replace(' ', UNBROKEN);
    }

    /** @return a line with these spaces restored, for printing */
    static String printed(String line) {
        return line.replace(UNBROKEN, ' ');
    }

    /** @return a line, wrapped to at most {@code width} characters; further lines begin below its second column if there is room */
    static List<String> wrapped(String line, int width) {
        if (line.length() <= width) {
            return List.of(line);
        }
        int margin = margin(line);
        int gap = line.indexOf(GAP, margin);
        if (gap < 0 && margin > width / 2) {
            return wrapped(GAP + GAP + line.strip(), width, GAP + GAP); // no room for a second column
        }
        int column = gap < 0 ? margin : gap + margin(line.substring(gap));
        boolean below = gap < 0 ? margin > 2 * GAP.length() : column <= width / 2;
        return wrapped(line, width, " ".repeat(below ? column : margin + GAP.length()));
    }

    private static int margin(String line) {
        return line.length() - line.stripLeading().length();
    }

    /** @return a text, wrapped at spaces to at most {@code width} characters; all lines but the first have this margin */
    static List<String> wrapped(String text, int width, String margin) {
        List<String> lines = new ArrayList<>();
        String rest = text;
        int label = text.indexOf(": ") + 1; // stays on the line of what it labels
        int begun = label < width / 2 ? Math.max(label, margin(text)) : margin(text);
        while (rest.length() > width) {
            int end = rest.lastIndexOf(' ', width);
            if (end <= begun) {
                end = rest.indexOf(' ', Math.max(begun + 1, width));
            }
            if (end < 0) {
                break;
            }
            lines.add(rest.substring(0, end).stripTrailing());
            rest = margin + rest.substring(end).stripLeading();
            begun = margin.length();
        }
        lines.add(rest);
        return lines;
    }

    /** @return words that begin with a capital */
    static String capital(String words) {
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
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
