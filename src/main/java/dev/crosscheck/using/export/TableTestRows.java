package dev.crosscheck.using.export;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.table.CsvFile;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.Table;
import dev.crosscheck.data.table.TableExamples;
import dev.crosscheck.data.table.TableOptions;
import dev.crosscheck.data.table.TablePreparation;
import dev.crosscheck.files.Digest;
import dev.crosscheck.measure.Measures;
import dev.crosscheck.measure.StandardError;
import dev.crosscheck.model.Model;
import dev.crosscheck.tables.TableAnswers;
import dev.crosscheck.text.Text;
import dev.crosscheck.using.export.Provenance.DataMatch;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Finds the rows that a model of a table was tested on, in its run's table. */
public final class TableTestRows {
    /** As many as MNIST has test images; takes some seconds for each exported file. */
    private static final int MOST_ROWS = 10_000;

    private final Model model;
    private final Preprocessing preprocessing;
    private final Provenance provenance;

    /** @param provenance of the model, with the digests of its data */
    public TableTestRows(Model model, Provenance provenance) {
        this.model = model;
        this.preprocessing = TablePreparation.of(model.preparation()).preprocessing();
        this.provenance = provenance;
    }

    /** Reads the rows, if they are where they were in a table that has not changed, and measures the model on them. */
    public TestResult read() {
        Path file = table();
        if (file == null) {
            return TestResult.ofNothing("The test rows of its run were not found in a table: it was not measured,"
                    + " and files were run on made-up rows only.");
        }
        TableOptions reading = provenance.rows().source().reading();
        Table table = Table.read(file, reading);
        int[] rows = provenance.rows().test(table);
        TableExamples examples =
                TableExamples.of(preprocessing, table, model.spec().outputs() == 1, rows);
        return new TestResult(
                file.toString(),
                "the run's test part"
                        + (examples.groups() == null
                                ? ""
                                : Text.of(
                                        "; intervals count its %,d groups, not rows",
                                        StandardError.count(rows.length, examples.groups()))),
                DataMatch.SAME,
                null,
                Map.of(file.getFileName().toString(), Digest.sha256(file)),
                rows.length > 0 ? measures(examples) : null,
                cells(file, reading, table, rows));
    }

    /** @return the run's table; null if it is not there any more, or the run's test rows are a file of their own */
    private Path table() {
        try {
            boolean inTable = provenance.rows() != null
                    && provenance.dataFolder() != null
                    && provenance.rows().testSha256() == null;
            Path file = inTable ? Path.of(provenance.dataFolder()) : null;
            return inTable
                            && Files.isRegularFile(file)
                            && provenance.dataSha256().containsValue(Digest.sha256(file))
                    ? file
                    : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private Measures measures(TableExamples examples) {
        return TableAnswers.of(
                        model,
                        examples,
                        TablePreparation.of(model.preparation()).decided())
                .measures();
    }

    /** The texts of the rows' cells as in the file, of at most {@link #MOST_ROWS}. */
    private List<List<String>> cells(Path file, TableOptions reading, Table table, int... rows) {
        Cells taken = new Cells(
                IntStream.of(rows).limit(MOST_ROWS).map(table::line).boxed().collect(Collectors.toSet()));
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

        /** Training left it out, too. */
        @Override
        public void ragged(int line, CrosscheckException wrong) {}
    }
}
