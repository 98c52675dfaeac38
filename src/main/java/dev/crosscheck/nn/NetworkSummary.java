package dev.crosscheck.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A network's layers.
 *
 * @param layers first layer first
 * @param parameters weights and biases of all layers
 */
public record NetworkSummary(List<Layer> layers, long parameters) {
    /**
     * A dense layer.
     *
     * @param layer its number, from 1
     * @param inputs from the layer before
     * @param units its outputs
     * @param activation by its name
     * @param parameters number of weights and biases
     */
    public record Layer(int layer, int inputs, int units, String activation, long parameters) {}

    public static NetworkSummary of(NetworkSpec network) {
        Network layout = network.network();
        List<Layer> layers = new ArrayList<>();
        for (int k = 1; k <= layout.layers(); k++) {
            int inputs = layout.inputs(k);
            int units = layout.sizes().get(k);
            layers.add(new Layer(k, inputs, units, layout.activation(k).label(), (inputs + 1L) * units));
        }
        return new NetworkSummary(List.copyOf(layers), network.parameters());
    }

    /** @return the sizes, for instance 784-256-10 */
    public String title() {
        return Stream.concat(Stream.of(layers.get(0).inputs()), layers.stream().map(Layer::units))
                .map(String::valueOf)
                .collect(Collectors.joining("-"));
    }
}
