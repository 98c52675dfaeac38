package dev.crosscheck.nn.optim;

import java.util.Locale;

/**
 * How a network's learning rate η is divided among its parameters.
 *
 * <p>{@link #NTP} gives Adam the steps of the neural tangent parametrization (Jacot and others, 2018), in which a layer with n inputs
 * computes {@code Z = A·V/√n + b} and learns V: Adam moves each element of V by about η, so W = V/√n moves by η/√n (docs/math.md). Biases
 * learn at a tenth of η, as in RealMLP (Holzmüller, Grinsztajn and Steinwart, 2024).
 */
public enum LayerRates {
    /** All parameters have the rate η. */
    EQUAL,
    /** Weights of a layer with n inputs have the rate η/√n, biases η/10. */
    NTP;

    private static final double OF_BIASES = 10;

    /** @return the name in lower case */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @param rate η
     * @param inputs n, inputs of the layer
     * @return the rate of the layer's weights
     */
    public double ofWeights(double rate, int inputs) {
        return this == NTP ? rate / Math.sqrt(inputs) : rate;
    }

    /**
     * @param rate η
     * @return the rate of all biases
     */
    public double ofBiases(double rate) {
        return this == NTP ? rate / OF_BIASES : rate;
    }
}
