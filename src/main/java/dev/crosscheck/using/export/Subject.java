package dev.crosscheck.using.export;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.train.dl4j.HandCopy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * The network that is exported.
 *
 * @param parameters W1 (I, H), b1 (1, H) and so on, floats widened to double
 * @param activations of each hidden layer
 * @param form what it knows of images
 * @param facts what is written into files that have room for it, by name
 */
record Subject(Parameters parameters, List<Elementwise> activations, ImageForm form, Map<String, String> facts) {

    /**
     * Takes a network apart.
     *
     * @param network dense layers with activations of the course, then an output layer with softmax
     * @param file where it comes from, for messages
     * @param form what it knows of images
     * @throws CrosscheckException if it is another kind of network
     */
    static Subject of(MultiLayerNetwork network, Path file, ImageForm form) {
        HandCopy copy = HandCopy.of(network, file.toString());
        List<Elementwise> hidden = copy.network().activations().stream()
                .filter(Elementwise.class::isInstance)
                .map(Elementwise.class::cast)
                .toList();
        return new Subject(copy.parameters(), hidden, form, Map.of());
    }

    /** @return the same with facts */
    Subject withFacts(Map<String, String> known) {
        return new Subject(parameters, activations, form, known);
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

    /** @return the hidden layers' activation in words, then softmax: for instance {@code relu, softmax} */
    String functions() {
        return Stream.concat(activations.stream().distinct().map(Elementwise::label), Stream.of("softmax"))
                .collect(Collectors.joining(", "));
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
