package dev.crosscheck.data.table;

import dev.crosscheck.CrosscheckException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A table in memory, column by column: a double for a number, an int for a text.
 *
 * <p>A file is read in one pass, in which each column's type is found; columns with a text after numbers are read in a second pass. Keeping
 * each cell's text until its column's type is known would take ten times the memory, and looking at the whole file first would double
 * the time of reading.
 */
public final class Table {
    private final String name;
    private final CsvDialect dialect;
    private final TableOptions options;
    private final List<Column> columns;
    private final Map<String, Column> byName = new HashMap<>();
    private final int[] lines;
    private final List<Part> parts;

    /** Rows from one file, up to those of the next. */
    private record Part(String file, int first) {}

    Table(String name, CsvDialect dialect, TableOptions options, List<Column> columns, int... lines) {
        this(name, dialect, options, columns, List.of(new Part(name, 0)), lines);
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
     * @throws CrosscheckException if it is none, has no rows, is uneven, or lacks what the options name; with file, line and column
     */
    public static Table read(Path file, TableOptions options) {
        return new TableReader(CsvFile.of(file, options), options).table();
    }

    /** The same from memory; messages call the file {@code name}. */
    public static Table read(String name, byte[] file, TableOptions options) {
        return new TableReader(CsvFile.of(name, file, options), options).table();
    }

    /**
     * Checks that there is a file, before something else is done that depends on it.
     *
     * @throws CrosscheckException if there is none
     */
    public static void requireFile(Path file) {
        CsvFile.requireFile(file);
    }

    /** @return options for a file whose rows are to follow: with these columns, each of the type that it has here */
    TableOptions readingMore() {
        Set<String> numbers = new HashSet<>();
        Set<String> texts = new HashSet<>();
        columns.forEach(column -> (column instanceof NumberColumn ? numbers : texts).add(column.name()));
        return options.withColumns(numbers, texts, Set.of()).withOnly(byName.keySet());
    }

    /** @return these rows, then those of a table that was read with {@link #readingMore}; each knows its file and line */
    Table followedBy(Table other) {
        List<Column> joined = new ArrayList<>();
        for (Column column : columns) {
            Column more = other.column(column.name());
            joined.add(
                    column instanceof NumberColumn numbers
                            ? numbers.followedBy((NumberColumn) more)
                            : ((TextColumn) column).followedBy((TextColumn) more));
        }
        int[] all = Arrays.copyOf(lines, rows() + other.rows());
        System.arraycopy(other.lines, 0, all, rows(), other.rows());
        List<Part> files = new ArrayList<>(parts);
        files.add(new Part(other.name, rows()));
        return new Table(name, dialect, options, joined, files, all);
    }

    /** @return the file, for messages; the first of several */
    public String name() {
        return name;
    }

    /** @return how its cells were told apart */
    public CsvDialect dialect() {
        return dialect;
    }

    /** @return how it was asked to be read */
    public TableOptions options() {
        return options;
    }

    /** @return how many rows it has, the line of names aside; at least 1 */
    public int rows() {
        return lines.length;
    }

    /** @return its columns, from left to right, without those left out */
    public List<Column> columns() {
        return columns;
    }

    /** @return their names */
    public List<String> names() {
        return columns.stream().map(Column::name).toList();
    }

    /** @return whether there is a column of this name */
    public boolean has(String column) {
        return byName.containsKey(column);
    }

    /**
     * Finds a column.
     *
     * @throws CrosscheckException with the nearest name if there is none of this one
     */
    public Column column(String column) {
        return column(column, "");
    }

    /** @param role what it is wanted for, in parentheses and with a space before it, or nothing */
    Column column(String column, String role) {
        Column found = byName.get(column);
        if (found == null) {
            throw Columns.unknown(name, role, column, names());
        }
        return found;
    }

    /** @return the line of the file in which a row begins, from 1 */
    public int line(int row) {
        return lines[row];
    }

    /** {@code file, line 7, column "x"}. */
    String place(int row, String column) {
        int part = parts.size() - 1;
        while (parts.get(part).first() > row) {
            part--;
        }
        return Columns.place(parts.get(part).file(), line(row), column);
    }
}
