package dev.crosscheck.data.table;

import dev.crosscheck.CrosscheckException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A table in memory, stored by columns: a double per number, an int per text.
 *
 * <p>A file is read twice: keeping the text of each cell until the type of its column is known would take ten times the memory.
 */
public final class Table {
    private final String name;
    private final CsvDialect dialect;
    private final TableOptions options;
    private final List<Column> columns;
    private final Map<String, Column> byName = new HashMap<>();
    private final int[] lines;
    private final List<Part> parts;

    /** The rows of one file, up to the first row of the next part, and what is said of those that are left out. */
    private record Part(String file, int first, String leftOut) {}

    /** @param leftOut what is said of rows that are left out; empty if there are none */
    Table(String name, CsvDialect dialect, TableOptions options, List<Column> columns, String leftOut, int... lines) {
        this(name, dialect, options, columns, List.of(new Part(name, 0, leftOut)), lines);
    }

    private Table(
            String name,
            CsvDialect dialect,
            TableOptions options,
            List<Column> columns,
            List<Part> parts,
            int... lines) {
        this.name = name;
        this.parts = parts;
        this.dialect = dialect;
        this.options = options;
        this.columns = List.copyOf(columns);
        this.lines = lines;
        for (Column column : columns) {
            byName.put(column.name(), column);
        }
    }

    /**
     * Reads a CSV file.
     *
     * @throws CrosscheckException with file, line and column, if it is not a CSV file, has no rows or rows of different lengths, or lacks a column
     *     that the options name
     */
    public static Table read(Path file, TableOptions options) {
        return new TableReader(CsvFile.of(file, options), options).table();
    }

    /** Like {@link #read(Path, TableOptions)}, but from memory; messages use {@code name}. */
    public static Table read(String name, byte[] file, TableOptions options) {
        return new TableReader(CsvFile.of(name, file, options), options).table();
    }

    /**
     * Checks that a file exists.
     *
     * @throws CrosscheckException if it does not
     */
    public static void requireFile(Path file) {
        CsvFile.requireFile(file);
    }

    /** @return options for reading another file with the same columns and forms, whose rows are to be appended */
    TableOptions readingMore() {
        Map<String, Reading> readings = new HashMap<>();
        Set<String> texts = new HashSet<>();
        for (Column column : columns) {
            if (column.isText()) {
                texts.add(column.name());
            } else {
                readings.put(column.name(), column.reading());
            }
        }
        return options.withModel(texts, readings, Set.of());
    }

    /** @return these rows, then those of a table that was read with {@link #readingMore}; {@link #place} knows the file of each row */
    Table followedBy(Table other) {
        List<Column> joined = new ArrayList<>();
        for (Column column : columns) {
            joined.add(column.followedBy(other.column(column.name())));
        }
        int[] all = Arrays.copyOf(lines, rows() + other.rows());
        System.arraycopy(other.lines, 0, all, rows(), other.rows());
        List<Part> files = new ArrayList<>(parts);
        other.parts.forEach(part -> files.add(new Part(part.file(), rows() + part.first(), part.leftOut())));
        return new Table(name, dialect, options, joined, files, all);
    }

    /** @return the name of the file, or of the first of several, for messages */
    public String name() {
        return name;
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

    /** @return the number of rows of the first file, which come first */
    int rowsOfFirstFile() {
        return parts.size() == 1 ? rows() : parts.get(1).first();
    }

    /** @return the columns, from left to right, without those that were dropped */
    public List<Column> columns() {
        return columns;
    }

    public List<String> names() {
        return columns.stream().map(Column::name).toList();
    }

    public boolean has(String column) {
        return byName.containsKey(column);
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
        if (found == null) {
            throw Columns.unknown(name, role, column, names());
        }
        return found;
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
                .map(Part::leftOut)
                .filter(words -> !words.isEmpty())
                .toList();
    }

    /** @return the line of its file in which a row begins, from 1 */
    public int line(int row) {
        return lines[row];
    }

    /** @return {@code file, line 7, column "x"} */
    String place(int row, String column) {
        int part = parts.size() - 1;
        while (parts.get(part).first() > row) {
            part--;
        }
        return Columns.place(parts.get(part).file(), line(row), column);
    }
}
