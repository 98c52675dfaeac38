package dev.crosscheck.data.table;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.text.Nearest;
import dev.crosscheck.text.Printable;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A table in memory, stored by columns: a double per number, an int per text.
 *
 * <p>A file is read twice: keeping the text of each cell until the type of its column is known would take ten times the memory.
 */
public final class Table {
    /** Maximum number of names in the message about an unknown column. */
    private static final int MOST_LISTED = 20;

    /** The role of a column in {@link #unknown}. */
    static final String OF_MODEL = ", which the model takes";

    private final CsvDialect dialect;
    private final TableOptions options;
    private final List<Column> columns;
    private final Map<String, Column> byName = new HashMap<>();
    private final int[] lines;
    private final List<FileRows> parts;

    /** The rows of one file, up to the first row of the next part, and what is said of those that are left out; empty if there are none. */
    record FileRows(String file, int first, String leftOut) {}

    Table(CsvDialect dialect, TableOptions options, List<Column> columns, List<FileRows> parts, int... lines) {
        this.parts = parts;
        this.dialect = dialect;
        this.options = options;
        this.columns = columns;
        this.lines = lines;
        columns.forEach(column -> byName.put(column.name(), column));
    }

    /**
     * Reads a CSV file.
     *
     * @param more files whose rows follow, in which the columns are read in the same way
     * @throws CrosscheckException with file, line and column, if it is not a CSV file, has no rows or rows of different lengths, or lacks a column
     *     that the options name
     */
    public static Table read(Path file, TableOptions options, Path... more) {
        List<CsvFile> files = Stream.concat(Stream.of(file), Stream.of(more))
                .map(path -> CsvFile.of(path, options))
                .toList();
        return new TableReader(files, options).table();
    }

    /** Like {@link #read(Path, TableOptions, Path...)}, but from memory; messages use {@code name}. */
    public static Table read(String name, byte[] file, TableOptions options) {
        return new TableReader(List.of(CsvFile.of(name, file, options)), options).table();
    }

    /** @return the name of the file, or of the first of several, for messages */
    public String name() {
        return parts.get(0).file();
    }

    public CsvDialect dialect() {
        return dialect;
    }

    public TableOptions options() {
        return options;
    }

    /** @return the number of rows without the line of names; at least 1 */
    public int rows() {
        return lines.length;
    }

    /** @return the number of rows of one of the files, whose rows follow each other */
    int rowsOf(int part) {
        return (part + 1 < parts.size() ? parts.get(part + 1).first() : rows())
                - parts.get(part).first();
    }

    /** @return the columns, from left to right, without those that were dropped */
    public List<Column> columns() {
        return columns;
    }

    public List<String> names() {
        return columns.stream().map(Column::name).toList();
    }

    /**
     * Returns a column.
     *
     * @throws CrosscheckException with the most similar name, if there is no such column
     */
    public Column column(String column) {
        return column(column, "");
    }

    /** @param role the purpose of the column for the message, such as {@code " (the target)"}; may be empty */
    Column column(String column, String role) {
        Column found = byName.get(column);
        return found != null ? found : columns.get(indexOf(name(), column, role, names()));
    }

    /** @return a description of the cells that count as missing because they do not have the form of their column, by column */
    public Map<String, String> oddCells() {
        Map<String, String> odd = new LinkedHashMap<>();
        for (Column column : columns) {
            if (!column.isText() && column.reading().odd().cells() > 0) {
                odd.put(column.name(), column.reading().odd().words());
            }
        }
        return odd;
    }

    /** @return what is said of rows that are left out, by file */
    public List<String> leftOut() {
        return parts.stream()
                .map(FileRows::leftOut)
                .filter(words -> !words.isEmpty())
                .toList();
    }

    /** @return the line of its file in which a row begins, from 1 */
    public int line(int row) {
        return lines[row];
    }

    String place(int row, String column) {
        int part = parts.size() - 1;
        while (parts.get(part).first() > row) {
            part--;
        }
        return place(parts.get(part).file(), line(row), column);
    }

    /** @return {@code file, line 7, column "x"} */
    static String place(String file, int line, String column) {
        return file + ", line " + line + ", column " + Printable.quoted(column);
    }

    /**
     * @param role the purpose of the column, as words after its name; may be empty
     * @return the place of a column among all
     * @throws CrosscheckException with the most similar name, if it is not among them
     */
    static int indexOf(String file, String name, String role, List<String> names) {
        int index = names.indexOf(name);
        if (index < 0) {
            throw new CrosscheckException(
                    file + ": expected a column " + Printable.quoted(name) + role + ", found none of that name.",
                    Nearest.of(name, names)
                                    .map(near -> "Did you mean " + Printable.quoted(near) + "? ")
                                    .orElse("")
                            + listed(names));
        }
        return index;
    }

    /**
     * Reads the beginning of a file.
     *
     * @return which columns it has, as a sentence; of more than 20 the first
     * @throws CrosscheckException if it is not a CSV file
     */
    public static String columnsOf(Path file, TableOptions options) {
        return listed(CsvFile.of(file, options).names());
    }

    private static String listed(List<String> names) {
        String shown = String.join(
                ", ", names.stream().limit(MOST_LISTED).map(Printable::excerpt).toList());
        int more = names.size() - MOST_LISTED;
        return "The columns are: " + shown + (more > 0 ? " and " + more + " more." : ".");
    }
}
