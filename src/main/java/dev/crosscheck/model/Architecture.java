package dev.crosscheck.model;

import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.NetworkForm;
import dev.crosscheck.nn.NetworkSummary;
import dev.crosscheck.nn.PyTorchLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The layers of a network, all dense. The output layer's activation follows from the loss.
 *
 * @param inputs features of an example, at least 1
 * @param hidden the hidden layers, first layer first; none in a linear model
 * @param outputs units of the output layer, at least 1
 * @param loss what training minimised: with cross-entropy the output layer has softmax, with bce a sigmoid, with mse and huber the identity
 */
public record Architecture(int inputs, List<Layer> hidden, int outputs, Loss loss) {

    /**
     * A hidden layer.
     *
     * @param units from 1 to {@link NetworkForm#MOST_UNITS}
     * @param activation of all its units
     */
    public record Layer(int units, Elementwise activation) {
        /** Checks the range. */
        public Layer {
            require(activation != null, "an activation", "none");
            require(
                    units >= 1 && units <= NetworkForm.MOST_UNITS,
                    "from 1 to " + NetworkForm.MOST_UNITS + " units",
                    units);
        }
    }

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if one is exceeded
     */
    public Architecture {
        hidden = List.copyOf(hidden);
        require(loss != null && loss != Loss.HALF_SQUARED_ERROR, "a loss", loss);
        require(inputs >= 1, "at least 1 input", inputs);
        require(outputs >= 1 && outputs <= NetworkForm.MOST_UNITS, "at least 1 output", outputs);
        require(
                hidden.size() <= NetworkForm.MOST_LAYERS,
                "at most " + NetworkForm.MOST_LAYERS + " layers",
                hidden.size());
        long count = count(sizes(inputs, hidden, outputs));
        require(count <= NetworkForm.MOST_PARAMETERS, "at most " + NetworkForm.MOST_PARAMETERS + " parameters", count);
    }

    private static void require(boolean fine, String expected, Object found) {
        if (!fine) {
            throw new IllegalArgumentException("expected " + expected + ", found " + found);
        }
    }

    /** @return the layers of a network that is trained */
    public static Architecture of(NetworkForm form, int inputs, int outputs) {
        List<Layer> hidden = form.hidden().stream()
                .map(units -> new Layer(units, form.activation()))
                .toList();
        return new Architecture(inputs, hidden, outputs, form.loss());
    }

    /** @return inputs, units of each hidden layer, outputs */
    public List<Integer> sizes() {
        return sizes(inputs, hidden, outputs);
    }

    private static List<Integer> sizes(int inputs, List<Layer> hidden, int outputs) {
        List<Integer> sizes = new ArrayList<>(List.of(inputs));
        hidden.forEach(layer -> sizes.add(layer.units()));
        sizes.add(outputs);
        return sizes;
    }

    private static long count(List<Integer> sizes) {
        long count = 0;
        for (int k = 1; k < sizes.size(); k++) {
            count += (sizes.get(k - 1) + 1L) * sizes.get(k);
        }
        return count;
    }

    /** @return the number of weights and biases */
    public int parameters() {
        return (int) count(sizes());
    }

    /** @return the output layer's activation */
    public Activation output() {
        return loss.partner();
    }

    /** @return the network to calculate with */
    public Network network() {
        List<Activation> activations = new ArrayList<>();
        hidden.forEach(layer -> activations.add(layer.activation()));
        activations.add(output());
        return new Network(sizes(), activations);
    }

    /** @return the arrays of the parameters by PyTorch's names, in the order in which they are kept, with their shapes */
    public Map<String, List<Integer>> shapes() {
        List<Integer> sizes = sizes();
        Map<String, List<Integer>> shapes = new LinkedHashMap<>();
        for (int k = 1; k < sizes.size(); k++) {
            shapes.put(PyTorchLayout.weight(k), List.of(sizes.get(k), sizes.get(k - 1)));
            shapes.put(PyTorchLayout.bias(k), List.of(sizes.get(k)));
        }
        return shapes;
    }

    /**
     * @param state numbers that the optimizer remembers of each parameter
     * @param batch examples in a step
     * @return the layers and what they cost
     */
    public NetworkSummary summary(int state, int batch) {
        Network network = network();
        List<NetworkSummary.Layer> layers = new ArrayList<>();
        for (int k = 1; k <= network.layers(); k++) {
            layers.add(new NetworkSummary.Layer(
                    k,
                    network.sizes().get(k - 1),
                    network.sizes().get(k),
                    network.activation(k).label(),
                    true));
        }
        return NetworkSummary.of(layers, (long) state * parameters(), batch);
    }

    /** @return sizes and activations in words, for instance {@code 784-256-10, relu, softmax} */
    @Override
    public String toString() {
        String title = sizes().stream().map(String::valueOf).collect(Collectors.joining("-"));
        String functions = network().activations().stream()
                .map(Activation::label)
                .distinct()
                .collect(Collectors.joining(", "));
        return title + ", " + functions;
    }
}
