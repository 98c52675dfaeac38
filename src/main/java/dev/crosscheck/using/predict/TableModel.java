package dev.crosscheck.using.predict;

import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers a table's rows by the hand-written forward pass, in double. Immutable, so that threads may share it.
 *
 * @param network takes what the preprocessing makes of a row
 * @param parameters its parameters; not to be changed
 * @param preprocessing from a row's cells to the network, and what its answers mean
 */
public record TableModel(Network network, Parameters parameters, Preprocessing preprocessing) {

    /**
     * An answer to a row.
     *
     * @param text a class's name, or a number in the target's own unit
     * @param probabilities of the classes, in their order; none for a number
     */
    public record Answer(String text, List<Double> probabilities) {}

    /**
     * Runs the network.
     *
     * @param features (rows, width), row-major, as the preprocessing makes them
     * @param rows how many there are
     * @return its outputs, (rows, outputs), row-major
     */
    public double[] outputs(float[] features, int rows) {
        double[] x = new double[rows * preprocessing.width()];
        for (int i = 0; i < x.length; i++) {
            x[i] = features[i];
        }
        return network.forward(parameters, new Matrix(rows, preprocessing.width(), x))
                .output()
                .data();
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
        int best = 0;
        for (int c = 1; c < probabilities.size(); c++) {
            best = probabilities.get(c) > probabilities.get(best) ? c : best;
        }
        return new Answer(target.labels().get(best), probabilities);
    }
}
