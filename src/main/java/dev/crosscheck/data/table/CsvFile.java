package dev.crosscheck.data.table;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.RecordType;
import dev.crosscheck.CrosscheckException;
import dev.crosscheck.run.Excerpt;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A CSV file that can be read several times, strictly: every row as many cells as the first, each within limits. */
final class CsvFile {
    /** Rows of more cells are no table that a network of this program learns from, and names alone would take megabytes. */
    /** Where FastCSV says that a record begins. */
    private static final Pattern RECORD = Pattern.compile(" \\(record starting at line (\\d+)\\)");

    static final int MOST_COLUMNS = 10_000;

    /** In characters; a longer cell is no category and no number, and comes of a quotation mark that nobody closed. */
    static final int LONGEST_CELL = 1 << 20;

    /** In characters; it has to fit in a line on a terminal, and in the model. */
    static final int LONGEST_NAME = 200;

    private static final String REPAIR =
            "Repair that line, or name the delimiter with --delimiter if another was meant.";

    private final String name;
    private final Opener opener;
    private final CsvDialect dialect;

    /** Opens a file from its start. */
    @FunctionalInterface
    interface Opener {
        InputStream open() throws IOException;
    }

    /** What takes the content: names, then the cells of a row from left to right, then the row. */
    interface Sink {
        void names(List<String> names);

        /**
         * A cell without the white space around it; the characters are overwritten afterwards.
         *
         * @param line of its row's beginning
         */
        void cell(int line, int column, char[] text, int offset, int length);

        /** @param line of the row's beginning, from 1 */
        void row(int line);
    }

    /** @param opener is called for each reading, and once before to find the dialect */
    CsvFile(String name, Opener opener, TableOptions options) {
        this.name = name;
        this.opener = opener;
        this.dialect = reading(() -> {
            try (CsvText text = new CsvText(name, opener.open(), options.charset())) {
                return CsvDialect.of(name, text, options);
            }
        });
    }

    static CsvFile of(Path file, TableOptions options) {
        requireFile(file);
        return new CsvFile(file.toString(), () -> Files.newInputStream(file), options);
    }

    /** @throws CrosscheckException if there is no such file */
    static void requireFile(Path file) {
        if (!Files.isRegularFile(file)) {
            String found =
                    Files.isDirectory(file) ? "a folder" : Files.exists(file) ? "something else" : "nothing there";
            throw CrosscheckException.expected(file.toString(), "a file with a table", found, "Name a CSV file.");
        }
    }

    /** A file in memory; messages call it {@code name}. */
    static CsvFile of(String name, byte[] file, TableOptions options) {
        return new CsvFile(name, () -> new ByteArrayInputStream(file), options);
    }

    String name() {
        return name;
    }

    CsvDialect dialect() {
        return dialect;
    }

    /** Hands over the whole content. */
    void read(Sink sink) {
        long rows = reading(() -> {
            try (CsvText text = new CsvText(name, opener.open(), dialect.charset());
                    CsvReader<Boolean> records = dialect.reader(text, new Rows(text, sink))) {
                return records.stream().filter(isRow -> isRow).count();
            }
        });
        if (rows == 0) {
            throw CrosscheckException.expected(
                    name,
                    "rows after the line of names",
                    "none",
                    "Name a file with rows, or say --no-header if the only line has no names.");
        }
    }

    private interface Reading<T> {
        T run() throws IOException;
    }

    private <T> T reading(Reading<T> work) {
        try {
            return work.run();
        } catch (IOException | UncheckedIOException e) {
            throw unreadable(e);
        } catch (CsvParseException e) {
            throw wrong(e);
        }
    }

    private CrosscheckException unreadable(Exception e) {
        return new CrosscheckException(
                name + ": cannot be read: " + Excerpt.of(String.valueOf(e.getMessage())) + ".",
                "Check the file and its rights.",
                e);
    }

