package dev.crosscheck.data.table;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.table.ColumnBuilder.Wanted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Reads a {@link Table} from a file: the first pass finds how each column is to be read, and the second one stores its cells. */
final class TableReader implements CsvFile.Rows {
    /** The share of Java's memory that a table and its features may take; the network needs memory too. */
    private static final double SHARE_OF_MEMORY = 0.65;

    /** Bytes of a cell: 8 in the table, and 4 in the matrix of features, which is made while the table still exists. */
    private static final int CELL = Double.BYTES + Float.BYTES;

    /** A row with another number of cells is left out if there is at most one among this many. */
    private static final int ROWS_PER_RAGGED = 100;

    /** Lines of such rows that are named. */
    private static final int MOST_SHOWN = 10;

    /** All features are in one array. */
    private static final long MOST = (long) CELL * Integer.MAX_VALUE;

    private final List<CsvFile> files;
    private final TableOptions options;

    /** The file that is being read. */
    private CsvFile file;

    /** Maximum bytes of the table and its features. */
    private final long room;

    private long taken;
    private long bytesPerRow = Integer.BYTES;

    /** The line of each row. */
    private int[] lines = {};

    private int rows;
    private final List<Table.Part> parts = new ArrayList<>();

    /** The lines of rows with another number of cells than the first line, and the error of the first of them. */
    private final List<Integer> ragged = new ArrayList<>();

    private CrosscheckException firstRagged;

    private List<String> names = List.of();

    /** For each column of the file what stores its cells; null for one that is left out, and while its reading is not known. */
    private ColumnBuilder[] builders = {};

    /** For each column of the file what finds its reading; null if it is known, or the column is left out. */
    private FormFinder[] finders = {};

    /** @param files those after the first are read as the first is, and may have more columns */
    TableReader(List<CsvFile> files, TableOptions options) {
        this(files, options, Math.min(MOST, (long)
                (SHARE_OF_MEMORY * Runtime.getRuntime().maxMemory())));
    }

    /** @param room maximum bytes of the table and its features */
    TableReader(List<CsvFile> files, TableOptions options, long room) {
        this.files = files;
        this.options = options;
        this.room = room;
    }

    Table table() {
        for (CsvFile next : files) {
            int first = rows;
            file = next;
            ragged.clear();
            file.read(first == 0 ? this : new Further());
            if (ragged.size() * ROWS_PER_RAGGED > rows - first + ragged.size()) {
                throw firstRagged;
            }
            if (first == 0 && Arrays.stream(finders).anyMatch(Objects::nonNull)) {
                SecondPass second = new SecondPass();
                file.read(second);
                second.require(second.next == rows);
            }
            parts.add(new Table.Part(file.name(), first, leftOut()));
        }
        List<Column> columns = Arrays.stream(builders)
                .filter(Objects::nonNull)
                .map(ColumnBuilder::column)
                .toList();
        return new Table(files.get(0).dialect(), options, columns, parts, Arrays.copyOf(lines, rows));
    }

    /** @return what is said of rows that are left out; empty if there are none */
    private String leftOut() {
        String shown = ragged.stream().limit(MOST_SHOWN).map(String::valueOf).collect(Collectors.joining(", "));
        return ragged.isEmpty()
                ? ""
                : String.format(
                        Locale.ROOT,
                        "%s: rows left out for another number of cells than the first line has: %,d (line %s%s).",
                        file.name(),
                        ragged.size(),
                        shown,
                        ragged.size() > MOST_SHOWN ? ", ..." : "");
    }

    private void take(long bytes) {
        taken += bytes;
        if (taken > room) {
            throw new CrosscheckException(
                    String.format(
                            Locale.ROOT,
                            "%s: the table and its features take more than %,d MB (%.0f %% of Java's memory, at most %,d MB);"
                                    + " %,d rows fitted.",
                            file.name(),
                            room / 1_000_000,
                            100 * SHARE_OF_MEMORY,
                            MOST / 1_000_000,
                            rows),
                    "Leave columns out with --drop, take fewer rows, or give Java more memory.");
        }
    }

    @Override
    public void names(List<String> found) {
        options.check(file.name(), found);
        names = found;
        builders = new ColumnBuilder[found.size()];
        finders = new FormFinder[found.size()];
        Map<Reading, ToDoubleFunction<String>> readers = new HashMap<>();
        for (int column = 0; column < finders.length; column++) {
            String name = found.get(column);
            if (options.keeps(name)) {
                bytesPerRow += CELL;
                Reading known = options.readings().get(name);
                if (known != null) {
                    build(column, new Wanted(known, "", options.numeric().contains(name)));
                } else if (options.categorical().contains(name)) {
                    build(column, Wanted.TEXTS);
                } else {
                    finders[column] = new FormFinder(options, file.dialect().delimiter(), readers);
                }
            }
        }
    }

    private void build(int column, Wanted wanted) {
        builders[column] = new ColumnBuilder(() -> file.name(), names.get(column), wanted, options, this::take);
    }

    private void count(int line) {
        take(bytesPerRow);
        lines = rows < lines.length ? lines : Arrays.copyOf(lines, ColumnBuilder.larger(rows));
        lines[rows++] = line;
    }

    @Override
    public void row(int line, List<String> cells) {
        count(line);
        for (int column = 0; column < builders.length; column++) {
            String cell = cells.get(column);
            if (builders[column] != null) {
                builders[column].add(line, cell);
            } else if (finders[column] != null && !options.isMissing(cell)) {
                finders[column].add(line, cell);
            }
        }
    }

    @Override
    public void ragged(int line, CrosscheckException wrong) {
        firstRagged = ragged.isEmpty() ? wrong : firstRagged;
        ragged.add(line);
    }

    /** Adds the rows of another file. */
    private final class Further implements CsvFile.Rows {
        private final int[] places = new int[builders.length];

        @Override
        public void names(List<String> found) {
            for (int column = 0; column < places.length; column++) {
                places[column] = found.indexOf(names.get(column));
                if (builders[column] != null && places[column] < 0) {
                    throw Columns.unknown(file.name(), ", as the first file", names.get(column), found);
                }
            }
        }

        @Override
        public void row(int line, List<String> cells) {
            count(line);
            for (int column = 0; column < places.length; column++) {
                if (builders[column] != null) {
                    builders[column].add(line, cells.get(places[column]));
                }
            }
        }

        @Override
        public void ragged(int line, CrosscheckException wrong) {
            TableReader.this.ragged(line, wrong);
        }
    }

    /** Reads the columns whose reading the first pass has found. */
    private final class SecondPass implements CsvFile.Rows {
        private int next;

        @Override
        public void names(List<String> found) {
            require(found.equals(names));
            for (int column = 0; column < finders.length; column++) {
                if (finders[column] != null) {
                    build(column, finders[column].found(options.numeric().contains(names.get(column))));
                }
            }
        }

        @Override
        public void row(int line, List<String> cells) {
            require(next < rows && lines[next++] == line);
            for (int column = 0; column < finders.length; column++) {
                if (finders[column] != null) {
                    builders[column].add(line, cells.get(column));
                }
            }
        }

        @Override
        public void ragged(int line, CrosscheckException wrong) {
            // The first pass has told it.
        }

        private void require(boolean same) {
            if (!same) {
                throw CrosscheckException.expected(
                        file.name(),
                        "the same file in a second reading",
                        "another",
                        "Wait until no program writes to it.");
            }
        }
    }
}
