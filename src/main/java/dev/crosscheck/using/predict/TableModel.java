package dev.crosscheck.using.predict;

import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.math.Argmax;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.BackwardPass;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Softmax;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Answers a table's rows by the hand-written forward pass, in double. Immutable, so that threads may share it.
 *
 * @param network takes what the preprocessing makes of a row
 * @param parameters its parameters; not to be changed
 * @param preprocessing from a row's cells to the network, and what its answers mean
 */
public record TableModel(Network network, Parameters parameters, Preprocessing preprocessing) {

    /** @return what answers rows by a model of a table */
    public static TableModel of(Model model) {
        return new TableModel(model.network(), model.parameters(), model.table());
    }

    /**
     * An answer to a row.
     *
     * @param text a class's name, or a number in the target's own unit
     * @param probabilities of the classes, in their order; none for a number
     */
    public record Answer(String text, List<Double> probabilities) {
        /** @return the likeliest class's place, the first of equally likely ones */
        public int label() {
            return Argmax.of(probabilities.stream().mapToDouble(p -> p).toArray());
        }
    }

    /**
     * An answer, and what moved it. Gradient times input is linear in each feature: a number counts from the training part's mean, where its
     * feature is 0, a category from none of its column's.
     *
     * @param answer to a row
     * @param influences for each input of the preprocessing the sum over its features of x df/dx, with f the log odds of the class that is
     *     the answer, ln p/(1-p), which unlike p do not level off where the network is sure, or the number, in the target's own unit
     */
    public record Explained(Answer answer, double[] influences) {}

    /**
     * Runs the network.
     *
     * @param features (rows, width), row-major, as the preprocessing makes them
     * @param rows how many there are
     * @return its outputs, (rows, outputs), row-major
     */
    public double[] outputs(float[] features, int rows) {
        return network.forward(parameters, Matrix.widened(rows, Arrays.copyOf(features, rows * preprocessing.width())))
                .output()
                .data();
    }

    /**
     * Answers one row, and differentiates the answer by backpropagation.
     *
     * @param features of the row, as the preprocessing makes them
     */
    public Explained explained(float... features) {
        Matrix x = Matrix.widened(1, features);
        ForwardPass pass = network.forward(parameters, x);
        Answer answer = answers(pass.output().data()).get(0);
        Matrix slopes = outputSlopes(pass.z(network.layers()), answer);
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

    /** What ends with the last layer's sums: slopes with regard to these stay finite where probabilities round to 0 or 1. */
    private Network withoutOutputActivation() {
        List<Activation> activations = new ArrayList<>(network.activations());
        activations.set(activations.size() - 1, Elementwise.IDENTITY);
        return new Network(network.sizes(), activations);
    }

    /**
     * df/dz for the last layer's sums z. Of a sigmoid's class 1 f is z, of class 0 it is -z; of a softmax's class c it is
     * {@code z_c - ln Σ_j≠c e^z_j}, whose slopes are 1 and, of the others, minus a softmax among themselves.
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

    /** @return the answers that outputs mean */
    public List<Answer> answers(double... outputs) {
        List<Answer> answers = new ArrayList<>();
        int width = network.sizes().get(network.sizes().size() - 1);
        for (int at = 0; at < outputs.length; at += width) {
            answers.add(
                    preprocessing.target() instanceof Target.OfNumber number
                            ? number(number.value(outputs[at]))
                            : ofClasses((Target.OfClasses) preprocessing.target(), width, at, outputs));
        }
        return answers;
    }

    private static Answer number(double value) {
        if (!Double.isFinite(value)) {
            // Model files that could do this are refused when they are read.
            throw new IllegalStateException("a network whose outputs are not finite");
        }
        return new Answer(Float.toString((float) value), List.of());
    }

    private static Answer ofClasses(Target.OfClasses target, int width, int at, double... outputs) {
        List<Double> probabilities = new ArrayList<>();
        if (width == 1) {
            probabilities.add(1 - outputs[at]);
        }
        for (int c = 0; c < width; c++) {
            probabilities.add(outputs[at + c]);
        }
        return new Answer(
                target.labels()
                        .get(Argmax.of(
                                probabilities.stream().mapToDouble(p -> p).toArray())),
                probabilities);
    }
}