    /** What a sink, the text or FastCSV had to say; FastCSV packs up the first two. */
    private RuntimeException wrong(CsvParseException e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
            if (cause instanceof RuntimeException ours && !(cause instanceof CsvParseException)) {
                return ours;
            }
        }
        Matcher message = RECORD.matcher(String.valueOf(cause.getMessage()));
        String line = message.find() ? message.group(1) : "1";
        String found = message.replaceAll("");
        boolean tooLong = found.startsWith("The maximum buffer size");
        String place = name + ", line " + line;
        return tooLong
                ? CrosscheckException.expected(
                        place,
                        "cells of at most " + LONGEST_CELL + " characters",
                        "a longer one",
                        "Look for a quotation mark that is not closed, or shorten the cell.")
                : new CrosscheckException(
                        place + ": no CSV: " + Excerpt.of(found) + ".",
                        "Write quotation marks inside of a quoted cell twice.",
                        e);
    }

    /** Looks at each row as FastCSV cuts it. */
    private final class Rows extends AbstractBaseCsvCallbackHandler<Boolean> {
        private final CsvText text;
        private final Sink sink;
        private final List<String> first = new ArrayList<>();
        private boolean named;
        private int width;

        /** Quotation marks inside of cells without quotation marks around them. */
        private long loose;

        Rows(CsvText text, Sink sink) {
            this.text = text;
            this.sink = sink;
        }

        @Override
        protected void handleField(int column, char[] buffer, int offset, int length, boolean quoted) {
            int start = offset;
            int end = offset + length;
            while (start < end && buffer[start] <= ' ') {
                start++;
            }
            while (end > start && buffer[end - 1] <= ' ') {
                end--;
            }
            if (!quoted && text.quotes() > 0) {
                countLoose(buffer, start, end);
            }
            if (named) {
                if (column < width) {
                    sink.cell((int) getStartingLineNumber(), column, buffer, start, end - start);
                }
            } else if (column < MOST_COLUMNS) {
                first.add(new String(buffer, start, end - start));
            } else {
                throw CrosscheckException.expected(
                        name + ", line " + getStartingLineNumber(),
                        "at most " + MOST_COLUMNS + " columns",
                        "more",
                        REPAIR);
            }
        }

        private void countLoose(char[] buffer, int start, int end) {
            for (int i = start; i < end; i++) {
                loose += buffer[i] == '"' ? 1 : 0;
            }
        }

        /** Returns whether it is a row of cells. */
        @Override
        protected Boolean buildRecord() {
            if (getRecordType() == RecordType.EMPTY) {
                return false;
            }
            int line = Math.toIntExact(getStartingLineNumber());
            if (named) {
                row(line);
                return true;
            }
            named = true;
            begin(line);
            return !dialect.header();
        }

        private void row(int line) {
            if (getFieldCount() != width) {
                throw CrosscheckException.expected(
                        name + ", line " + line,
                        width + (width == 1 ? " cell" : " cells") + ", as in the first line",
                        Integer.toString(getFieldCount()),
                        REPAIR);
            }
            sink.row(line);
        }

        private void begin(int line) {
            width = first.size();
            sink.names(dialect.header() ? named(line, first) : numbered(width));
            if (!dialect.header()) {
                for (int column = 0; column < width; column++) {
                    char[] cell = first.get(column).toCharArray();
                    sink.cell(line, column, cell, 0, cell.length);
                }
                sink.row(line);
            }
        }

        /** FastCSV takes the end of the file for the end of a quoted cell; all others have an even number of quotation marks. */
        @Override
        protected void terminate() {
            if ((text.quotes() - loose) % 2 != 0) {
                throw CrosscheckException.expected(
                        name + ", line " + getStartingLineNumber(),
                        "a closing quotation mark",
                        "the end of the file",
                        "Close the quoted cell, or see whether the file is cut off.");
            }
        }
    }

    private static List<String> numbered(int columns) {
        List<String> names = new ArrayList<>(columns);
        for (int column = 1; column <= columns; column++) {
            names.add("column" + column);
        }
        return names;
    }

    /** Names from the first line; a column without one, as pandas writes its index, gets its number. */
    private List<String> named(int line, List<String> cells) {
        List<String> names = numbered(cells.size());
        Map<String, Integer> places = new HashMap<>();
        for (int column = 0; column < names.size(); column++) {
            String cell = cells.get(column);
            if (cell.length() > LONGEST_NAME || cell.chars().anyMatch(Character::isISOControl)) {
                throw CrosscheckException.expected(
                        name + ", line " + line + ", column " + (column + 1),
                        "a name of at most " + LONGEST_NAME + " plain characters",
                        Excerpt.quoted(cell),
                        "Shorten the name, or say --no-header if the first line has no names.");
            }
            names.set(column, cell.isEmpty() ? names.get(column) : cell);
            Integer before = places.put(names.get(column), column + 1);
            if (before != null) {
                throw new CrosscheckException(
                        name + ", line " + line + ": expected a name for each column, found "
                                + Excerpt.quoted(names.get(column)) + " for the columns " + before + " and "
                                + (column + 1) + ".",
                        "Rename one of them.");
            }
        }
        return names;
    }
}
