package dev.crosscheck.nn;

import dev.crosscheck.math.PolarRandom;
import java.util.Arrays;

/**
 * Rosenblatt's perceptron: {@code y = f(w·x + b)} with f the Heaviside step, {@code f(0) = 1} (course section 1).
 *
 * <p>Immutable: {@link #corrected} returns a new perceptron.
 */
public final class Perceptron {
    private final double[] weights;
    private final double bias;

    /**
     * @param weights w, one per input
     * @param bias b
     */
    public Perceptron(double[] weights, double bias) {
        this.weights = weights.clone();
        this.bias = bias;
    }

    /**
     * Creates an initial perceptron: w, then b, drawn from N(0,1) by {@link PolarRandom}.
     *
     * @param inputs number of inputs
     * @param seed equal seeds give equal perceptrons
     */
    public static Perceptron initial(int inputs, long seed) {
        PolarRandom random = new PolarRandom(seed);
        double[] weights = new double[inputs];
        Arrays.setAll(weights, i -> random.nextGaussian());
        return new Perceptron(weights, random.nextGaussian());
    }

    /** @return w, a copy */
    public double[] weights() {
        return weights.clone();
    }

    public double bias() {
        return bias;
    }

    /** @return w·x + b, whose sign determines the output */
    public double preActivation(double[] x) {
        if (x.length != weights.length) {
            throw new IllegalArgumentException(x.length + " inputs for " + weights.length + " weights");
        }
        double z = 0;
        for (int i = 0; i < weights.length; i++) {
            z += weights[i] * x[i];
        }
        return z + bias;
    }

    /** @return 1 if w·x + b ≥ 0, else 0 */
    public int output(double[] x) {
        return preActivation(x) >= 0 ? 1 : 0;
    }

    /**
     * The perceptron's rule for one example, with {@code e = t - y}: {@code w += η e x}, {@code b += η e}.
     *
     * @param x the example
     * @param t its target, 0 or 1
     * @param learningRate η
     * @return the perceptron after the example
     */
    public Perceptron corrected(double[] x, double t, double learningRate) {
        double scaledError = learningRate * (t - output(x));
        double[] moved = weights.clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] += scaledError * x[i];
        }
        return new Perceptron(moved, bias + scaledError);
    }
}
