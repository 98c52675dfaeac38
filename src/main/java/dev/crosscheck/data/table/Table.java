package dev.crosscheck.data.table;

import dev.crosscheck.CrosscheckException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A table in memory, column by column: four bytes for a number of a few digits, eight for another, four for a category.
 *
 * <p>A file is read in one pass, in which each column's type is found; columns in which a text comes after numbers are read in a second. To
 * keep each cell's text until its column's type is known would take ten times the memory; to look at the whole file first would take
 * every file's reading twice.
 */
public final class Table {
    private final String name;
    private final CsvDialect dialect;
    private final TableOptions options;
    private final List<Column> columns;
    private final Map<String, Column> byName = new HashMap<>();
    private final int[][] lines;
    private final int rows;

    Table(String name, CsvDialect dialect, TableOptions options, List<Column> columns, int rows, int[]... lines) {
        this.name = name;
        this.dialect = dialect;
        this.options = options;
        this.columns = List.copyOf(columns);
        this.rows = rows;
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
     * Looks whether there is a file, for whoever does something with it before it is read.
     *
     * @throws CrosscheckException if there is none
     */
    public static void requireFile(Path file) {
        CsvFile.requireFile(file);
    }

    /** @return the file, for messages */
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
        return rows;
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
        return lines[row >>> Chunks.SHIFT][row & Chunks.MASK];
    }

    /** {@code file, line 7, column "x"}. */
    String place(int row, String column) {
        return Columns.place(name, line(row), column);
    }
}
