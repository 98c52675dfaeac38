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

/** Finds the rows that a model of a table was tested on, in its run's table or test file. */
final class TableTestRows {
    /** As many as MNIST has test images; takes some seconds for each exported file. */
    private static final int MOST_ROWS = 10_000;

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

    /** Reads the rows, if their file is where it was and has not changed, and measures the model on them. */
    TestResult read() {
        Path file = own();
        if (file == null) {
            return TestResult.ofNothing("The table that the model was trained on was not found: it was not measured,"
                    + " and files were run on made-up rows only.");
        }
        String digest = Digest.sha256(file);
        boolean testFile = provenance.rows().testSha256() != null;
        TableOptions reading = provenance.rows().source().reading();
        // A separate file may have only one of the classes, or only numbers in a column of categories: then the columns
        // are read as the model's.
        Table table = Table.read(file, testFile ? preprocessing.reading(reading, true) : reading);
        int[] rows = testFile
                ? preprocessing.rowsWithTarget(table)
                : provenance.rows().test(table);
        return new TestResult(
                file.toString(),
                testFile ? "the run's test file" : "the run's test part",
                DataMatch.SAME,
                null,
                Map.of(file.getFileName().toString(), digest),
                rows.length > 0 ? measures(table, rows) : null,
                cells(file, reading, table, rows));
    }

    /** @return the file that the run tested on, or null if it is not there any more */
    private Path own() {
        try {
            String testFile = provenance.rows() == null
                    ? null
                    : provenance.rows().source().testFile();
            String name = testFile != null ? testFile : provenance.dataFolder();
            Path file = name == null ? null : Path.of(name);
            return file != null && Files.isRegularFile(file) && isOfTests(Digest.sha256(file)) ? file : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private boolean isOfTests(String digest) {
        if (provenance.rows() == null) {
            return false;
        }
        String testSha256 = provenance.rows().testSha256();
        return testSha256 != null
                ? testSha256.equals(digest)
                : provenance.dataSha256().containsValue(digest);
    }

    private Measures measures(Table table, int... rows) {
        TableExamples examples =
                TableExamples.of(preprocessing, table, model.spec().outputs() == 1, rows);
        return new TableAnswers(model.answers(examples), examples, preprocessing.target(), prepared.decided())
                .measures();
    }

    /** The texts of the rows' cells as in the file; of evenly spaced rows if there are too many. */
    private List<List<String>> cells(Path file, TableOptions reading, Table table, int... rows) {
        int most = Math.max(1, Math.min(rows.length, MOST_ROWS));
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
        private int[] places;

        Cells(Set<Integer> lines) {
            this.lines = lines;
        }

        @Override
        public void names(List<String> found) {
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
