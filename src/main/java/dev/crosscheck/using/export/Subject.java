package dev.crosscheck.using.export;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.train.dl4j.NetworkParameters;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;

/**
 * The network that is exported.
 *
 * @param parameters W1 (I, H), b1 (1, H) and so on, floats widened to double
 * @param rows rows of an image; rows × columns = I
 * @param columns columns of an image
 * @param facts what is written into files that have room for it, by name
 */
record Subject(Parameters parameters, int rows, int columns, Map<String, String> facts) {

    /**
     * Takes a network apart.
     *
     * @param network dense layers with ReLU, then an output layer with softmax
     * @param file where it comes from, for messages
     * @param images whose shape it takes
     * @throws CrosscheckException if it is another kind of network
     */
    static Subject of(MultiLayerNetwork network, Path file, ImageSet images) {
        MultiLayerConfiguration configuration = network.getLayerWiseConfigurations();
        int last = network.getnLayers() - 1;
        for (int layer = 0; layer <= last; layer++) {
            Layer found = configuration.getConf(layer).getLayer();
            boolean fits = layer == last ? isOutput(found) : isHidden(found);
            if (!fits || configuration.getInputPreProcess(layer) != null) {
                throw new CrosscheckException(
                        file
                                + ": expected dense layers with ReLU and an output layer with softmax, found another layer "
                                + (layer + 1) + " (" + found.getClass().getSimpleName() + ").",
                        "Name a model that \"train\" has written.");
            }
        }
        return new Subject(NetworkParameters.of(network), images.rows(), images.columns(), Map.of());
    }

    /** @return the same with facts */
    Subject withFacts(Map<String, String> known) {
        return new Subject(parameters, rows, columns, known);
    }

    private static boolean isHidden(Layer layer) {
        return layer.getClass() == DenseLayer.class
                && layer instanceof DenseLayer dense
                && dense.hasBias()
                && !dense.hasLayerNorm()
                && dense.getActivationFn().equals(new ActivationReLU());
    }

    private static boolean isOutput(Layer layer) {
        return layer.getClass() == OutputLayer.class
                && layer instanceof BaseOutputLayer output
                && output.hasBias()
                && layer instanceof FeedForwardLayer dense
                && dense.getActivationFn() instanceof ActivationSoftmax;
    }

    /** @return inputs, then the units of each layer */
    List<Integer> sizes() {
        List<Integer> sizes = new ArrayList<>();
        sizes.add(inputs());
        for (int k = 1; k <= parameters.layers(); k++) {
            sizes.add(parameters.bias(k).columns());
        }
        return sizes;
    }

    /** @return the sizes in words, for instance 784-256-10 */
    String title() {
        return sizes().stream().map(String::valueOf).collect(Collectors.joining("-"));
    }

    /** @return input features */
    int inputs() {
        return parameters.weights(1).rows();
    }

    /** @return weights and biases, all together */
    long count() {
        return parameters.matrices().stream().mapToLong(m -> m.data().length).sum();
    }
}
