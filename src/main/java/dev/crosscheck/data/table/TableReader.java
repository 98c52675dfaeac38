package dev.crosscheck.data.table;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.table.ColumnBuilder.Wanted;
import dev.crosscheck.text.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Reads a {@link Table} from files: a first pass over the first file finds how each column is to be read, and a second one stores the cells. */
final class TableReader {
    /** A row with another number of cells is left out if there is at most one among this many. */
    private static final int ROWS_PER_RAGGED = 100;

    /** Lines of such rows that are named. */
    private static final int MOST_SHOWN = 10;

    private final List<CsvFile> files;
    private final TableOptions options;
    private final List<Table.FileRows> parts = new ArrayList<>();

    /** The line of each row. */
    private final IntStream.Builder lines = IntStream.builder();

    private int rows;

    /** @param files those after the first are read as the first is, and may have more columns */
    TableReader(List<CsvFile> files, TableOptions options) {
        this.files = files;
        this.options = options;
    }

    Table table() {
        Finding finding = new Finding();
        files.get(0).read(finding);
        List<ColumnBuilder> builders = finding.builders();
        for (CsvFile file : files) {
            Storing storing = new Storing(file, builders);
            file.read(storing);
            parts.add(storing.part());
        }
        List<Column> columns = builders.stream().map(ColumnBuilder::column).toList();
        return new Table(
                files.get(0).dialect(), options, columns, parts, lines.build().toArray());
    }

    /** Finds the readings of columns. */
    private final class Finding implements CsvFile.Rows {
        private List<String> names = List.of();

        /** By column; null if its reading is known, or it is left out. */
        private FormFinder[] finders = {};

        @Override
        public void names(List<String> found) {
            CsvFile file = files.get(0);
            options.check(file.name(), found);
            names = found;
            Map<Reading, ToDoubleFunction<String>> readers = new HashMap<>();
            finders = found.stream()
                    .map(name -> options.keeps(name)
                                    && !options.readings().containsKey(name)
                                    && !options.categorical().contains(name)
                            ? new FormFinder(options, file.dialect().delimiter(), readers)
                            : null)
                    .toArray(FormFinder[]::new);
        }

        @Override
        public void row(int line, List<String> cells) {
            for (int column = 0; column < finders.length; column++) {
                if (finders[column] != null && !options.isMissing(cells.get(column))) {
                    finders[column].add(line, cells.get(column));
                }
            }
        }

        @Override
        public void ragged(int line, CrosscheckException wrong) {
            // The second pass tells it.
        }

        List<ColumnBuilder> builders() {
            List<ColumnBuilder> builders = new ArrayList<>();
            for (int column = 0; column < finders.length; column++) {
                String name = names.get(column);
                if (options.keeps(name)) {
                    boolean numeric = options.numeric().contains(name);
                    Reading known = options.readings().get(name);
                    Wanted wanted = known != null
                            ? new Wanted(known, "", numeric)
                            : finders[column] == null ? Wanted.TEXTS : finders[column].found(numeric);
                    builders.add(new ColumnBuilder(name, wanted, options));
                }
            }
            return builders;
        }
    }

    /** Adds the rows of a file. */
    private final class Storing implements CsvFile.Rows {
        private final CsvFile file;
        private final List<ColumnBuilder> builders;
        private final int[] places;
        private final int first = rows;

        /** The lines of rows with another number of cells than the first line, and the error of the first of them. */
        private final List<Integer> ragged = new ArrayList<>();

        private CrosscheckException firstRagged;

        Storing(CsvFile file, List<ColumnBuilder> builders) {
            this.file = file;
            this.builders = builders;
            this.places = new int[builders.size()];
        }

        @Override
        public void names(List<String> found) {
            for (int column = 0; column < places.length; column++) {
                places[column] = Table.indexOf(file.name(), builders.get(column).name(), ", as the first file", found);
            }
        }

        @Override
        public void row(int line, List<String> cells) {
            lines.accept(line);
            rows++;
            for (int column = 0; column < places.length; column++) {
                builders.get(column).add(file.name(), line, cells.get(places[column]));
            }
        }

        @Override
        public void ragged(int line, CrosscheckException wrong) {
            firstRagged = ragged.isEmpty() ? wrong : firstRagged;
            ragged.add(line);
        }

        Table.FileRows part() {
            if (ragged.size() * ROWS_PER_RAGGED > rows - first + ragged.size()) {
                throw firstRagged;
            }
            String shown =
                    ragged.stream().limit(MOST_SHOWN).map(String::valueOf).collect(Collectors.joining(", "));
            String words = Text.of(
                    "%s: rows left out for another number of cells than the first line has: %,d (line %s%s).",
                    file.name(), ragged.size(), shown, ragged.size() > MOST_SHOWN ? ", ..." : "");
            return new Table.FileRows(file.name(), first, ragged.isEmpty() ? "" : words);
        }
    }
}
