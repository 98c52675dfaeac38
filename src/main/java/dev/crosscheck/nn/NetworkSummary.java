package dev.crosscheck.nn;

import java.util.ArrayList;
import java.util.List;

/**
 * A network's layers.
 *
 * @param layers first layer first
 * @param parameters weights and biases of all layers
 */
public record NetworkSummary(List<Row> layers, long parameters) {
    /**
     * A layer.
     *
     * @param layer its number, from 1
     * @param inputs of each unit
     * @param units its outputs
     * @param activation by its name
     * @param parameters number of weights and biases
     */
    public record Row(int layer, int inputs, int units, String activation, long parameters) {}

    public static NetworkSummary of(NetworkSpec network) {
        List<Row> rows = new ArrayList<>();
        for (Layer layer : network.layers()) {
            String activation = layer.activation().label();
            rows.add(new Row(rows.size() + 1, layer.fanIn(), layer.units(), activation, layer.parameters()));
        }
        return new NetworkSummary(List.copyOf(rows), network.parameters());
    }
}
