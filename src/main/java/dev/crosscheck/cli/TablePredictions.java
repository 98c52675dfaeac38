package dev.crosscheck.cli;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.table.ColumnUse;
import dev.crosscheck.data.table.CsvRows;
import dev.crosscheck.data.table.RawRows;
import dev.crosscheck.data.table.TableOptions;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.run.AtomicFile;
import dev.crosscheck.run.CsvCell;
import dev.crosscheck.run.Excerpt;
import dev.crosscheck.using.predict.TableModel;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Answers a CSV file's rows one after the other, in the memory of a few: each keeps its cells, and the answer's come behind them. */
final class TablePredictions implements CsvRows.Taker {
    /** Rows that the network answers at once. */
    private static final int BATCH = 256;

    /** More of them are counted only: a column of another kind has something in every row. */
    private static final int MOST_TOLD = 20;

    private final TableModel model;
    private final Path table;
    private final Writer out;
    private final boolean raw;
    private final Consumer<String> told;
    private final Consumer<String> noted;
    private final List<List<String>> waiting = new ArrayList<>();
    private final float[] features;
    private final List<Boolean> taken = new ArrayList<>();
    private RawRows rows;
    private int answered;
    private int refused;
    private int disarmed;
    private int notes;

    /**
     * What came of a file.
     *
     * @param answered rows with an answer
     * @param refused rows that could not be taken, which have none
     */
    record Count(int answered, int refused) {}

    private TablePredictions(
            TableModel model, Path table, Writer out, boolean raw, Consumer<String> told, Consumer<String> noted) {
        this.model = model;
        this.table = table;
        this.out = out;
        this.raw = raw;
        this.told = told;
        this.noted = noted;
        this.features = new float[BATCH * model.preprocessing().width()];
    }

    /**
     * Answers a table's rows and writes them to a file, whole or not at all.
     *
     * @param reading how its file is cut into cells
     * @param raw whether text is written as it is, even where a spreadsheet would run it
     * @param noted hears of columns that are passed over
     * @param told receives a line for each row that cannot be used, and for each cell unlike those of the training part
     * @throws CrosscheckException if the table cannot be read, or lacks a column
     */
    static Count write(
            TableModel model,
            Path table,
            TableOptions reading,
            Path answers,
            boolean raw,
            Consumer<String> told,
            Consumer<String> noted) {
        TablePredictions[] made = new TablePredictions[1];
        AtomicFile.write(answers, file -> {
            try (Writer out = new OutputStreamWriter(file, StandardCharsets.UTF_8)) {
                made[0] = new TablePredictions(model, table, out, raw, told, noted);
                made[0].answer(reading);
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        });
        return new Count(made[0].answered, made[0].refused);
    }

    private void answer(TableOptions reading) throws IOException {
        CsvRows.read(table, reading, this);
        flush();
        int more = refused + notes - MOST_TOLD;
        if (more > 0) {
            told.accept(table + ": " + more + " more rows or cells of the same kinds.");
        }
        if (disarmed > 0) {
            told.accept("Cells that a spreadsheet would run as formulas: " + disarmed
                    + ". They have an apostrophe before them; --raw-text leaves it out.");
        }
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
        if (header.stream().distinct().count() < header.size()) {
            throw CrosscheckException.expected(
                    table.toString(),
                    "no column \"" + header.get(names.size()) + "\" or \"probability_...\", as answers are called",
                    "one",
                    "Rename it.");
        }
        writeLine(header);
        notePassedOver(names);
    }

    /** Columns of the file, the target aside, that the model does not use. */
    private void notePassedOver(List<String> names) {
        Map<String, ColumnUse.Use> uses = new HashMap<>();
        model.preprocessing().columnUse().forEach(use -> uses.put(use.column(), use.use()));
        note("training left out, as inspect explains", names, name -> uses.get(name) == ColumnUse.Use.LEFT_OUT);
        note("the training table did not have", names, name -> !uses.containsKey(name));
    }

    private void note(String why, List<String> names, Predicate<String> passedOver) {
        List<String> found =
                names.stream().filter(passedOver).map(Excerpt::quoted).toList();
        int more = found.size() - MOST_TOLD;
        if (!found.isEmpty()) {
            noted.accept(table + ": not used are columns that " + why + ": "
                    + found.stream().limit(MOST_TOLD).collect(Collectors.joining(", "))
                    + (more > 0 ? " and " + more + " more." : "."));
        }
    }

    @Override
    public void row(int line, List<String> cells) {
        int at = waiting.size() * model.preprocessing().width();
        boolean takes = true;
        for (RawRows.Note note : rows.features(cells, features, at)) {
            takes &= !note.refused();
            tell(note.refused() ? refused : notes, line, note);
            notes += note.refused() ? 0 : 1;
        }
        refused += takes ? 0 : 1;
        waiting.add(cells);
        taken.add(takes);
        if (waiting.size() == BATCH) {
            flush();
        }
    }

    private void tell(int before, int line, RawRows.Note note) {
        if (before < MOST_TOLD) {
            told.accept(table + ", line " + line + ", column \"" + note.column() + "\": " + note.words()
                    + (note.refused() ? "; the row has no answer." : "."));
        }
    }

    private void flush() {
        for (int row = 0; row < taken.size(); row++) {
            if (!taken.get(row)) {
                Arrays.fill(
                        features,
                        row * model.preprocessing().width(),
                        (row + 1) * model.preprocessing().width(),
                        0);
            }
        }
        List<TableModel.Answer> answers = model.answers(model.outputs(features, waiting.size()));
        for (int row = 0; row < waiting.size(); row++) {
            List<String> cells = new ArrayList<>(waiting.get(row));
            TableModel.Answer answer = answers.get(row);
            boolean takes = taken.get(row);
            cells.add(takes ? answer.text() : "");
            for (double probability : answer.probabilities()) {
                cells.add(takes ? String.format(Locale.ROOT, "%.6g", probability) : "");
            }
            writeLine(cells);
            answered += takes ? 1 : 0;
        }
        waiting.clear();
        taken.clear();
    }

    private void writeLine(List<String> cells) {
        try {
            for (int i = 0; i < cells.size(); i++) {
                out.write(i == 0 ? "" : ",");
                String cell = raw ? cells.get(i) : CsvCell.harmless(cells.get(i));
                disarmed += cell.equals(cells.get(i)) ? 0 : 1;
                out.write(CsvCell.quoted(cell));
            }
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
