package dev.crosscheck.data.table;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Printable;
import dev.crosscheck.data.table.ColumnBuilder.Wanted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Reads a {@link Table} from a file: in one pass, or in two if the form of a column was not clear at first. */
final class TableReader {
    /** The share of Java's memory that a table and its features may take; the network needs memory too. */
    private static final double SHARE_OF_MEMORY = 0.65;

    /** Bytes of a cell: 8 in the table, and 4 in the matrix of features, which is made while the table still exists. */
    private static final int CELL = Double.BYTES + Float.BYTES;

    /** All features are in one array. */
    private static final long MOST = (long) CELL * Integer.MAX_VALUE;

    private final CsvFile file;
    private final TableOptions options;

    /** Maximum bytes of the table and its features. */
    private final long room;

    private long taken;

    /** The line of each row. */
    private int[] lines = {};

    private int rows;

    /** One per column of the file; {@code null} for one that is left out. */
    private final List<ColumnBuilder> builders = new ArrayList<>();

    private final Map<CellForm, ToDoubleFunction<String>> readers = new HashMap<>();

    private List<String> names = List.of();

    /** The names of the columns that are not left out. */
    private Set<String> kept = Set.of();

    /** Bytes that a row takes in any case: its line and its cells, but not the words of texts. */
    private long bytesPerRow = Integer.BYTES;

    TableReader(CsvFile file, TableOptions options) {
        this(file, options, Math.min(MOST, (long)
                (SHARE_OF_MEMORY * Runtime.getRuntime().maxMemory())));
    }

    /** @param room maximum bytes of the table and its features */
    TableReader(CsvFile file, TableOptions options, long room) {
        this.file = file;
        this.options = options;
        this.room = room;
    }

    Table table() {
        file.read(new FirstPass());
        List<Wanted> again = new ArrayList<>();
        for (int column = 0; column < builders.size(); column++) {
            again.add(
                    builders.get(column) == null
                            ? null
                            : named(column, builders.get(column).again()));
        }
        if (again.stream().anyMatch(Objects::nonNull)) {
            readAgain(again);
        }
        List<Column> columns = new ArrayList<>();
        for (ColumnBuilder builder : builders) {
            if (builder != null) {
                columns.add(builder.column());
            }
        }
        return new Table(file.name(), file.dialect(), options, columns, Arrays.copyOf(lines, rows));
    }

    /** @return texts instead of dates if the inputs made of the dates could not be named */
    private Wanted named(int column, Wanted wanted) {
        if (wanted == null || wanted.form() == null || wanted.form().parts().isEmpty()) {
            return wanted;
        }
        Optional<String> unusable = unusable(names.get(column), wanted.form());
        if (unusable.isPresent()) {
            return new Wanted(
                    null, "an input " + Printable.quoted(unusable.get()) + " of its dates needs another name", false);
        }
        take((1L + wanted.form().parts().size()) * Double.BYTES * rows);
        return wanted;
    }

    /** @return the name of an input of a column that is too long, or that another column to read has; empty if there is none */
    private Optional<String> unusable(String column, CellForm form) {
        return form.parts().stream()
                .map(part -> part.of(column))
                .filter(input -> kept.contains(input) || input.length() > CsvFile.LONGEST_NAME)
                .findFirst();
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

    private final class FirstPass implements CsvFile.Sink {
        @Override
        public void names(List<String> found) {
            options.check(file.name(), found);
            names = found;
            kept = found.stream().filter(options::keeps).collect(Collectors.toSet());
            for (String name : found) {
                Wanted wanted = options.keeps(name) ? wanted(name) : null;
                builders.add(options.keeps(name) ? builder(name, wanted) : null);
                if (wanted != null && wanted.form() instanceof WordsForm words) {
                    requireNames(name, words);
                    bytesPerRow += (long) Float.BYTES * words.inputs();
                } else if (options.keeps(name)) {
                    bytesPerRow += CELL;
                }
            }
        }

        private void requireNames(String column, WordsForm form) {
            unusable(column, form).ifPresent(input -> {
                throw CrosscheckException.expected(
                        file.name() + ": column " + Printable.quoted(column),
                        "a name from which those of its inputs follow",
                        Printable.quoted(input) + ", which is too long or another column",
                        "Rename a column.");
            });
        }

        @Override
        public void cell(int line, int column, char[] text, int offset, int length) {
            ColumnBuilder builder = builders.get(column);
            if (builder != null) {
                builder.add(line, new String(text, offset, length));
            }
        }

        @Override
        public void row(int line) {
            take(bytesPerRow);
            lines = rows < lines.length ? lines : Arrays.copyOf(lines, ColumnBuilder.larger(rows));
            lines[rows++] = line;
        }
    }

    /** @return how a column must be read; null to find out */
    private Wanted wanted(String name) {
        boolean strict = options.numeric().contains(name);
        CellForm known = options.forms().get(name);
        if (known != null && !(known instanceof RestForm)) {
            return new Wanted(known, "", strict);
        }
        return options.categorical().contains(name) ? Wanted.TEXTS : null;
    }

    private ColumnBuilder builder(String name, Wanted wanted) {
        FormFinder finder =
                wanted == null ? new FormFinder(options, file.dialect().delimiter(), readers) : null;
        return new ColumnBuilder(file.name(), name, wanted, options, finder, this::take);
    }

    private void readAgain(List<Wanted> wanted) {
        SecondPass second = new SecondPass(wanted);
        file.read(second);
        if (second.rows != rows) {
            throw changed();
        }
    }

    private CrosscheckException changed() {
        return CrosscheckException.expected(
                file.name(), "the same file in a second reading", "another", "Wait until no program writes to it.");
    }

    /** Reads the columns whose form is known since the first pass. */
    private final class SecondPass implements CsvFile.Sink {
        private final List<Wanted> wanted;
        private final ColumnBuilder[] again = new ColumnBuilder[builders.size()];
        private int rows;

        SecondPass(List<Wanted> wanted) {
            this.wanted = wanted;
        }

        @Override
        public void names(List<String> found) {
            if (!found.equals(names)) {
                throw changed();
            }
            for (int column = 0; column < again.length; column++) {
                if (wanted.get(column) != null) {
                    again[column] = builder(names.get(column), wanted.get(column));
                    builders.set(column, again[column]);
                }
            }
        }

        @Override
        public void cell(int line, int column, char[] text, int offset, int length) {
            if (again[column] != null) {
                again[column].add(line, new String(text, offset, length));
            }
        }

        @Override
        public void row(int line) {
            rows++;
        }
    }
}
