package dev.crosscheck.proof.verify;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Convolution;
import dev.crosscheck.nn.Initialization;
import dev.crosscheck.nn.Layer;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;

/** What a training draws from its seed, implemented independently of the trainers as their reference: initial parameters and dropout masks. */
final class BySeed {
    private BySeed() {}

    /**
     * Initial parameters. They are drawn from one generator in the order W1 row by row, b1, W2, and so on. For a layer with n inputs and m units (of a
     * convolution, with kernels of s places: n is the channels it reads times s, m its maps times s):
     *
     * <ul>
     *   <li>normal: weights and biases from N(0,1), as in the course;
     *   <li>torch: weights and biases uniform in ±1/√n (PyTorch's {@code nn.Linear});
     *   <li>he: weights from N(0, 2/n), biases 0 (He et al., 2015);
     *   <li>xavier: weights uniform in ±√(6/(n + m)), biases 0 (Glorot and Bengio, 2010).
     * </ul>
     *
     * @param network its layers
     */
    static Parameters start(Initialization initialization, Network network, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Matrix> matrices = new ArrayList<>();
        for (Layer layer : network.layers()) {
            Convolution convolution = layer instanceof Convolution found ? found : null;
            int places = convolution == null ? 1 : convolution.side() * convolution.side();
            int columns = convolution == null ? layer.units() : convolution.maps();
            int n = convolution == null ? layer.inputs() : layer.input().channels() * places;
            int m = columns * places;
            double torch = 1 / Math.sqrt(n);
            double xavier = Math.sqrt(6.0 / (n + m));
            DoubleSupplier weight = switch (initialization) {
                case NORMAL -> random::nextGaussian;
                case TORCH -> () -> random.nextDouble(-torch, torch);
                case XAVIER -> () -> random.nextDouble(-xavier, xavier);
                case HE -> () -> Math.sqrt(2.0 / n) * random.nextGaussian();
            };
            matrices.add(Matrix.zeros(n, columns).map(zero -> weight.getAsDouble()));
            boolean biases = initialization == Initialization.TORCH || initialization == Initialization.NORMAL;
            matrices.add(Matrix.zeros(1, columns).map(zero -> biases ? weight.getAsDouble() : 0));
        }
        return new Parameters(matrices);
    }

    /**
     * The dropout masks of hidden units: inverted dropout (Srivastava et al., 2014) with masks that depend only on seed, layer, step and place.
     *
     * <p>SplitMix64 (Steele, Lea and Flood, 2014) mixes the seed, then the layer, then the step into the state of a generator; each output, row by row, gets a
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
    static Matrix mask(double p, long seed, int step, int layer, int rows, int units) {
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
