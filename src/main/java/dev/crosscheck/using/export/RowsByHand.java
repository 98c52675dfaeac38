package dev.crosscheck.using.export;

import dev.crosscheck.data.table.Input;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.RawRows;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.using.predict.TableModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Answers raw rows as predict does: its preprocessing, the hand-written network, in double. */
final class RowsByHand {
    private static final int MOST_ROWS = 1000;

    /** Features of rows that are answered at once: 12 MB as floats and as doubles. */
    private static final int MOST_FEATURES = 1 << 20;

    private RowsByHand() {}

    /**
     * A row's answer.
     *
     * @param answer what predict says
     * @param largest the largest number that the row leads to on its way through the network, features included; at least 1
     */
    record Answered(RowAnswer answer, double largest) {}

    /** @return how many rows are answered at once */
    static int batch(Preprocessing preprocessing) {
        return Math.max(1, Math.min(MOST_ROWS, MOST_FEATURES / preprocessing.width()));
    }

    /** @return the answers of a network with these parameters */
    static List<RowAnswer> answers(Network network, Parameters parameters, TestRows rows) {
        return of(network, parameters, rows).stream().map(Answered::answer).toList();
    }

    /** The same, with what rounding is to be measured by. */
    static List<Answered> of(Network network, Parameters parameters, TestRows rows) {
        TableModel model = new TableModel(network, parameters, rows.preprocessing());
        List<Answered> answers = new ArrayList<>();
        int batch = batch(rows.preprocessing());
        for (int from = 0; from < rows.size(); from += batch) {
            add(model, rows.rows().subList(from, Math.min(rows.size(), from + batch)), answers);
        }
        return answers;
    }

    private static void add(TableModel model, List<List<String>> rows, List<Answered> answers) {
        Preprocessing preprocessing = model.preprocessing();
        int width = preprocessing.width();
        List<String> names = preprocessing.inputs().stream().map(Input::name).toList();
        RawRows raw = preprocessing.rows(names, "");
        float[] features = new float[rows.size() * width];
        boolean[] taken = new boolean[rows.size()];
        for (int row = 0; row < taken.length; row++) {
            int at = row * width;
            taken[row] = raw.features(rows.get(row), features, at).stream().noneMatch(RawRows.Note::refused);
            if (!taken[row]) {
                Arrays.fill(features, at, at + width, 0);
            }
        }
        ForwardPass pass = model.network().forward(model.parameters(), Floats.widened(rows.size(), features));
        List<TableModel.Answer> said = model.answers(pass.output().data());
        for (int row = 0; row < taken.length; row++) {
            answers.add(new Answered(
                    taken[row] ? answer(pass, row, said.get(row)) : RowAnswer.REFUSED, largest(pass, row)));
        }
    }

    private static RowAnswer answer(ForwardPass pass, int row, TableModel.Answer said) {
        double[] logits = pass.zs().get(pass.zs().size() - 1).row(row).data();
        return said.probabilities().isEmpty()
                ? RowAnswer.ofNumber(logits[0])
                : RowAnswer.ofClass(
                        logits,
                        said.probabilities().stream().mapToDouble(p -> p).toArray(),
                        said.text());
    }

    private static double largest(ForwardPass pass, int row) {
        double largest = Math.max(1, largest(pass.a(0).row(row)));
        for (Matrix z : pass.zs()) {
            largest = Math.max(largest, largest(z.row(row)));
        }
        return largest;
    }

    private static double largest(Matrix row) {
        return Arrays.stream(row.data()).map(Math::abs).max().orElseThrow();
    }
}
