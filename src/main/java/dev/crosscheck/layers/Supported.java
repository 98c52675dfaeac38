package dev.crosscheck.layers;

import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;

/** Refuses what DL4J's layers can do and these cannot, rather than ignore it. */
final class Supported {
    private Supported() {}

    /**
     * @param name of the layer
     * @param layer its configuration
     * @param activation the only one it has
     * @param type of the network's numbers
     * @throws IllegalArgumentException if the configuration asks for something else
     */
    static void require(String name, BaseLayer layer, IActivation activation, DataType type) {
        require(type == DataType.FLOAT, name, "data type FLOAT", type);
        require(activation.equals(layer.getActivationFn()), name, "activation " + activation, layer.getActivationFn());
        require(layer.getIDropout() == null, name, "no dropout", layer.getIDropout());
        require(layer.getWeightNoise() == null, name, "no weight noise", layer.getWeightNoise());
    }

    private static void require(boolean fine, String name, String expected, Object found) {
        if (!fine) {
            throw new IllegalArgumentException(
                    name + ": expected " + expected + ", found " + found + "; DL4J's own layer can do that.");
        }
    }
}
