package dev.crosscheck.train.byhand;

import dev.crosscheck.data.Batches;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.Setups;
import dev.crosscheck.nn.Softmax;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The course's network in double, for comparisons, and what the trainer by hand needs to start as it does. */
public final class Exact {
    private Exact() {}

    public static Network network(int inputs, List<Integer> hidden, int classes) {
        return Network.of(inputs, hidden, classes, Elementwise.RELU, Softmax.SOFTMAX);
    }

    public static Setup setup(Batches batches, List<Integer> hidden, int classes) {
        return Setups.known(batches.examples().features(), classes, 0, 0.001, hidden.toArray(new Integer[0]));
    }

    /** Floats, divided by the root of their layer's inputs, so that sums stay of size one. */
    public static Parameters drawn(Network network, long seed) {
        Parameters gaussian = network.initial(seed);
        List<Matrix> matrices = new ArrayList<>();
        for (int k = 1; k <= gaussian.layers(); k++) {
            double root = Math.sqrt(gaussian.weights(k).rows());
            matrices.add(gaussian.weights(k).map(w -> (float) (w / root)));
            matrices.add(gaussian.bias(k).map(b -> (float) (b / root)));
        }
        return new Parameters(matrices);
    }

    public static NetworkState start(Parameters parameters) {
        double[] values = flat(parameters);
        float[] narrowed = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            narrowed[i] = (float) values[i];
        }
        return new NetworkState(narrowed, new float[2 * values.length], 0, 0);
    }

    /** W1 column by column, b1, W2 column by column, b2, and so on. */
    static double[] flat(Parameters parameters) {
        return parameters.matrices().stream()
                .flatMapToDouble(matrix -> Arrays.stream(matrix.transpose().data()))
                .toArray();
    }

    /** The other way round. */
    static Parameters parameters(Network network, float[] flat) {
        List<Matrix> matrices = new ArrayList<>();
        double[] values = widened(flat);
        int at = 0;
        for (int k = 1; k < network.sizes().size(); k++) {
            int columns = network.sizes().get(k);
            for (int rows : new int[] {network.sizes().get(k - 1), 1}) {
                matrices.add(
                        new Matrix(columns, rows, Arrays.copyOfRange(values, at, at + rows * columns)).transpose());
                at += rows * columns;
            }
        }
        return new Parameters(matrices);
    }

    static double[] widened(float[] values) {
        double[] wide = new double[values.length];
        Arrays.setAll(wide, i -> values[i]);
        return wide;
    }
}
