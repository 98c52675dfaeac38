package dev.crosscheck.data.table;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.table.ColumnBuilder.Kind;
import java.util.ArrayList;
import java.util.List;

/** Makes a {@link Table} of a file: in one pass, or in two where a column's type was seen late. */
final class TableReader {
    /** The share of Java's memory that a table may take: its rows, made ready for a network, have to fit beside it, and the network. */
    private static final double SHARE_OF_MEMORY = 0.4;

    private final CsvFile file;
    private final TableOptions options;
    private final Chunks.Room room =
            new Chunks.Room((long) (SHARE_OF_MEMORY * Runtime.getRuntime().maxMemory()));
    private final Chunks<int[]> lines = new Chunks<>(int[]::new, Integer.BYTES, room);

    /** One per column of the file; {@code null} for one that is left out. */
    private final List<ColumnBuilder> builders = new ArrayList<>();

    private List<String> names = List.of();

    TableReader(CsvFile file, TableOptions options) {
        this.file = file;
        this.options = options;
    }

    Table table() {
        try {
            file.read(new FirstPass());
            if (builders.stream().anyMatch(builder -> builder != null && builder.isStale())) {
                readAgain();
            }
        } catch (Chunks.Full e) {
            throw new CrosscheckException(
                    file.name() + ": the table takes more than "
                            + (long) (SHARE_OF_MEMORY * Runtime.getRuntime().maxMemory()) / 1_000_000 + " MB, "
                            + (int) (100 * SHARE_OF_MEMORY) + " % of Java's memory; " + lines.size() + " rows fitted.",
                    "Leave columns out with --drop, take fewer rows, or give Java more memory.",
                    e);
        }
        List<Column> columns = new ArrayList<>();
        for (ColumnBuilder builder : builders) {
            if (builder != null) {
                columns.add(builder.column());
            }
        }
        return new Table(file.name(), file.dialect(), options, columns, lines.size(), lines.finished(int[][]::new));
    }

    private final class FirstPass implements CsvFile.Sink {
        @Override
        public void names(List<String> found) {
            options.check(file.name(), found);
            names = found;
            for (String name : found) {
                builders.add(options.keeps(name) ? builder(name, kind(name)) : null);
            }
        }

        @Override
        public void cell(int line, int column, char[] text, int offset, int length) {
            ColumnBuilder builder = builders.get(column);
            if (builder != null) {
                builder.add(line, text, offset, length);
            }
        }

        @Override
        public void row(int line) {
            lines.next()[lines.place()] = line;
        }
    }

    private Kind kind(String name) {
        if (options.numeric().contains(name)) {
            return Kind.NUMBERS;
        }
        return options.categorical().contains(name) ? Kind.TEXTS : Kind.FOUND;
    }

    private ColumnBuilder builder(String name, Kind kind) {
        return new ColumnBuilder(file.name(), name, kind, options, room);
    }

    private void readAgain() {
        SecondPass second = new SecondPass();
        file.read(second);
        if (second.rows != lines.size()) {
            throw changed();
        }
    }

    private CrosscheckException changed() {
        return CrosscheckException.expected(
                file.name(), "the same file in a second reading", "another", "Wait until nobody writes to it.");
    }

    /** Reads columns of texts that had looked like columns of numbers. */
    private final class SecondPass implements CsvFile.Sink {
        private final ColumnBuilder[] again = new ColumnBuilder[builders.size()];
        private int rows;

        @Override
        public void names(List<String> found) {
            if (!found.equals(names)) {
                throw changed();
            }
            for (int column = 0; column < again.length; column++) {
                ColumnBuilder builder = builders.get(column);
                if (builder != null && builder.isStale()) {
                    again[column] = builder(names.get(column), Kind.TEXTS);
                    builders.set(column, again[column]);
                }
            }
        }

        @Override
        public void cell(int line, int column, char[] text, int offset, int length) {
            if (again[column] != null) {
                again[column].add(line, text, offset, length);
            }
        }

        @Override
        public void row(int line) {
            rows++;
        }
    }
}
