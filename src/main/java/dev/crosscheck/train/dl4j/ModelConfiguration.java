package dev.crosscheck.train.dl4j;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crosscheck.nn.NetworkSummary;
import dev.crosscheck.run.Mismatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * The part of a model's {@code configuration.json} that the network's outputs depend on. The rest is about training and is
 * only checked.
 *
 * <p>DL4J's own reader instantiates whatever classes the text names. So it never sees the text, which must fit
 * {@link ConfigurationShape}; DL4J gets a new configuration, built from what is kept here.
 *
 * @param layers first layer first, at least one; each takes what the one before gives; the last has softmax, or a sigmoid or
 *     the identity with one unit; no other has softmax
 * @param stateLength floats that the updaters keep; 0 where they keep none
 */
record ModelConfiguration(List<Layer> layers, long stateLength) {
    /** The longest text: what a network of the most layers has in DL4J's words, 2 KB each, and as much room again. */
    static final int LONGEST = 1 << 18;

    /** 1 GiB of floats, which fit into an array of Java and of ND4J. */
    private static final long MOST_PARAMETERS = 1 << 28;

    private static final JsonMapper JSON = new JsonMapper();

    /**
     * A dense layer.
     *
     * @param inputs its inputs
     * @param outputs its units
     * @param activation its activation function
     * @param bias whether it has biases
     */
    record Layer(int inputs, int outputs, Activation activation, boolean bias) {
        private static Layer of(JsonNode layer) {
            return new Layer(
                    layer.path("nin").asInt(),
                    layer.path("nout").asInt(),
                    Activations.ofClass(
                            layer.path("activationFn").path("@class").asText()),
                    layer.path("hasBias").asBoolean());
        }

        /** @return the number of weights and biases */
        long parameters() {
            return (inputs + (bias ? 1L : 0L)) * outputs;
        }

        boolean isSoftmax() {
            return activation == Activation.SOFTMAX;
        }

        boolean canEnd() {
            return Outputs.canEnd(activation, outputs);
        }
    }

    /**
     * Reads a configuration.
     *
     * @param text of at most {@link #LONGEST} bytes
     * @throws Mismatch if it is not one of a network that this program can use
     */
    static ModelConfiguration read(byte[] text) throws Mismatch {
        ConfigurationShape.SHAPE.check(text);
        List<Layer> layers = new ArrayList<>();
        long state = 0;
        int outputs = 0;
        boolean isLast = false;
        for (JsonNode conf : tree(text).path("confs")) {
            JsonNode json = conf.path("layer");
            Layer layer = Layer.of(json);
            boolean output = json.path("@class").asText().equals(ConfigurationShape.OUTPUT);
            require(
                    output ? layer.canEnd() : !layer.isSoftmax(),
                    "softmax in the output layer, or one unit with sigmoid or identity, and softmax in no other");
            require(
                    layers.isEmpty() || layers.get(layers.size() - 1).outputs() == layer.inputs(),
                    "each layer to take what the one before gives");
            layers.add(layer);
            outputs += output ? 1 : 0;
            isLast = output;
            state += state(json, layer);
        }
        ModelConfiguration read = new ModelConfiguration(List.copyOf(layers), state);
        require(outputs == 1 && isLast, "one output layer, the last");
        require(read.parameters() <= MOST_PARAMETERS, "at most " + MOST_PARAMETERS + " parameters");
        return read;
    }

    private static JsonNode tree(byte[] text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new IllegalStateException("a text that was read before", e);
        }
    }

    private static void require(boolean condition, String expected) throws Mismatch {
        if (!condition) {
            throw new Mismatch("expected " + expected + ", found another network");
        }
    }

    private static long state(JsonNode json, Layer layer) {
        long biases = layer.bias() ? layer.outputs() : 0;
        JsonNode common = json.path("iupdater");
        JsonNode own = json.path("biasUpdater");
        return ConfigurationShape.stateOf(common.path("@class").asText()) * (layer.parameters() - biases)
                + ConfigurationShape.stateOf(
                                (own.isObject() ? own : common).path("@class").asText())
                        * biases;
    }

    /** @return the output layer's activation */
    Activation output() {
        return last().activation();
    }

    private Layer last() {
        return layers.get(layers.size() - 1);
    }

    /** @return the number of all parameters; in DL4J's order they are, layer by layer, weights column by column, then biases */
    long parameters() {
        return layers.stream().mapToLong(Layer::parameters).sum();
    }

    /** @return the network's inputs */
    int inputs() {
        return layers.get(0).inputs();
    }

    /** @return the network's outputs */
    int outputs() {
        return last().outputs();
    }

    /** @return the layers and what they cost, with a batch of so many examples */
    NetworkSummary summary(int batch) {
        List<NetworkSummary.Layer> shown = new ArrayList<>();
        for (Layer layer : layers) {
            String activation = Activations.label(layer.activation());
            shown.add(new NetworkSummary.Layer(
                    shown.size() + 1, layer.inputs(), layer.outputs(), activation, layer.bias()));
        }
        return NetworkSummary.of(shown, stateLength, batch);
    }

    /** @return a configuration for inference only: DL4J's own layers, and an updater that does nothing */
    MultiLayerConfiguration rebuilt() {
        NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder()
                .seed(0)
                .dataType(DataType.FLOAT)
                .updater(new NoOp())
                .list();
        for (Layer layer : layers.subList(0, layers.size() - 1)) {
            list.layer(new DenseLayer.Builder()
                    .nIn(layer.inputs())
                    .nOut(layer.outputs())
                    .activation(layer.activation().getActivationFunction())
                    .hasBias(layer.bias())
                    .build());
        }
        return list.layer(new OutputLayer.Builder(Outputs.loss(output()))
                        .nIn(last().inputs())
                        .nOut(last().outputs())
                        .activation(last().activation())
                        .hasBias(last().bias())
                        .build())
                .build();
    }
}
