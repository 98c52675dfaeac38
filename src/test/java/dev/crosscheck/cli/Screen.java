package dev.crosscheck.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a person sees of the characters that a terminal gets: line ends, tabs, backspaces, erased lines and colours have their effect, and
 * what is written past the last column goes on in the next row. Any other control character stays visible, as {@link #STRAY}.
 */
final class Screen {
    /** Stands for a control character that this terminal does not know. */
    static final char STRAY = '\u241B';

    private static final int TAB = 8;
    private static final Pattern SEQUENCE = Pattern.compile("\u001B\\[([0-9;]*)([A-Za-z])");

    private final int columns;
    private final List<StringBuilder> rows = new ArrayList<>(List.of(new StringBuilder()));
    private int row;
    private int column;
    private final List<Integer> wrapped = new ArrayList<>();

    /** @param columns of the terminal */
    Screen(int columns, String text) {
        this.columns = columns;
        Matcher sequence = SEQUENCE.matcher(text);
        for (int i = 0; i < text.length(); i++) {
            if (sequence.region(i, text.length()).lookingAt() && known(sequence)) {
                i = sequence.end() - 1;
            } else {
                put(text.charAt(i));
            }
        }
    }

    /** Erases and colours. */
    private boolean known(Matcher sequence) {
        if (sequence.group(2).equals("K")) {
            int from = sequence.group(1).equals("2")
                    ? 0
                    : Math.min(column, rows.get(row).length());
            rows.get(row).setLength(from);
            return true;
        }
        return sequence.group(2).equals("m");
    }

    private void put(char c) {
        switch (c) {
            case '\r' -> column = 0;
            case '\n' -> down();
            case '\b' -> column = Math.max(0, column - 1);
            case '\t' -> column = Math.min(columns - 1, (column / TAB + 1) * TAB);
            default -> show(Character.isISOControl(c) ? STRAY : c);
        }
    }

    private void show(char c) {
        if (column == columns) {
            wrapped.add(row);
            column = 0;
            down();
        }
        StringBuilder line = rows.get(row);
        while (line.length() <= column) {
            line.append(' ');
        }
        line.setCharAt(column, c);
        column++;
    }

    private void down() {
        row++;
        if (row == rows.size()) {
            rows.add(new StringBuilder());
        }
    }

    /** @return all rows, those that have scrolled off too, without spaces at their ends */
    List<String> lines() {
        return rows.stream().map(line -> line.toString().stripTrailing()).toList();
    }

    /** @return lines that did not fit, each with the row in which it goes on */
    List<String> tooLong() {
        return wrapped.stream().map(at -> "" + rows.get(at) + rows.get(at + 1)).toList();
    }
}
