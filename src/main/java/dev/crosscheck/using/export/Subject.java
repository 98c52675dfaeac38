package dev.crosscheck.using.export;

import dev.crosscheck.model.Model;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The network that is exported.
 *
 * @param model the network with what using it needs
 * @param facts what is written into files that have room for it, by name
 */
record Subject(Model model, Map<String, String> facts) {

    /** @return the same with facts */
    Subject withFacts(Map<String, String> known) {
        return new Subject(model, known);
    }

    /** @return weights and biases, floats widened to double */
    Parameters parameters() {
        return model.parameters();
    }

    /** @return the activation of each hidden layer */
    List<Elementwise> activations() {
        return IntStream.rangeClosed(1, model.spec().hidden().size())
                .mapToObj(model.spec()::activation)
                .toList();
    }

    /** @return the output layer's activation */
    Activation output() {
        return model.spec().outputActivation();
    }

    /** @return inputs, then the units of each layer */
    List<Integer> sizes() {
        return model.spec().sizes();
    }

    /** @return the sizes in words, for instance 784-256-10 */
    String title() {
        return sizes().stream().map(String::valueOf).collect(Collectors.joining("-"));
    }

    /** @return the hidden layers' activation in words, then the output layer's: for instance {@code relu, softmax} */
    String functions() {
        return Stream.concat(activations().stream().distinct().map(Elementwise::label), Stream.of(output().label()))
                .collect(Collectors.joining(", "));
    }

    /** @return its sizes and activations, to run other parameters with */
    Network network() {
        return model.network();
    }

    /** @return input features */
    int inputs() {
        return model.spec().inputs();
    }

    /** @return units of the output layer */
    int outputs() {
        return model.spec().outputs();
    }

    /** @return weights and biases, all together */
    long count() {
        return model.spec().parameters();
    }
}
