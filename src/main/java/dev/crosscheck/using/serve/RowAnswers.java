package dev.crosscheck.using.serve;

import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.RawRows;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.text.Printable;
import dev.crosscheck.using.predict.TableModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpStatus;

/**
 * Predicts rows of raw values, each with its probabilities and the influence of its columns. A row that cannot be used does not affect the
 * others.
 */
final class RowAnswers implements Answers {
    /** Maximum rows per request; {@code predict} takes more. */
    private static final int MOST_ROWS = 1000;

    /** Maximum influences per answer, strongest first; a table may have thousands of columns. */
    private static final int MOST_INFLUENCES = 100;

    /** Maximum probabilities and influences per request: with their names about 200 KB, which may be sent to many clients at once. */
    private static final int MOST_VALUES = 4000;

    /** Maximum multiplications per request: about 0.3 seconds of one core. */
    private static final long MOST_PRODUCTS = 200_000_000;

    /** A row of fifty columns has about 2 KB. Requests of a few such rows are answered before larger ones. */
    private static final int QUICK_BYTES = 16 << 10;

    private final TableModel model;
    private final TableFacts facts;
    private final RowsBody reader;

    /** The column of each input. */
    private final List<String> columns;

    private final RawRows rows;

    RowAnswers(TableModel model, TableFacts facts) {
        this.model = model;
        this.facts = facts;
        Preprocessing preprocessing = model.preprocessing();
        reader = new RowsBody(preprocessing, facts.mostRows());
        columns = preprocessing.columns();
        rows = preprocessing.rows(preprocessing.columns(), "body");
    }

    /**
     * The answer for a row.
     *
     * @param answer name of a class, or a number in the target's own unit
     * @param sure whether the class's probability reaches the threshold, always if a cut-off decides; null for a regression
     * @param probabilities of the classes, by name; null for a regression
     * @param low lower end of the number's interval; null for classes, and if the model has none
     * @param high upper end of the number's interval, likewise
     * @param influences gradient times input by column, strongest first
     * @param notes remarks on values unlike any in the training part, at most five
     */
    record Answered(
            Object answer,
            Boolean sure,
            Map<String, Double> probabilities,
            Float low,
            Float high,
            Map<String, Double> influences,
            List<RowsBody.Problem> notes) {}

    /**
     * The answer for a row that cannot be used.
     *
     * @param error the first problem, with the column and, in a list, the row's number
     * @param remedy what to do
     * @param problems all problems of the row, at most five
     */
    record Refused(String error, String remedy, List<RowsBody.Problem> problems) {}

    /** @return maximum rows per request, which is smaller for models with many classes or parameters */
    static int mostRows(TableModel model) {
        int labels = model.preprocessing().target() instanceof Target.OfClasses known
                ? known.labels().size()
                : 1;
        int values = labels
                + Math.min(MOST_INFLUENCES, model.preprocessing().columns().size());
        // forward and backward
        long products = 2L * model.network().parameterCount();
        return (int) Math.max(1, Math.min(MOST_ROWS, Math.min(MOST_VALUES / values, MOST_PRODUCTS / products)));
    }

    @Override
    public String page() {
        return "table";
    }

    @Override
    public TableFacts facts() {
        return facts;
    }

    @Override
    public List<String> types() {
        return List.of(JSON);
    }

    @Override
    public boolean isQuick(String type, int bytes, Supplier<byte[]> body) {
        return bytes <= QUICK_BYTES;
    }

    @Override
    public Reply answer(String type, byte[] body) {
        RowsBody.Rows read = reader.read(body);
        List<Object> answers = new ArrayList<>();
        for (RowsBody.Row row : read.rows()) {
            answers.add(answer(row, read.list() ? "row " + (answers.size() + 1) + ", " : ""));
        }
        if (read.list()) {
            return new Reply(HttpStatus.OK_200, answers);
        }
        Object only = answers.get(0);
        return new Reply(only instanceof Refused ? HttpStatus.BAD_REQUEST_400 : HttpStatus.OK_200, only);
    }

    /** @param place position of the row in its list, for messages */
    private Object answer(RowsBody.Row row, String place) {
        float[] features = new float[rows.width()];
        List<RowsBody.Problem> problems = new ArrayList<>(row.problems());
        List<RowsBody.Problem> notes = new ArrayList<>();
        if (problems.isEmpty()) {
            for (RawRows.Note note : rows.features(row.cells(), features, 0)) {
                RowsBody.add(note.refused() ? problems : notes, note.column(), note.words());
            }
        }
        if (!problems.isEmpty()) {
            RowsBody.Problem first = problems.get(0);
            String error = place + "column " + Printable.quoted(first.column()) + ": " + first.problem();
            return new Refused(error + (error.endsWith("?") ? "" : "."), reader.remedy(), problems);
        }
        return answered(model.explained(features), notes);
    }

    private Answered answered(TableModel.Explained explained, List<RowsBody.Problem> notes) {
        TableModel.Answer answer = explained.answer();
        if (answer.note() != null) {
            RowsBody.add(notes, answer.note().column(), answer.note().words());
        }
        Map<String, Double> influences = influences(explained.influences());
        if (!(model.preprocessing().target() instanceof Target.OfClasses known)) {
            return new Answered(
                    Float.valueOf(answer.text()),
                    null,
                    null,
                    number(answer.low()),
                    number(answer.high()),
                    influences,
                    notes);
        }
        Map<String, Double> probabilities = new LinkedHashMap<>();
        for (int c = 0; c < known.labels().size(); c++) {
            probabilities.put(known.labels().get(c), answer.probabilities().get(c));
        }
        boolean sure =
                model.decision().cutOff() != null || answer.probabilities().get(answer.label()) >= facts.threshold();
        return new Answered(answer.text(), sure, probabilities, null, null, influences, notes);
    }

    private static Float number(String text) {
        return text == null ? null : Float.valueOf(text);
    }

    private Map<String, Double> influences(double... all) {
        Map<String, Double> ofColumns = new LinkedHashMap<>();
        for (int i = 0; i < all.length; i++) {
            ofColumns.merge(columns.get(i), all[i], Double::sum);
        }
        Map<String, Double> strongest = new LinkedHashMap<>();
        ofColumns.entrySet().stream()
                .sorted((one, other) -> Double.compare(Math.abs(other.getValue()), Math.abs(one.getValue())))
                .limit(MOST_INFLUENCES)
                .forEach(column -> strongest.put(column.getKey(), column.getValue()));
        return strongest;
    }
}
