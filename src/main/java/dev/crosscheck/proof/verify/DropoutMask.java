package dev.crosscheck.proof.verify;

import dev.crosscheck.math.Matrix;

/**
 * The dropout masks of hidden units, by the definition that trainers have to follow: inverted dropout (Srivastava et al., 2014) with masks that depend only
 * on seed, layer, step and place.
 */
final class DropoutMask {
    private DropoutMask() {}

    /**
     * SplitMix64 (Steele, Lea and Flood, 2014) mixes the seed, then the layer, then the step into the state of a generator; each output, row by row, gets a
     * number u in [0, 1) and is dropped if u < p.
     *
     * @param p the dropout rate
     * @param seed the seed of the run
     * @param step the number of steps done before
     * @param layer the hidden layer, from 1
     * @param rows N, the rows of the batch
     * @param units the units of the layer
     * @return the factor of each output of the layer, (N, units): 0, or 1/(1 - p)
     */
    static Matrix factors(double p, long seed, int step, int layer, int rows, int units) {
        Matrix factors = Matrix.zeros(rows, units);
        long state = mixed(mixed(mixed(seed) + layer) + step);
        for (int i = 0; i < factors.data().length; i++) {
            state += 0x9E3779B97F4A7C15L;
            double u = (mixed(state) >>> 11) / (double) (1L << 53);
            factors.data()[i] = u < p ? 0 : 1 / (1 - p);
        }
        return factors;
    }

    private static long mixed(long state) {
        long z = (state ^ state >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
