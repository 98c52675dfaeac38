package dev.crosscheck.train.byhand;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Parameters;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;

/**
 * What a network has learnt, in plain arrays: enough to continue training from, bit for bit.
 *
 * @param parameters all of them in DL4J's order: W1 (I, H) column by column, b1 (H), W2 (H, C) column by column, b2 (C)
 * @param moments Adam's: all of m, then all of v
 * @param steps steps done, for Adam's bias correction
 * @param epochs epochs done
 */
public record NetworkState(float[] parameters, float[] moments, int steps, int epochs) {

    /**
     * Draws all weights and biases uniformly between -1/√n and 1/√n, where n is the number of their layer's inputs. They depend on the
     * seed and the sizes alone; moments are 0.
     *
     * @param seed any number
     * @param inputs I, at least 1
     * @param hidden H, at least 1
     * @param classes C, at least 1
     */
    public static NetworkState drawn(long seed, int inputs, int hidden, int classes) {
        SplittableRandom random = new SplittableRandom(seed);
        Flat flat = new Flat(inputs, hidden, classes);
        for (int[] layer : new int[][] {{inputs, hidden}, {hidden, classes}}) {
            float bound = (float) (1 / Math.sqrt(layer[0]));
            DoubleSupplier uniform = () -> random.nextDouble(-bound, bound);
            flat.weights(layer[0], layer[1], uniform);
            flat.weights(1, layer[1], uniform);
        }
        return flat.state();
    }

    /**
     * Takes over parameters, rounded to float; moments are 0.
     *
     * @param parameters W1 (I, H), b1 (1, H), W2 (H, C), b2 (1, C)
     */
    public static NetworkState of(Parameters parameters) {
        Matrix first = parameters.weights(1);
        Matrix last = parameters.weights(2);
        Flat flat = new Flat(first.rows(), first.columns(), last.columns());
        for (Matrix matrix : List.of(first, parameters.bias(1), last, parameters.bias(2))) {
            double[] values = matrix.data();
            int[] next = {0};
            flat.weights(matrix.rows(), matrix.columns(), () -> values[next[0]++]);
        }
        return flat.state();
    }

    /** The array of all parameters, filled in matrix by matrix. */
    private static final class Flat {
        private final float[] values;
        private int filled;

        Flat(int inputs, int hidden, int classes) {
            values = new float[(inputs + 1) * hidden + (hidden + 1) * classes];
        }

        /** Takes a matrix's values row by row and stores them column by column. */
        void weights(int rows, int columns, DoubleSupplier next) {
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    values[filled + j * rows + i] = (float) next.getAsDouble();
                }
            }
            filled += rows * columns;
        }

        NetworkState state() {
            return new NetworkState(values, new float[2 * values.length], 0, 0);
        }
    }
}
