package dev.crosscheck.train.byhand;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.optim.OptimizerSpec;

/**
 * A network's parameters and optimizer state in plain arrays: enough to continue training bit for bit.
 *
 * @param parameters all of them in DL4J's order: W1 (I, H) column by column, b1 (H), W2 column by column, and so on
 * @param moments the optimizer's state, in the same order: for Adam all of m, then all of v; for momentum the velocities; for plain
 *     gradient descent nothing
 * @param steps steps done, for Adam's bias correction
 * @param epochs epochs done
 */
public record NetworkState(float[] parameters, float[] moments, int steps, int epochs) {

    /**
     * Draws initial parameters. They depend only on the seed, the sizes and the initialization; moments are 0.
     *
     * @param setup with known inputs and outputs
     */
    public static NetworkState drawn(Setup setup) {
        return of(setup.initial(), setup.training().optimizer().kind());
    }

    /** @return a state whose parameters and moments are all 0, to be filled */
    static NetworkState zero(Setup setup, long steps, int epochs) {
        int count = setup.network().parameters();
        int moments = Math.multiplyExact(setup.training().optimizer().kind().state(), count);
        return new NetworkState(new float[count], new float[moments], Math.toIntExact(steps), epochs);
    }

    /**
     * Creates a state from parameters, which are rounded to float; moments are 0.
     *
     * @param parameters W1 (I, H), b1 (1, H), and so on to the output layer
     * @param optimizer that will train them
     */
    public static NetworkState of(Parameters parameters, OptimizerSpec.Kind optimizer) {
        float[] values = new float
                [parameters.matrices().stream()
                        .mapToInt(matrix -> matrix.data().length)
                        .sum()];
        int filled = 0;
        for (Matrix matrix : parameters.matrices()) {
            for (int j = 0; j < matrix.columns(); j++) {
                for (int i = 0; i < matrix.rows(); i++) {
                    values[filled++] = (float) matrix.get(i, j);
                }
            }
        }
        return new NetworkState(values, new float[optimizer.state() * values.length], 0, 0);
    }

    /**
     * Returns the parameters as matrices, the reverse of {@link #of}.
     *
     * @param network that has them
     */
    public Parameters parameters(Network network) {
        return Parameters.of(network, parameters);
    }
}
