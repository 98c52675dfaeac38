package dev.crosscheck.data.table;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.RecordType;
import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Printable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A CSV file that can be read several times, strictly: every row must have as many cells as the first, and cells have limits. */
final class CsvFile {
    /** The part of FastCSV's messages that says where the record begins. */
    private static final Pattern RECORD = Pattern.compile(" \\(record starting at line (\\d+)\\)");

    /** More columns are of no use to a network of this program, and their names alone would take megabytes. */
    static final int MOST_COLUMNS = 10_000;

    /** In characters; a longer cell is neither a category nor a number, but the result of an unclosed quotation mark. */
    static final int LONGEST_CELL = 1 << 20;

    /** In characters; a name must fit on a line of a terminal, and in the model file. */
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

    /** Receives the content: the names, then for each row its cells from left to right and the end of the row. */
    interface Sink {
        void names(List<String> names);

        /**
         * Receives a cell without surrounding white space; the characters are overwritten afterwards.
         *
         * @param line the line in which its row begins, from 1
         */
        void cell(int line, int column, char[] text, int offset, int length);

        /** @param line the line in which the row begins, from 1 */
        void row(int line);

        /**
         * Called instead for a row with another number of cells than the first line, which is an error unless the sink leaves it out.
         *
         * @param wrong the error
         */
        default void ragged(int line, CrosscheckException wrong) {
            throw wrong;
        }
    }

    /** @param opener called for each reading, and before to determine the encoding and the format */
    CsvFile(String name, Opener opener, TableOptions options) {
        this.name = name;
        this.opener = opener;
        this.dialect = reading(() -> {
            Charset charset = options.charset() == null ? charset() : options.charset();
            try (CsvText text = new CsvText(name, opener.open(), charset)) {
                return CsvDialect.of(name, text, options);
            }
        });
    }

    /** @return the encoding of a byte order mark, else a guess */
    private Charset charset() throws IOException {
        try (CsvText text = new CsvText(name, opener.open(), StandardCharsets.UTF_8)) {
            return text.isMarked() ? text.charset() : EncodingGuess.of(opener);
        }
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

    /** A file in memory; messages use {@code name}. */
    static CsvFile of(String name, byte[] file, TableOptions options) {
        return new CsvFile(name, () -> new ByteArrayInputStream(file), options);
    }

    String name() {
        return name;
    }

    CsvDialect dialect() {
        return dialect;
    }

    /** Passes the whole content to a sink. */
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
                name + ": cannot be read: " + Printable.excerpt(String.valueOf(e.getMessage())) + ".",
                "Check the file and its rights.",
                e);
    }

    /** @return the error of the sink, of the decoder (FastCSV wraps both) or of FastCSV itself */
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
                        place + ": not CSV: " + Printable.excerpt(found) + ".",
                        "Write quotation marks inside of a quoted cell twice.",
                        e);
    }

    /** Checks each row that FastCSV has split. */
    private final class Rows extends AbstractBaseCsvCallbackHandler<Boolean> {
        private final CsvText text;
        private final Sink sink;
        private final List<String> first = new ArrayList<>();
        private boolean named;
        private int width;

        /** The cells of a row, and where each ends. */
        private final StringBuilder row = new StringBuilder();

        private int[] ends = {};
        private char[] chars = {};

        /** Quotation marks inside unquoted cells. */
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
                    row.append(buffer, start, end - start);
                    ends[column] = row.length();
                }
            } else if (column < MOST_COLUMNS) {
                first.add(new String(buffer, start, end - start));
            } else {
                throw CrosscheckException.expected(
                        name + ", line " + getStartingLineNumber(),
                        "at most " + MOST_COLUMNS + " columns",
                        "more",
                        "Leave columns out of the file, or name the delimiter with --delimiter if another was meant.");
            }
        }

        private void countLoose(char[] buffer, int start, int end) {
            for (int i = start; i < end; i++) {
                loose += buffer[i] == '"' ? 1 : 0;
            }
        }

        /** @return whether this is a row of cells, not the line of names or an empty line */
        @Override
        protected Boolean buildRecord() {
            if (getRecordType() == RecordType.EMPTY) {
                return false;
            }
            int line = Math.toIntExact(getStartingLineNumber());
            if (named) {
                return row(line);
            }
            if (line == 1 && CsvDialect.isSeparator(String.join("" + dialect.delimiter(), first))) {
                first.clear();
                return false;
            }
            named = true;
            begin(line);
            return !dialect.header();
        }

        /** @return whether it has as many cells as there are columns; only then the sink gets them */
        private boolean row(int line) {
            if (getFieldCount() != width) {
                row.setLength(0);
                sink.ragged(
                        line,
                        CrosscheckException.expected(
                                name + ", line " + line,
                                width + (width == 1 ? " cell" : " cells") + ", as in the first line",
                                Integer.toString(getFieldCount()),
                                REPAIR));
                return false;
            }
            chars = row.length() <= chars.length ? chars : new char[2 * row.length()];
            row.getChars(0, row.length(), chars, 0);
            for (int column = 0; column < width; column++) {
                int start = column == 0 ? 0 : ends[column - 1];
                sink.cell(line, column, chars, start, ends[column] - start);
            }
            row.setLength(0);
            sink.row(line);
            return true;
        }

        private void begin(int line) {
            width = first.size();
            ends = new int[width];
            sink.names(dialect.header() ? named(line, first) : numbered(width));
            if (!dialect.header()) {
                for (int column = 0; column < width; column++) {
                    char[] cell = first.get(column).toCharArray();
                    sink.cell(line, column, cell, 0, cell.length);
                }
                sink.row(line);
            }
        }

        /** FastCSV accepts the end of the file as the end of a quoted cell; then the number of quotation marks is odd. */
        @Override
        protected void terminate() {
            if ((text.quotes() - loose) % 2 != 0) {
                throw CrosscheckException.expected(
                        name + ", line " + getStartingLineNumber(),
                        "a closing quotation mark",
                        "the end of the file",
                        "Close the quoted cell, or check whether the file is cut off.");
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

    /** @return the names in the first line; an empty one, as pandas writes for its index, becomes {@code columnN}, and a second {@code x} is {@code x_2} */
    private List<String> named(int line, List<String> cells) {
        List<String> names = numbered(cells.size());
        Set<String> known = new HashSet<>();
        for (int column = 0; column < names.size(); column++) {
            String cell = cells.get(column);
            if (cell.length() > LONGEST_NAME || cell.chars().anyMatch(Character::isISOControl)) {
                throw CrosscheckException.expected(
                        name + ", line " + line + ", column " + (column + 1),
                        "a name of at most " + LONGEST_NAME + " plain characters",
                        Printable.quoted(cell),
                        "Shorten the name, or say --no-header if the first line has no names.");
            }
            String wanted = cell.isEmpty() ? names.get(column) : cell;
            String found = wanted;
            for (int number = 2; !known.add(found); number++) {
                found = wanted + "_" + number;
            }
            names.set(column, found);
        }
        return names;
    }
}
