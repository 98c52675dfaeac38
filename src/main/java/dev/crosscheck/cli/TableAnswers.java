package dev.crosscheck.cli;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.Table;
import dev.crosscheck.data.table.TableExamples;
import dev.crosscheck.data.table.TableFeatures;
import dev.crosscheck.data.table.TableOptions;
import dev.crosscheck.model.Model;
import dev.crosscheck.run.Digest;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.using.predict.TableModel;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What {@code predict} and {@code evaluate} do with a model of a table. */
final class TableAnswers {
    private final Model model;
    private final TableOptions reading;
    private final OutputOptions output;

    /** @param reading how the table's file is cut into cells */
    TableAnswers(Model model, TableOptions reading, OutputOptions output) {
        this.model = model;
        this.reading = reading;
        this.output = output;
    }

    /**
     * The result of predict as JSON.
     *
     * @param model the model's file
     * @param table the rows' file
     * @param answers where they were written; null for standard output
     * @param answered rows with an answer
     * @param refused rows that could not be taken
     */
    record Predicted(String model, String table, String answers, int answered, int refused) {}

    /**
     * The result of evaluate as JSON.
     *
     * @param model the model's file
     * @param table the rows' file
     * @param trainedOnIt whether the model was trained on a part of these rows
     * @param measures of the answers
     */
    record Evaluated(String model, String table, boolean trainedOnIt, TableMeasures measures) {}

    /**
     * Answers rows.
     *
     * @param table a CSV file with the columns that the model was trained on
     * @param answers the file to write; null for standard output
     * @param raw whether text is written as it is, even where a spreadsheet would run it
     * @return the exit code
     */
    int predict(Path table, Path answers, boolean raw) {
        if (answers == null) {
            return toStandardOutput(table, raw);
        }
        if (answers.toAbsolutePath().normalize().equals(table.toAbsolutePath().normalize())) {
            throw new CrosscheckException(
                    answers + ": the answers would replace the table.", "Name another file with --out.");
        }
        TablePredictions.Count count = TablePredictions.write(
                TableModel.of(model), table, reading, answers, raw, output::warn, output::caution);
        output.print("%d rows answered, %d refused", count.answered(), count.refused());
        output.print("Answers: %s", answers);
        output.writeJson(
                new Predicted(model.name(), table.toString(), answers.toString(), count.answered(), count.refused()));
        return count.refused() == 0 ? ExitCode.OK : ExitCode.FAILURE;
    }

    /** By way of a file: a table that is found to be damaged at its end has no answers. */
    private int toStandardOutput(Path table, boolean raw) {
        try {
            Path folder = Files.createTempDirectory("crosscheck");
            Path file = folder.resolve("answers.csv");
            try {
                TablePredictions.Count count = TablePredictions.write(
                        TableModel.of(model), table, reading, file, raw, output::warn, output::caution);
                try (Reader reader = Files.newBufferedReader(file)) {
                    reader.transferTo(output.out());
                }
                output.out().flush();
                output.writeJson(
                        new Predicted(model.name(), table.toString(), null, count.answered(), count.refused()));
                return count.refused() == 0 ? ExitCode.OK : ExitCode.FAILURE;
            } finally {
                Files.deleteIfExists(file);
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Measures the answers to rows that have a target.
     *
     * @param table a CSV file with the columns that the model was trained on, and the target
     * @return the exit code
     */
    int evaluate(Path table, RunFolder folder) {
        Preprocessing preprocessing = model.table();
        Table read = Table.read(table, preprocessing.reading(reading, true));
        TableFeatures features = preprocessing.of(read);
        TableExamples rows = TableExamples.of(features, model.spec().outputs() == 1, features.rowsWithTarget());
        boolean known = model.dataSha256().containsValue(Digest.sha256(table));
        if (known) {
            output.caution("Warning: " + table
                    + ": the model was trained on a part of these rows, which it may know by heart.");
        }
        float[] outputs = model.answers(rows);
        TableMeasures measures = TableMeasures.of(outputs, rows, preprocessing.target());
        int left = read.rows() - rows.size();
        output.print(
                "Data: %s, %d rows%s",
                table, rows.size(), left == 0 ? "" : "; " + left + " more have no target and are not measured");
        features.unseen(features.rowsWithTarget())
                .forEach((column, words) ->
                        output.caution("Warning: column \"" + column + "\": " + words + " in " + table + "."));
        output.printTable(measures.headings(), List.of(measures.cells("model")));
        measures.printConfusion(output, preprocessing.target());
        measures.draw(folder, outputs, rows, preprocessing.target()).forEach(output::warn);
        Evaluated result = new Evaluated(model.name(), table.toString(), known, measures);
        Json.write(folder.path().resolve("evaluation.json"), result);
        output.writeJson(result);
        output.print("Run: %s", folder.path());
        return ExitCode.OK;
    }
}
