package dev.crosscheck.using.explore;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.npz.NpyArray;
import dev.crosscheck.data.npz.NpzWriter;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.PyTorchLayout;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.using.serve.Site;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes a branch as a file for {@code crosscheck verify FILE.npz}: description, initial parameters, order of examples, losses, final
 * parameters.
 */
final class ReplayFile {
    private ReplayFile() {}

    /**
     * Writes a run.
     *
     * @param start the branch's initial parameters
     * @param end the parameters after the last step
     * @param from the first step
     * @param losses of the steps
     * @throws CrosscheckException if {@code verify} could not repeat the run
     */
    static Site.File npz(
            Experiment experiment, double rate, Parameters start, Parameters end, int from, double... losses) {
        requireRepeatable(experiment, from, losses.length);
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        byte[] line = experiment.setup().at(rate).toString().getBytes(StandardCharsets.UTF_8);
        long[] codes = new long[line.length];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = Byte.toUnsignedInt(line[i]);
        }
        arrays.put("setup", NpyArray.of(codes, codes.length));
        arrays.put("x", matrix(experiment.examples().x()));
        arrays.put("t", matrix(experiment.targets()));
        arrays.put("order", order(experiment, from, losses.length));
        PyTorchLayout.arrays(start).forEach((name, matrix) -> arrays.put(name, array(name, 0, matrix)));
        arrays.put("losses", NpyArray.of(losses, losses.length));
        arrays.put("state.steps", NpyArray.of(new long[] {losses.length}, 1));
        PyTorchLayout.arrays(end).forEach((name, matrix) -> arrays.put("state." + name, array(name, 1, matrix)));
        return Exports.file("run.npz", "application/octet-stream", NpzWriter.bytes(arrays));
    }

    /** The rows of each pass over the data, beginning with the first step's batch. */
    private static NpyArray order(Experiment experiment, int from, int steps) {
        int rows = experiment.examples().size();
        int passes = (steps - 1) / experiment.batches().size() + 1;
        int first = from
                % experiment.batches().size()
                * experiment.setup().training().batch();
        long[] order = new long[passes * rows];
        for (int i = 0; i < order.length; i++) {
            order[i] = (first + i) % rows;
        }
        return NpyArray.of(order, passes, rows);
    }

    private static void requireRepeatable(Experiment experiment, int from, int steps) {
        require(steps > 0, "There is nothing to repeat yet.", "Train some steps first.");
        require(experiment.isPlain(), "verify could not repeat this run.", Experiment.NOT_PLAIN);
        require(
                hasKnownSteps(experiment),
                "verify could not repeat this run.",
                "It has a slip, or a softmax in a hidden layer.");
        require(
                isRepeatable(experiment, from),
                "verify could not repeat this branch from where it begins.",
                "Save the branch that begins at step 0, or one of plain gradient descent with batches of one size.");
    }

    /** @return whether a branch that begins at a step can be repeated, once it has steps */
    static boolean isRepeatable(Experiment experiment, int from) {
        boolean remembers = experiment.optimizer().kind() != OptimizerSpec.Kind.SGD;
        boolean even =
                experiment.examples().size() % experiment.setup().training().batch() == 0;
        return hasKnownSteps(experiment) && (from == 0 || !remembers && even);
    }

    private static boolean hasKnownSteps(Experiment experiment) {
        return experiment.slip() == null
                && experiment.setup().network().hidden().stream()
                        .allMatch(layer -> layer.activation() instanceof Elementwise);
    }

    private static void require(boolean holds, String problem, String remedy) {
        if (!holds) {
            throw new CrosscheckException(problem, remedy);
        }
    }

    /** @param states number of stacked states that the array represents; 0 for a single one */
    private static NpyArray array(String name, int states, Matrix matrix) {
        int[] one = PyTorchLayout.shape(name, matrix);
        if (states == 0) {
            return NpyArray.of(matrix.data(), one);
        }
        int[] shape = new int[one.length + 1];
        shape[0] = states;
        System.arraycopy(one, 0, shape, 1, one.length);
        return NpyArray.of(matrix.data(), shape);
    }

    private static NpyArray matrix(Matrix matrix) {
        return NpyArray.of(matrix.data(), matrix.rows(), matrix.columns());
    }
}
