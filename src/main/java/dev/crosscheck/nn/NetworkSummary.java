package dev.crosscheck.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A network's layers, and the memory that they need in single precision.
 *
 * @param layers first layer first
 * @param parameters weights and biases of all layers
 * @param memory bytes of each use
 */
public record NetworkSummary(List<Layer> layers, long parameters, Memory memory) {
    private static final long FLOAT = Float.BYTES;

    /**
     * A dense layer.
     *
     * @param layer its number, from 1
     * @param inputs from the layer before
     * @param units its outputs
     * @param activation by its name
     * @param bias whether it has biases
     * @param parameters number of weights and biases
     */
    public record Layer(int layer, int inputs, int units, String activation, boolean bias, long parameters) {
        /** Creates a layer and computes its number of parameters. */
        public Layer(int layer, int inputs, int units, String activation, boolean bias) {
            this(layer, inputs, units, activation, bias, (inputs + (bias ? 1L : 0L)) * units);
        }
    }

    /**
     * Memory in bytes, without what a library needs in addition.
     *
     * @param batch examples in a step
     * @param parameters for the parameters
     * @param gradients for the gradients, in training
     * @param optimizer for the optimizer's state, in training
     * @param activations for the inputs and each layer's outputs, for a batch
     */
    public record Memory(int batch, long parameters, long gradients, long optimizer, long activations) {
        /** @return memory for training in total, in bytes */
        public long training() {
            return parameters + gradients + optimizer + activations;
        }
    }

    /**
     * @param layers first layer first
     * @param state number of values in the optimizer's state
     * @param batch examples in a step
     */
    public static NetworkSummary of(List<Layer> layers, long state, int batch) {
        long parameters = layers.stream().mapToLong(Layer::parameters).sum();
        long values =
                layers.get(0).inputs() + layers.stream().mapToLong(Layer::units).sum();
        return new NetworkSummary(
                List.copyOf(layers),
                parameters,
                new Memory(batch, FLOAT * parameters, FLOAT * parameters, FLOAT * state, FLOAT * batch * values));
    }

    /**
     * @param network whose layers they are
     * @param state number of values per parameter in the optimizer's state
     * @param batch examples in a step
     */
    public static NetworkSummary of(NetworkSpec network, int state, int batch) {
        Network layout = network.network();
        List<Layer> layers = new ArrayList<>();
        for (int k = 1; k <= layout.layers(); k++) {
            int inputs = layout.inputs(k);
            layers.add(new Layer(
                    k, inputs, layout.sizes().get(k), layout.activation(k).label(), true));
        }
        return of(layers, (long) state * network.parameters(), batch);
    }

    /** @return the sizes, for instance 784-256-10 */
    public String title() {
        return Stream.concat(Stream.of(layers.get(0).inputs()), layers.stream().map(Layer::units))
                .map(String::valueOf)
                .collect(Collectors.joining("-"));
    }
}
