package dev.crosscheck.layers;

import java.util.Collection;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.LayerValidation;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What the layers and the updater share: how they are configured and created, as in DL4J's own layers, and which settings they refuse. */
final class Instances {
    private Instances() {}

    /** Clears the settings that a network may set for all its layers, as DL4J's builders do. */
    static void leaveToTheNetwork(BaseLayer layer) {
        layer.setGradientNormalization(null);
        layer.setGradientNormalizationThreshold(Double.NaN);
        layer.setBiasInit(Double.NaN);
    }

    /**
     * Rejects settings that DL4J's layers support and these do not, rather than ignoring them.
     *
     * @param name of the layer
     * @param layer its configuration
     * @param activation the only one it supports
     * @param index of the layer in its network
     * @param type of the network's numbers
     * @throws IllegalArgumentException if the configuration has an unsupported setting
     */
    static void requireSupported(
            String name, FeedForwardLayer layer, IActivation activation, int index, DataType type) {
        LayerValidation.assertNInNOutSet(name, layer.getLayerName(), index, layer.getNIn(), layer.getNOut());
        require(type == DataType.FLOAT, name, "data type FLOAT", type);
        require(activation.equals(layer.getActivationFn()), name, "activation " + activation, layer.getActivationFn());
        require(layer.getWeightNoise() == null, name, "no weight noise", layer.getWeightNoise());
        require(layer.getIDropout() == null, name, "no dropout", layer.getIDropout());
    }

    /** Throws an {@link IllegalArgumentException} that says what was expected and found, unless {@code fine}. */
    static void require(boolean fine, String name, String expected, Object found) {
        if (!fine) {
            throw new IllegalArgumentException(
                    name + ": expected " + expected + ", found " + found + "; DL4J's own can do that.");
        }
    }

    /**
     * @param layer a new layer
     * @param from its configuration
     * @param listeners of the network
     * @param index of the layer in its network
     * @param parameters the layer's part of the network's parameters
     * @param initialise whether to draw initial parameters
     * @return the layer, ready for use
     */
    static Layer prepared(
            Layer layer,
            FeedForwardLayer from,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialise) {
        layer.setListeners(listeners);
        layer.setIndex(index);
        layer.setParamsViewArray(parameters);
        layer.setParamTable(from.initializer().init(layer.conf(), parameters, initialise));
        return layer;
    }

    static Gradient gradient(Map<String, INDArray> views) {
        Gradient gradient = new DefaultGradient();
        gradient.gradientForVariable().putAll(views);
        return gradient;
    }
}
