package dev.crosscheck.using.export;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Network;
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
 * @param output the output layer's activation
 * @param facts what is written into files that have room for it, by name
 */
record Subject(Parameters parameters, List<Elementwise> activations, Activation output, Map<String, String> facts) {

    /**
     * Takes a network apart.
     *
     * @param network dense layers with activations of the course
     * @param file where it comes from, for messages
     * @throws CrosscheckException if it is another kind of network
     */
    static Subject of(MultiLayerNetwork network, Path file) {
        return of(HandCopy.of(network, file.toString()));
    }

    /** The same of one that was taken apart. */
    static Subject of(HandCopy copy) {
        List<Activation> all = copy.network().activations();
        List<Elementwise> hidden = all.subList(0, all.size() - 1).stream()
                .map(Elementwise.class::cast)
                .toList();
        return new Subject(copy.parameters(), hidden, copy.network().outputActivation(), Map.of());
    }

    /** @return the same with facts */
    Subject withFacts(Map<String, String> known) {
        return new Subject(parameters, activations, output, known);
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

    /** @return the hidden layers' activation in words, then the output layer's: for instance {@code relu, softmax} */
    String functions() {
        return Stream.concat(activations.stream().distinct().map(Elementwise::label), Stream.of(output.label()))
                .collect(Collectors.joining(", "));
    }

    /** @return its sizes and activations, to run other parameters with */
    Network network() {
        List<Activation> all = new ArrayList<>(activations);
        all.add(output);
        return new Network(sizes(), all);
    }

    /** @return input features */
    int inputs() {
        return parameters.weights(1).rows();
    }

    /** @return units of the output layer */
    int outputs() {
        return parameters.bias(parameters.layers()).columns();
    }

    /** @return weights and biases, all together */
    long count() {
        return parameters.matrices().stream().mapToLong(m -> m.data().length).sum();
    }
}
