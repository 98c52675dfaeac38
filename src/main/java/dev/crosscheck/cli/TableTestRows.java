package dev.crosscheck.cli;

import dev.crosscheck.Digest;
import dev.crosscheck.data.table.CsvFile;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.Table;
import dev.crosscheck.data.table.TableExamples;
import dev.crosscheck.data.table.TableOptions;
import dev.crosscheck.data.table.TablePreparation;
import dev.crosscheck.measure.Measures;
import dev.crosscheck.model.Model;
import dev.crosscheck.using.export.Provenance;
import dev.crosscheck.using.export.Provenance.DataMatch;
import dev.crosscheck.using.export.TestResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Finds rows to test a model of a table on: the test part of its own table, or all rows of another. */
final class TableTestRows {
    /** As many as MNIST has test images; takes some seconds for each exported file. */
    private static final int MOST_ROWS = 10_000;

    /** Limits the number of rows if there are very many columns: a cell's text takes about fifty bytes. */
    private static final int MOST_CELLS = 1_000_000;

    private final Model model;
    private final TablePreparation prepared;
    private final Preprocessing preprocessing;
    private final Provenance provenance;

    /** @param provenance of the model, with the digests of its data */
    TableTestRows(Model model, Provenance provenance) {
        this.model = model;
        this.prepared = TablePreparation.of(model.preparation());
        this.preprocessing = prepared.preprocessing();
        this.provenance = provenance;
    }

    /**
     * Reads the rows, and measures the model on those that have a target.
     *
     * @param named the table; null for the one that the model was trained on, if it is still there
     * @throws dev.crosscheck.CrosscheckException if the named table cannot be read or lacks a column
     */
    TestResult read(Path named) {
        Path file = named == null ? own() : named;
        if (file == null) {
            return TestResult.ofNothing("The table that the model was trained on was not found: it was not measured,"
                    + " and files were run on made-up rows only.");
        }
        CsvFile.requireFile(file);
        String digest = Digest.sha256(file);
        DataMatch match = provenance.dataSha256().isEmpty()
                ? DataMatch.UNKNOWN
                : isKnown(digest) ? DataMatch.SAME : DataMatch.OTHER;
        boolean testFile =
                provenance.rows() != null && digest.equals(provenance.rows().testSha256());
        boolean testPart = testFile
                || match == DataMatch.SAME
                        && provenance.rows() != null
                        && provenance.rows().testSha256() == null;
        TableOptions reading = testPart ? provenance.rows().source().reading() : TableOptions.FOUND;
        Cells none = new Cells(Set.of());
        CsvFile.of(file, reading).read(none);
        boolean measured =
                testPart || none.names.contains(preprocessing.target().name());
        // A separate file may have only one of the classes, or only numbers in a column of categories: then the columns
        // are
        // read as the model's.
        boolean shared = testPart && !testFile;
        Table table = Table.read(file, shared ? reading : preprocessing.reading(reading, measured));
        int[] rows = shared ? provenance.rows().test(table) : rows(table, measured);
        return new TestResult(
                file.toString(),
                testFile
                        ? "the run's test file"
                        : testPart ? "the run's test part" : measured ? "rows with a target" : "all rows",
                match,
                caveat(match, testPart),
                Map.of(file.getFileName().toString(), digest),
                measured && rows.length > 0 ? measures(table, rows) : null,
                cells(file, reading, table, rows));
    }

    /** @return the file that the model was trained on, or null */
    private Path own() {
        try {
            String testFile = provenance.rows() == null
                    ? null
                    : provenance.rows().source().testFile();
            String name = testFile != null ? testFile : provenance.dataFolder();
            Path file = name == null ? null : Path.of(name);
            boolean found = file != null && Files.isRegularFile(file) && isKnown(Digest.sha256(file));
            return found ? file : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private boolean isKnown(String digest) {
        return provenance.dataSha256().containsValue(digest)
                || provenance.rows() != null && digest.equals(provenance.rows().testSha256());
    }

    private static String caveat(DataMatch match, boolean testPart) {
        if (testPart) {
            return null;
        }
        return switch (match) {
            case SAME -> "The model was trained on a part of these rows, which it may know by heart.";
            case OTHER -> "The figures are of another table than the one that the model was trained on.";
            case UNKNOWN -> "It is unknown which table the model was trained on.";
        };
    }

    private int[] rows(Table table, boolean measured) {
        return measured
                ? preprocessing.rowsWithTarget(table)
                : IntStream.range(0, table.rows()).toArray();
    }

    private Measures measures(Table table, int... rows) {
        TableExamples examples =
                TableExamples.of(preprocessing, table, model.spec().outputs() == 1, rows);
        return TableMeasures.of(model.answers(examples), examples, preprocessing.target(), prepared.decided());
    }

    /** The texts of the rows' cells as in the file; of evenly spaced rows if there are too many. */
    private List<List<String>> cells(Path file, TableOptions reading, Table table, int... rows) {
        int inputs = preprocessing.columns().size();
        int most = Math.max(1, Math.min(rows.length, Math.min(MOST_ROWS, MOST_CELLS / inputs)));
        Set<Integer> lines = new HashSet<>();
        for (int i = 0; i < Math.min(most, rows.length); i++) {
            lines.add(table.line(rows[(int) ((long) i * rows.length / most)]));
        }
        Cells taken = new Cells(lines);
        CsvFile.of(file, reading).read(taken);
        return taken.rows;
    }

    /** Takes the names of a file's columns, and of some of its lines the cells of the model's inputs. */
    private final class Cells implements CsvFile.Rows {
        private final Set<Integer> lines;
        private final List<List<String>> rows = new ArrayList<>();
        private List<String> names;
        private int[] places;

        Cells(Set<Integer> lines) {
            this.lines = lines;
        }

        @Override
        public void names(List<String> found) {
            names = found;
            places = preprocessing.columns().stream().mapToInt(found::indexOf).toArray();
        }

        @Override
        public void row(int line, List<String> cells) {
            if (lines.contains(line)) {
                rows.add(IntStream.of(places).mapToObj(cells::get).toList());
            }
        }
    }
}
