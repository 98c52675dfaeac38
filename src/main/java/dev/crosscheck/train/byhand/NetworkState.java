package dev.crosscheck.train.byhand;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Parameters;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;

/**
 * What a network has learnt, in plain arrays: enough to continue training from, bit for bit.
 *
 * @param parameters all of them in DL4J's order: W1 (I, H) column by column, b1 (H), W2 column by column, and so on
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
        Flat flat = new Flat((inputs + 1) * hidden + (hidden + 1) * classes);
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
     * @param parameters W1 (I, H), b1 (1, H), and so on to the output layer
     */
    public static NetworkState of(Parameters parameters) {
        Flat flat = new Flat(parameters.matrices().stream()
                .mapToInt(matrix -> matrix.data().length)
                .sum());
        for (Matrix matrix : parameters.matrices()) {
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

        Flat(int count) {
            values = new float[count];
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
