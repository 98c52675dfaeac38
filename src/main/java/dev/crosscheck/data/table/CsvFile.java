package dev.crosscheck.data.table;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.reader.FieldModifier;
import dev.crosscheck.CrosscheckException;
import dev.crosscheck.text.Printable;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/**
 * A CSV file that can be read several times, row by row in the memory of one, strictly: every row must have as many cells as the first, and cells have
 * limits.
 */
public final class CsvFile {
    /** More columns are of no use to a network of this program, and their names alone would take megabytes. */
    static final int MOST_COLUMNS = 10_000;

    /** In characters; a longer cell is neither a category nor a number, but the result of an unclosed quotation mark. */
    private static final int LONGEST_CELL = 1 << 20;

    /** In characters; a name must fit on a line of a terminal, and in the model file. */
    static final int LONGEST_NAME = 200;

    /** Bytes from which encoding and format are found. */
    private static final int SAMPLE = 1 << 18;

    /** In place of a file's name. */
    public static final String STANDARD_INPUT = "-";

    /** The first two bytes of archives. */
    private static final int ZIP = 'P' << 8 | 'K';

    private static final int GZIP = 0x1f8b;

    /** Tables shrink to a fifth, those of few different rows to a hundredth. */
    private static final long MOST_TIMES_UNPACKED = 200;

    private static final long MORE_UNPACKED = 1 << 20;

    private final String name;
    private final Opener opener;
    private final TextEncoding encoding;
    private final CsvDialect dialect;

    @FunctionalInterface
    interface Opener {
        InputStream open() throws IOException;
    }

    /** Receives the content. Lines are counted from 1; a row is named by the line in which it begins. */
    public interface Rows {
        /** Receives the column names, once and first; if the file has none, {@code column1} and so on. */
        void names(List<String> names);

        /** @param cells one per name, without surrounding white space */
        void row(int line, List<String> cells);

        /** Called instead for a row with another number of cells than the first line, which is an error unless it is left out. */
        default void ragged(int line, CrosscheckException wrong) {
            throw wrong;
        }
    }

    /** @param opener called for each reading, and before to determine the encoding and the format */
    CsvFile(String name, Opener opener, TableOptions options) {
        this.name = name;
        this.opener = opener;
        try {
            byte[] start;
            try (InputStream in = opener.open()) {
                start = in.readNBytes(SAMPLE);
            }
            encoding = TextEncoding.of(opener, options.charset(), start);
            dialect = CsvDialect.of(name, encoding.text(start), start.length == SAMPLE, encoding, options);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * Opens a file, plain or gzipped, or, named {@code -}, standard input, which is kept in memory.
     *
     * @param options only delimiter, header and encoding are used
     * @throws CrosscheckException if it cannot be read, or is empty
     */
    public static CsvFile of(Path file, TableOptions options) {
        if (file.toString().equals(STANDARD_INPUT)) {
            try {
                return of("standard input", System.in.readAllBytes(), options);
            } catch (IOException e) {
                throw new CrosscheckException(
                        "standard input: cannot be read: " + e.getMessage() + ".", "Name a CSV file.", e);
            }
        }
        requireFile(file);
        return new CsvFile(file.toString(), () -> unpacked(file), options);
    }

    private static InputStream unpacked(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file));
        in.mark(2);
        int start = in.read() << 8 | in.read();
        in.reset();
        if (start == ZIP) {
            in.close();
            throw CrosscheckException.expected(
                    file.toString(), "a CSV file", "a zip archive, as .xlsx files are", "Save the sheet as CSV.");
        }
        long most = MORE_UNPACKED + MOST_TIMES_UNPACKED * Files.size(file);
        return start != GZIP
                ? in
                : new FilterInputStream(new GZIPInputStream(in)) {
                    private long read;

                    @Override
                    public int read(byte[] bytes, int from, int length) throws IOException {
                        int count = super.read(bytes, from, length);
                        read += Math.max(0, count);
                        if (read > most) {
                            throw new IOException("it unpacks to more than " + MOST_TIMES_UNPACKED + " times its size");
                        }
                        return count;
                    }
                };
    }

