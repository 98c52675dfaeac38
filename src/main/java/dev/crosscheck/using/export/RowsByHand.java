package dev.crosscheck.using.export;

import dev.crosscheck.data.table.Input;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.RawRows;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.using.predict.TableModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

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

    /** Runs a network on a batch of features, (rows, width). */
    @FunctionalInterface
    interface Forward {
        /** @return its logits and its outputs, (rows, outputs) each */
        List<Matrix> of(float[] features, int rows);
    }

    /** @return the answers of a network with these parameters */
    static List<RowAnswer> answers(Network network, Parameters parameters, TestRows rows) {
        return of(network, parameters, rows).stream().map(Answered::answer).toList();
    }

    /** @return the answers of a network that something else runs */
    static List<RowAnswer> answers(Model model, TestRows rows, Forward forward) {
        TableModel meaning = TableModel.of(model);
        List<RowAnswer> answers = new ArrayList<>();
        for (Batch batch : batches(rows)) {
            List<Matrix> found = forward.of(batch.features(), batch.taken().length);
            answers.addAll(batch.answers(meaning, found.get(0), found.get(1)));
        }
        return answers;
    }

    /** The answers by hand, with what rounding is to be measured by. */
    static List<Answered> of(Network network, Parameters parameters, TestRows rows) {
        TableModel model = new TableModel(network, parameters, rows.preprocessing());
        List<Answered> answered = new ArrayList<>();
        for (Batch batch : batches(rows)) {
            int count = batch.taken().length;
            ForwardPass pass = network.forward(parameters, Matrix.widened(count, batch.features()));
            List<RowAnswer> answers =
                    batch.answers(model, pass.zs().get(pass.zs().size() - 1), pass.output());
            for (int row = 0; row < count; row++) {
                answered.add(new Answered(answers.get(row), largest(pass, row)));
            }
        }
        return answered;
    }

    /**
     * Rows that are answered at once.
     *
     * @param features of each, as predict makes them; 0 of a row that is refused
     * @param taken whether each is taken
     */
    private record Batch(float[] features, boolean... taken) {
        List<RowAnswer> answers(TableModel model, Matrix logits, Matrix outputs) {
            List<TableModel.Answer> said = model.answers(outputs.data());
            return IntStream.range(0, taken.length)
                    .mapToObj(row -> taken[row] ? answer(logits.row(row).data(), said.get(row)) : RowAnswer.REFUSED)
                    .toList();
        }
    }

    private static List<Batch> batches(TestRows rows) {
        Preprocessing preprocessing = rows.preprocessing();
        int width = preprocessing.width();
        List<String> names = preprocessing.inputs().stream().map(Input::name).toList();
        RawRows raw = preprocessing.rows(names, "");
        List<Batch> batches = new ArrayList<>();
        int size = batch(preprocessing);
        for (int from = 0; from < rows.size(); from += size) {
            boolean[] taken = new boolean[Math.min(size, rows.size() - from)];
            float[] features = new float[taken.length * width];
            for (int row = 0; row < taken.length; row++) {
                int at = row * width;
                taken[row] = raw.features(rows.rows().get(from + row), features, at).stream()
                        .noneMatch(RawRows.Note::refused);
                if (!taken[row]) {
                    Arrays.fill(features, at, at + width, 0);
                }
            }
            batches.add(new Batch(features, taken));
        }
        return batches;
    }

    private static RowAnswer answer(double[] logits, TableModel.Answer said) {
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
