package dev.crosscheck.cli;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.table.ColumnUse;
import dev.crosscheck.data.table.CsvFile;
import dev.crosscheck.data.table.RawRows;
import dev.crosscheck.data.table.TableOptions;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.model.Model;
import dev.crosscheck.text.Printable;
import dev.crosscheck.text.Text;
import dev.crosscheck.using.predict.TableModel;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Predicts a CSV file's rows one after the other: each is written with its own cells, followed by the answer's. Only a batch of rows is in
 * memory.
 */
final class TablePredictions implements CsvFile.Rows {
    /** Rows that the network is given at once. */
    private static final int BATCH = 256;

    /** Further ones are only counted: if a column is of another kind, every row gives one. */
    private static final int MOST_WARNINGS = 20;

    private final TableModel model;
    private final Path table;
    private final boolean raw;
    private final OutputOptions output;
    private final List<List<String>> waiting = new ArrayList<>();
    private final List<Integer> lines = new ArrayList<>();
    private final float[] features;
    private final List<Boolean> taken = new ArrayList<>();
    private AnswerLines out;
    private RawRows rows;
    private int answered;
    private int refused;
    private int notes;

    private TablePredictions(TableModel model, Path table, boolean raw, OutputOptions output) {
        this.model = model;
        this.table = table;
        this.raw = raw;
        this.output = output;
        this.features = new float[BATCH * model.preprocessing().width()];
    }

    /**
     * Predicts a table's rows and writes them with the answers: to a file all or none, to standard output as they come.
     *
     * @param table a CSV file with the columns that the model was trained on
     * @param reading how its file is cut into cells
     * @param answers the file to write; null for standard output
     * @param raw whether text is written unchanged, even if a spreadsheet would run it
     * @return the exit code
     * @throws CrosscheckException if the table cannot be read, or lacks a column
     */
    static int predict(
            Model model, Path table, TableOptions reading, ResultFile answers, boolean raw, OutputOptions output) {
        TablePredictions predictions = new TablePredictions(TableModel.of(model), table, raw, output);
        if (answers == null) {
            predictions.answer(reading, output.out());
            output.out().flush();
        } else {
            predictions.writeTo(answers, reading);
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("model", model.name());
        result.put("table", table.toString());
        result.put("answers", answers == null ? null : answers.toString());
        result.put("answered", predictions.answered);
        result.put("refused", predictions.refused);
        output.writeJson(result);
        return predictions.refused == 0 ? ExitCode.OK : ExitCode.FAILURE;
    }

    private void writeTo(ResultFile answers, TableOptions reading) {
        answers.write(file -> {
            try (Writer writer = new OutputStreamWriter(file, StandardCharsets.UTF_8)) {
                answer(reading, writer);
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        });
        output.print("%d rows answered, %d refused", answered, refused);
        output.print("Answers: %s", answers);
    }

    private void answer(TableOptions reading, Writer to) {
        out = new AnswerLines(to, raw);
        CsvFile.of(table, reading).read(this);
        flush();
        int more = refused + notes - MOST_WARNINGS;
        if (more > 0) {
            output.warn(table + ": " + more + " more rows or cells of the same kinds.");
        }
        out.warn(output);
    }

    @Override
    public void names(List<String> names) {
        rows = model.preprocessing().rows(names, table.toString());
        Target target = model.preprocessing().target();
        List<String> header = new ArrayList<>(names);
        header.add("predicted_" + target.name());
        if (target instanceof Target.OfClasses known) {
            known.labels().forEach(label -> header.add("probability_" + label));
        }
        if (model.decision().interval() != null) {
            header.addAll(List.of("low_" + target.name(), "high_" + target.name()));
        }
        if (header.stream().distinct().count() < header.size()) {
            throw CrosscheckException.expected(
                    table.toString(),
                    "no column \"" + header.get(names.size())
                            + "\", \"probability_...\", \"low_...\" or \"high_...\", as answers are called",
                    "one",
                    "Rename it.");
        }
        out.write(header);
        notePassedOver(names);
    }

    /** Warns of columns of the file, except the target, that the model does not use. */
    private void notePassedOver(List<String> names) {
        Set<String> used = model.preprocessing().columnUse().stream()
                .filter(use -> !ColumnUse.LEFT_OUT.equals(use.use()))
                .map(ColumnUse::column)
                .collect(Collectors.toSet());
        List<String> found = names.stream()
                .filter(name -> !used.contains(name))
                .map(Printable::quoted)
                .toList();
        if (!found.isEmpty()) {
            output.caution(Printable.message(table
                    + ": not used are columns that training left out or did not have, as inspect explains: "
                    + String.join(", ", found) + "."));
        }
    }

    @Override
    public void row(int line, List<String> cells) {
        int at = waiting.size() * rows.width();
        boolean takes = true;
        for (RawRows.Note note : rows.features(cells, features, at)) {
            takes &= !note.refused();
            tell(line, note);
        }
        refused += takes ? 0 : 1;
        waiting.add(cells);
        lines.add(line);
        taken.add(takes);
        if (waiting.size() == BATCH) {
            flush();
        }
    }

    private void tell(int line, RawRows.Note note) {
        if ((note.refused() ? refused : notes) < MOST_WARNINGS) {
            output.warn(table + ", line " + line + ", column \"" + note.column() + "\": " + note.words()
                    + (note.refused() ? "; the row has no answer." : "."));
        }
        notes += note.refused() ? 0 : 1;
    }

    private void flush() {
        for (int row = 0; row < taken.size(); row++) {
            if (!taken.get(row)) {
                Arrays.fill(features, row * rows.width(), (row + 1) * rows.width(), 0);
            }
        }
        List<TableModel.Answer> answers = model.answers(model.outputs(features, waiting.size()));
        for (int row = 0; row < waiting.size(); row++) {
            List<String> cells = new ArrayList<>(waiting.get(row));
            TableModel.Answer answer = answers.get(row);
            boolean takes = taken.get(row);
            if (takes && answer.note() != null) {
                tell(lines.get(row), answer.note());
            }
            cells.add(takes ? answer.text() : "");
            for (double probability : answer.probabilities()) {
                cells.add(takes ? Text.of("%.6g", probability) : "");
            }
            if (answer.low() != null) {
                cells.add(takes ? answer.low() : "");
                cells.add(takes ? answer.high() : "");
            }
            out.write(cells);
            answered += takes ? 1 : 0;
        }
        waiting.clear();
        lines.clear();
        taken.clear();
    }
}
