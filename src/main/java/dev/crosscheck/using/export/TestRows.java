package dev.crosscheck.using.export;

import dev.crosscheck.data.table.Decision;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.RawRows;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.text.Printable;
import dev.crosscheck.using.predict.TableModel;
import java.util.Arrays;
import java.util.List;

/**
 * Rows of a table on which exported files are run.
 *
 * @param model predicts the rows
 * @param rows texts of the cells, in the order of the preprocessing's columns
 */
record TestRows(TableModel model, List<List<String>> rows) implements TestExamples {
    Preprocessing preprocessing() {
        return model.preprocessing();
    }

    @Override
    public int size() {
        return rows.size();
    }

    @Override
    public int width() {
        return preprocessing().width();
    }

    @Override
    public String name(int example) {
        return "row " + example + " (" + Printable.excerpt(String.join(",", rows.get(example))) + ")";
    }

    /** @return a cell without surrounding white space */
    String cell(int row, int column) {
        return rows.get(row).get(column).strip();
    }

    @Override
    public boolean[] features(int from, float[] into) {
        RawRows raw = preprocessing().rows(preprocessing().columns(), "");
        int width = raw.width();
        boolean[] taken = new boolean[into.length / width];
        for (int row = 0; row < taken.length; row++) {
            int at = row * width;
            taken[row] = raw.features(rows.get(from + row), into, at).stream().noneMatch(RawRows.Note::refused);
            if (!taken[row]) {
                Arrays.fill(into, at, at + width, 0);
            }
        }
        return taken;
    }

    @Override
    public RawAnswer answer(double[] logits, double[] outputs) {
        TableModel.Answer said = model.answers(outputs).get(0);
        if (!said.probabilities().isEmpty()) {
            return RawAnswer.ofClass(
                    logits, said.probabilities().stream().mapToDouble(p -> p).toArray(), said.text());
        }
        Target.OfNumber number = (Target.OfNumber) preprocessing().target();
        double answer = number.limited(logits[0]);
        Decision.AnswerInterval interval = model.decision().interval();
        if (interval == null) {
            return RawAnswer.ofNumber(answer);
        }
        double half = interval.halfWidth(number.value(answer)) / number.deviation();
        return RawAnswer.ofNumber(answer, answer - half, answer + half);
    }

    @Override
    public double margin(double... probabilities) {
        Decision.ChosenCutOff cutOff = model.decision().cutOff();
        return cutOff == null
                ? TestExamples.super.margin(probabilities)
                : Math.abs(probabilities[model.decision().positive().label()] - cutOff.probability());
    }
}
