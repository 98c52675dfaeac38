package dev.crosscheck.using.predict;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.table.Decision;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.RawRows;
import dev.crosscheck.data.table.TablePreparation;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.BackwardPass;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Softmax;
import dev.crosscheck.text.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Predicts the target of table rows by the hand-written forward pass in double precision. Immutable and thread-safe.
 *
 * @param network the network
 * @param parameters its parameters; must not be modified
 * @param preprocessing converts a row's cells to features, and outputs to predictions
 * @param decision gives the class of a row, and the interval of a number
 */
public record TableModel(Network network, Parameters parameters, Preprocessing preprocessing, Decision decision) {

    /**
     * @return the predictor of a table model
     * @throws CrosscheckException if the model is one of images
     */
    public static TableModel of(Model model) {
        if (!(model.preparation() instanceof TablePreparation rows)) {
            throw CrosscheckException.expected(
                    model.name(), "a model of a table", model.preparation().words(), "Use ImageClassifier.of.");
        }
        return new TableModel(model.network(), model.parameters(), rows.preprocessing(), rows.decided());
    }

    /**
     * The prediction for a row.
     *
     * @param text name of the class, or a number in the target's own unit
     * @param label index of the class; -1 for a regression
     * @param probabilities of the classes, in their order; empty for a regression
     * @param low lower end of the number's interval; null if it has none
     * @param high upper end of the number's interval; null if it has none
     * @param note that the number is a limit, which the network's own is beyond; null if it is not
     */
    public record Answer(
            String text,
            int label,
            List<Double> probabilities,
            @Nullable String low,
            @Nullable String high,
            RawRows.@Nullable Note note) {}

    /**
     * A prediction with the influence of each input. Gradient times input is linear in each feature. The baseline of a number is the median
     * of the training part, where its feature is 0; the baseline of a category is no category.
     *
     * @param answer the prediction
     * @param influences for each input of the preprocessing, the sum over its features of x df/dx. For a class, f is its log odds ln
     *     p/(1-p), which unlike p do not saturate where the network is confident; for a regression, f is the number in the target's own
     *     unit, before it is limited
     */
    public record Explained(Answer answer, double[] influences) {}

    /**
     * Predicts a single row. For many rows, {@link Preprocessing#rows} and {@link #outputs} prepare less for each.
     *
     * @param row the cells as the table writes them, by the names of their columns; an empty text or null is a missing value, other columns are ignored
     * @throws CrosscheckException if a column is missing or a cell cannot be used
     */
    public Answer predict(Map<String, String> row) {
        List<String> columns = List.copyOf(row.keySet());
        RawRows rows = preprocessing.rows(columns, "Row");
        float[] features = new float[rows.width()];
        for (RawRows.Note note : rows.features(columns.stream().map(row::get).toList(), features, 0)) {
            if (note.refused()) {
                throw new CrosscheckException(
                        "Row, column " + Printable.quoted(note.column()) + ": " + note.words() + ".",
                        "Correct the cell, or leave it empty.");
            }
        }
        return answers(outputs(features, 1)).get(0);
    }

    /**
     * Runs the network.
     *
     * @param features (rows, width), row-major, from the preprocessing
     * @param rows number of rows
     * @return its outputs, (rows, outputs), row-major
     */
    public double[] outputs(float[] features, int rows) {
        return network.forward(parameters, Matrix.widened(rows, Arrays.copyOf(features, rows * preprocessing.width())))
                .output()
                .data();
    }

    /**
     * Predicts one row, and computes the influences by backpropagation.
     *
     * @param features features of the row, from the preprocessing
     */
    public Explained explained(float... features) {
        Matrix x = Matrix.widened(1, features);
        ForwardPass pass = network.forward(parameters, x);
        Answer answer = answers(pass.output().data()).get(0);
        Matrix slopes = outputSlopes(pass.z(network.depth()), answer);
        Matrix dx = BackwardPass.from(withoutOutputActivation(), parameters, pass, slopes)
                .da(0);
        double[] influences = new double[preprocessing.inputs().size()];
        int at = 0;
        for (int i = 0; i < influences.length; i++) {
            for (int width = preprocessing.inputs().get(i).width(); width > 0; width--, at++) {
                influences[i] += features[at] * dx.data()[at];
            }
        }
        return new Explained(answer, influences);
    }

    /** The network up to the last layer's pre-activations: their gradients stay finite where probabilities round to 0 or 1. */
    private Network withoutOutputActivation() {
        return network.with(k -> k == network.depth() ? Elementwise.IDENTITY : network.activation(k));
    }

    /**
     * df/dz for the last layer's pre-activations z. For a sigmoid, f is z for class 1 and -z for class 0. For class c of a softmax, f is
     * {@code z_c - ln Σ_j≠c e^z_j}; its derivatives are 1 for z_c and minus the softmax of the other logits for those.
     */
    private Matrix outputSlopes(Matrix z, Answer answer) {
        if (preprocessing.target() instanceof Target.OfNumber number) {
            return Matrix.rowOf(number.deviation());
        }
        int best = answer.label();
        if (z.columns() == 1) {
            return Matrix.rowOf(best == 1 ? 1 : -1);
        }
        Matrix others = z.copy();
        others.data()[best] = Double.NEGATIVE_INFINITY;
        Matrix slopes = Softmax.SOFTMAX.forward(others).map(share -> -share);
        slopes.data()[best] = 1;
        return slopes;
    }

    /** @return the predictions for these outputs */
    public List<Answer> answers(double... outputs) {
        List<Answer> answers = new ArrayList<>();
        int width = network.outputs();
        for (int at = 0; at < outputs.length; at += width) {
            answers.add(
                    preprocessing.target() instanceof Target.OfNumber number
                            ? number(number, outputs[at])
                            : ofClasses((Target.OfClasses) preprocessing.target(), width, at, outputs));
        }
        return answers;
    }

    private Answer number(Target.OfNumber target, double output) {
        double value = target.value(target.limited(output));
        String words = target.unusual(output);
        RawRows.Note note = words.isEmpty() ? null : new RawRows.Note(target.name(), words, false);
        Decision.AnswerInterval interval = decision.interval();
        if (interval == null) {
            return new Answer(text(value), -1, List.of(), null, null, note);
        }
        double half = interval.halfWidth(value);
        return new Answer(text(value), -1, List.of(), text(value - half), text(value + half), note);
    }

    private static String text(double value) {
        return Float.toString((float) value);
    }

    private Answer ofClasses(Target.OfClasses target, int width, int at, double... outputs) {
        double[] probabilities =
                width == 1 ? new double[] {1 - outputs[at], outputs[at]} : Arrays.copyOfRange(outputs, at, at + width);
        int label = decision.label(probabilities);
        return new Answer(
                target.labels().get(label),
                label,
                Arrays.stream(probabilities).boxed().toList(),
                null,
                null,
                null);
    }
}
