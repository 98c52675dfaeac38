package dev.crosscheck.nn;

import dev.crosscheck.math.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;

/**
 * How initial parameters are drawn. All but {@link #NORMAL} scale the weights so that a layer's outputs are about as large as its inputs,
 * whatever its size.
 */
public enum Initialization {
    /** Weights and biases from N(0,1), as in the course's small networks; with many inputs the sums become large. */
    NORMAL,

    /** Weights from N(0, 2/fan_in), biases 0 (He et al., 2015): for ReLU, which sets about half of its inputs to 0. */
    HE,

    /** Weights uniform in {@code ±√(6/(fan_in + fan_out))}, biases 0 (Glorot and Bengio, 2010): for tanh and sigmoid. */
    XAVIER,

    /** Weights and biases uniform in {@code ±1/√fan_in}, as in PyTorch's nn.Linear and the digit network. */
    TORCH;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Draws parameters in the order W1 row by row, b1, W2, and so on.
     *
     * @param network whose parameters are drawn
     * @param seed equal seeds give equal parameters
     * @return the parameters
     */
    public Parameters draw(Network network, long seed) {
        return draw(network, new SplittableRandom(seed));
    }

    /** Draws the same from any source of random numbers. */
    public Parameters draw(Network network, RandomGenerator random) {
        List<Matrix> matrices = new ArrayList<>();
        for (Layer layer : network.layers()) {
            int inputs = layer.fanIn();
            DoubleSupplier weight = weights(inputs, layer.fanOut(), random);
            DoubleSupplier bias = biases(inputs, layer.fanOut(), random);
            matrices.add(Matrix.zeros(inputs, layer.columns()).map(zero -> weight.getAsDouble()));
            matrices.add(Matrix.zeros(1, layer.columns()).map(zero -> bias.getAsDouble()));
        }
        return new Parameters(matrices);
    }

    /**
     * Draws the weights of a layer.
     *
     * @param inputs its fan-in
     * @param outputs its fan-out
     * @param random the source of randomness
     * @return a supplier of one weight after the other
     */
    private DoubleSupplier weights(int inputs, int outputs, RandomGenerator random) {
        if (this == NORMAL) {
            return random::nextGaussian;
        }
        if (this == HE) {
            double deviation = Math.sqrt(2.0 / inputs);
            return () -> deviation * random.nextGaussian();
        }
        // Rounded to float, as in the trainers: another bound would change the last digits of every run.
        double bound = this == TORCH ? (float) (1 / Math.sqrt(inputs)) : Math.sqrt(6.0 / ((double) inputs + outputs));
        return () -> random.nextDouble(-bound, bound);
    }

    /** @return a supplier of one bias after the other */
    private DoubleSupplier biases(int inputs, int outputs, RandomGenerator random) {
        return this == TORCH || this == NORMAL ? weights(inputs, outputs, random) : () -> 0;
    }
}