    /** @throws CrosscheckException if there is no such file */
    public static void requireFile(Path file) {
        if (!Files.isRegularFile(file)) {
            throw CrosscheckException.expected(
                    file.toString(), "a file with a table", CrosscheckException.whatIsAt(file), "Name a CSV file.");
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

    /** The number of cells is checked below, for its message; text after a closing quotation mark is an error, as is the end of the file before one. */
    static CsvReader<CsvRecord> records(char delimiter, Reader text) {
        CsvRecordHandler handler = CsvRecordHandler.builder()
                .fieldModifier(FieldModifier.modify(CsvFile::trimmed))
                .maxFields(MOST_COLUMNS)
                .build();
        return CsvReader.builder()
                .fieldSeparator(delimiter)
                .allowUnclosedQuote(false)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .maxBufferSize(LONGEST_CELL)
                .build(handler, text);
    }

    private static String trimmed(String cell) {
        if (cell.indexOf(0) >= 0) {
            throw new CsvParseException("NUL character in the cell " + Printable.quoted(cell));
        }
        return cell.trim();
    }

    /** @throws CrosscheckException with file and line, if the file cannot be read, is not CSV, has rows of different lengths or no rows */
    public void read(Rows rows) {
        boolean any = false;
        try (CsvReader<CsvRecord> records = records(dialect.delimiter(), encoding.reader(opener.open()))) {
            int width = 0;
            for (CsvRecord record : records) {
                if (width == 0) {
                    if (namesDelimiter(record)) {
                        continue;
                    }
                    width = record.getFieldCount();
                    rows.names(names(record));
                    if (dialect.header()) {
                        continue;
                    }
                }
                List<String> cells = record.getFields();
                if (cells.size() == width) {
                    rows.row(line(record), cells);
                    any = true;
                } else {
                    rows.ragged(
                            line(record),
                            CrosscheckException.expected(
                                    name + ", line " + line(record),
                                    width + (width == 1 ? " cell" : " cells") + ", as in the first line",
                                    Integer.toString(cells.size()),
                                    "Repair that line, or name the delimiter with --delimiter if another was meant."));
                }
            }
        } catch (IOException | UncheckedIOException | CsvParseException e) {
            throw unreadable(e);
        }
        if (!any) {
            throw CrosscheckException.expected(
                    name,
                    "rows after the line of names",
                    "none",
                    "Name a file with rows, or say --no-header if the only line has no names.");
        }
    }

    /** @return the names of the columns, for which only the first lines are read */
    public List<String> names() {
        try (CsvReader<CsvRecord> records = records(dialect.delimiter(), encoding.reader(opener.open()))) {
            return records.stream()
                    .dropWhile(this::namesDelimiter)
                    .findFirst()
                    .map(this::names)
                    .orElse(List.of());
        } catch (IOException | UncheckedIOException | CsvParseException e) {
            throw unreadable(e);
        }
    }

    private static int line(CsvRecord record) {
        return Math.toIntExact(record.getStartingLineNumber());
    }

    private boolean namesDelimiter(CsvRecord record) {
        return line(record) == 1 && CsvDialect.isSeparator(String.join("" + dialect.delimiter(), record.getFields()));
    }

    private List<String> names(CsvRecord first) {
        return dialect.header() ? named(line(first), first.getFields()) : numbered(first.getFieldCount());
    }

    /** @return the error of the encoding, of FastCSV, or of the disk */
    private CrosscheckException unreadable(Exception e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof CharacterCodingException) {
            return CrosscheckException.expected(
                    name,
                    "text in " + encoding.charset(),
                    "invalid bytes",
                    "Name the file's encoding with --encoding, " + TextEncoding.OTHERS + ", or save it as UTF-8.");
        }
        if (cause instanceof IOException failed) {
            return CrosscheckException.unreadable(name, failed);
        }
        String found = Printable.line(String.valueOf(cause.getMessage()));
        return new CrosscheckException(
                name + ": not CSV: " + found + ".",
                "Look for quotation marks that are not closed, or not written twice inside of a quoted cell; or name the file's"
                        + " --encoding. It may have " + MOST_COLUMNS + " columns, and cells of " + LONGEST_CELL
                        + " characters.",
                e);
    }

    private static List<String> numbered(int columns) {
        return IntStream.rangeClosed(1, columns)
                .mapToObj(column -> "column" + column)
                .toList();
    }

    /** @return the names in the first line; an empty one, as pandas writes for its index, becomes {@code columnN}, and a second {@code x} is {@code x_2} */
    private List<String> named(int line, List<String> cells) {
        List<String> names = new ArrayList<>(numbered(cells.size()));
        Set<String> known = new HashSet<>();
        Map<String, Integer> last = new HashMap<>();
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
            while (!known.add(found)) {
                // Goes on where the last column of this name ended: there may be thousands.
                found = wanted + "_" + last.merge(wanted, 2, (number, two) -> number + 1);
            }
            names.set(column, found);
        }
        return names;
    }
}
