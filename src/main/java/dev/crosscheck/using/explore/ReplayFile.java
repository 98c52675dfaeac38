package dev.crosscheck.using.explore;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.npz.NpyArray;
import dev.crosscheck.data.npz.NpzWriter;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.using.serve.Site;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A branch's run as {@code crosscheck replay} reads it: start, order, losses, end. */
final class ReplayFile {
    private ReplayFile() {}

    /**
     * Writes a run.
     *
     * @param start the branch's first parameters
     * @param end those after the last step
     * @param from the first step
     * @param losses of the steps
     * @throws CrosscheckException if {@code replay} could not repeat it: it knows the course's network and rule alone
     */
    static Site.File npz(
            Experiment experiment, double rate, Parameters start, Parameters end, int from, double... losses) {
        requireRepeatable(experiment, losses.length);
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        start.byName().forEach((name, matrix) -> arrays.put(name, array(name, matrix)));
        arrays.put("x", matrix(experiment.examples().x()));
        arrays.put("t", matrix(experiment.targets()));
        arrays.put("lr", NpyArray.of(new double[] {rate}));
        long[] order = new long[losses.length];
        Arrays.setAll(order, i -> (from + i) % experiment.batches().size());
        arrays.put("order", NpyArray.of(order, order.length));
        arrays.put("losses", NpyArray.of(losses, losses.length));
        end.byName().forEach((name, matrix) -> arrays.put("final." + name, array(name, matrix)));
        return Exports.file("run.npz", "application/octet-stream", NpzWriter.bytes(arrays));
    }

    private static void requireRepeatable(Experiment experiment, int steps) {
        Network network = experiment.network();
        boolean course = network.layers() == 2
                && network.activations().equals(List.of(Elementwise.TANH, Elementwise.IDENTITY))
                && experiment.loss() == Loss.HALF_SQUARED_ERROR
                && experiment.optimizer().kind() == OptimizerSpec.Kind.SGD
                && experiment.batches().size() == experiment.examples().size()
                && experiment.slip() == null;
        if (!course) {
            throw new CrosscheckException(
                    "replay could not repeat this run.",
                    "It knows one hidden layer of tanh, a linear output, half-squared-error, sgd and a batch of 1, without a slip.");
        }
        if (steps == 0) {
            throw new CrosscheckException("There is nothing to replay yet.", "Train some steps first.");
        }
    }

    private static NpyArray array(String name, Matrix matrix) {
        return name.startsWith("b") ? NpyArray.of(matrix.data(), matrix.columns()) : matrix(matrix);
    }

    private static NpyArray matrix(Matrix matrix) {
        return NpyArray.of(matrix.data(), matrix.rows(), matrix.columns());
    }
}
