package dev.crosscheck.nn;

import dev.crosscheck.math.Shape;
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
     * @param output their shape in PyTorch: (maps, rows, columns) of a convolution, else (units)
     * @param activation by its name
     * @param weights the shape of its weights in PyTorch
     * @param parameters number of weights and biases
     */
    public record Row(
            int layer,
            int inputs,
            int units,
            List<Integer> output,
            String activation,
            List<Integer> weights,
            long parameters) {}

    public static NetworkSummary of(NetworkSpec network) {
        List<Row> rows = new ArrayList<>();
        for (Layer layer : network.layers()) {
            Shape output = layer.output();
            String activation = layer.activation().label();
            rows.add(new Row(
                    rows.size() + 1,
                    layer.fanIn(),
                    layer.units(),
                    layer.kind() == Layer.Kind.CONVOLUTION
                            ? List.of(output.channels(), output.rows(), output.columns())
                            : List.of(layer.units()),
                    activation,
                    layer.weightShape(),
                    layer.parameters()));
        }
        return new NetworkSummary(List.copyOf(rows), network.parameters());
    }
}
