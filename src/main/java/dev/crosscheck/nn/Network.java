package dev.crosscheck.nn;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.math.PolarRandom;
import dev.crosscheck.math.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A network: its layers, without the parameters (course section 4, for any number of layers).
 *
 * <p>Layer k computes {@code Z_k} from A_k-1 and its parameters, for a dense layer {@code Z_k = A_k-1 W_k + b_k}, and {@code A_k = f_k(Z_k)}, with
 * A_0 = X. Layers count from 1; A_k is (N, units of layer k).
 *
 * @param layers each with as many inputs as the one before has units, the output layer last
 */
public record Network(List<Layer> layers) {
    /** Limit on the parameters of a network that is trained by the code here, which is for small networks. */
    public static final long MAX_PARAMETERS = 10_000_000;

    public Network {
        layers = List.copyOf(layers);
        if (!layers.equals(Layer.chain(layers.get(0).input(), layers))) {
            throw new IllegalArgumentException("layers that do not follow one another: " + layers);
        }
        if (layers.stream().anyMatch(layer -> layer.activation() == Softmax.SOFTMAX && layer.units() == 1)) {
            throw new CrosscheckException(
                    "A softmax over one unit is always 1", "Use sigmoid, or give the softmax layer two units or more.");
        }
    }

    /**
     * @param inputs number of inputs
     * @param hidden units of each hidden layer
     * @param outputs number of outputs
     * @param hiddenActivation the activation of every hidden layer
     * @param outputActivation the activation of the output layer
     * @return the network inputs-hidden-outputs of dense layers
     * @throws CrosscheckException if it has more than {@link #MAX_PARAMETERS}
     */
    public static Network of(
            int inputs, List<Integer> hidden, int outputs, Activation hiddenActivation, Activation outputActivation) {
        List<Layer> layers = new ArrayList<>();
        int before = inputs;
        for (int units : hidden) {
            layers.add(new Dense(before, units, hiddenActivation));
            before = units;
        }
        layers.add(new Dense(before, outputs, outputActivation));
        if (layers.stream().anyMatch(layer -> Math.min(layer.inputs(), layer.units()) < 1)) {
            throw new CrosscheckException(
                    "A network of " + inputs + " inputs, " + hidden + " hidden units and " + outputs + " outputs",
                    "Give every layer one unit or more.");
        }
        if (layers.stream().mapToLong(Layer::parameters).sum() > MAX_PARAMETERS) {
            throw new CrosscheckException(
                    "Layers of " + hidden + " hidden units have more than " + MAX_PARAMETERS + " parameters",
                    "Use fewer or smaller layers.");
        }
        return new Network(layers);
    }

    /** @return number of layers, which all have parameters */
    public int depth() {
        return layers.size();
    }

    /** @return layer k, from 1 */
    public Layer layer(int k) {
        return layers.get(k - 1);
    }

    /** @return the output layer */
    public Layer last() {
        return layer(depth());
    }

    public int inputs() {
        return layer(1).inputs();
    }

    public int outputs() {
        return last().units();
    }

    /** @return the numbers between the layers: the inputs, then the units of each layer */
    public List<Integer> widths() {
        return Stream.concat(Stream.of(inputs()), layers.stream().map(Layer::units))
                .toList();
    }

    /** @return the layers, for instance {@code 784-256-10} or {@code 28x28-conv8x5-pool2-10} */
    public String title() {
        return title(layer(1).input(), layers);
    }

    static String title(Shape input, List<Layer> layers) {
        String first = input.size() == 0 ? "?" : input.toString();
        return first + layers.stream().map(layer -> "-" + layer.title()).collect(Collectors.joining());
    }

    public int parameterCount() {
        return (int) layers.stream().mapToLong(Layer::parameters).sum();
    }

    /** @return f_k, with k from 1 */
    public Activation activation(int k) {
        return layer(k).activation();
    }

    public Activation outputActivation() {
        return last().activation();
    }

    /** @return the same layers with other activations, by the layer's number k */
    public Network with(IntFunction<Activation> activations) {
        List<Layer> others = new ArrayList<>();
        for (int k = 1; k <= depth(); k++) {
            others.add(layer(k).with(activations.apply(k)));
        }
        return new Network(others);
    }

    /** @return PyTorch's usual name of layer k's weights, such as {@code fc1.weight}: layers are counted by kind */
    public String weight(int k) {
        return name(k) + ".weight";
    }

    /** @return PyTorch's usual name of layer k's biases */
    public String bias(int k) {
        return name(k) + ".bias";
    }

    /** @return PyTorch's usual name of layer k, such as {@code conv1} or {@code fc1} */
    public String name(int k) {
        String label = layer(k).kind().label();
        return label
                + layers.subList(0, k).stream()
                        .filter(layer -> layer.kind().label().equals(label))
                        .count();
    }

    /** @return the parameter arrays by their PyTorch names with their shapes, in the order used in files */
    public Map<String, List<Integer>> shapes() {
        Map<String, List<Integer>> shapes = new LinkedHashMap<>();
        for (int k = 1; k <= depth(); k++) {
            shapes.put(weight(k), layer(k).weightShape());
            shapes.put(bias(k), List.of(layer(k).columns()));
        }
        return shapes;
    }

    /** @return parameters with which the network of the same layers without groups gives the same answers */
    public Parameters ungrouped(Parameters parameters) {
        List<Matrix> matrices = new ArrayList<>();
        for (int k = 1; k <= depth(); k++) {
            matrices.add(layer(k).ungrouped(parameters.weights(k)));
            matrices.add(parameters.bias(k));
        }
        return new Parameters(matrices);
    }

    /** @return copies of parameters by their PyTorch names and in its layout, layer by layer: weights are Wᵀ, a bias is a row */
    public Map<String, Matrix> named(Parameters parameters) {
        Map<String, Matrix> named = new LinkedHashMap<>();
        for (int k = 1; k <= depth(); k++) {
            named.put(weight(k), parameters.weights(k).transpose());
            named.put(bias(k), parameters.bias(k).copy());
        }
        return named;
    }

    /**
     * @param named arrays with PyTorch's names and layout, as from {@link #named}; others are ignored
     * @return copies, as W1 (fan-in, U), b1 (1, U) and so on
     */
    public Parameters parameters(Map<String, Matrix> named) {
        List<Matrix> matrices = new ArrayList<>();
        for (int k = 1; k <= depth(); k++) {
            matrices.add(Objects.requireNonNull(named.get(weight(k)), weight(k)).transpose());
            matrices.add(Objects.requireNonNull(named.get(bias(k)), bias(k)).copy());
        }
        return new Parameters(matrices);
    }

    /**
     * @param seed equal seeds give equal parameters
     * @return initial parameters as in the course, {@link Initialization#NORMAL} by {@link PolarRandom}
     */
    public Parameters initial(long seed) {
        return Initialization.NORMAL.draw(this, new PolarRandom(seed));
    }

    /**
     * @param parameters of this network's shapes
     * @param x inputs, (N, I)
     * @return Z and A of every layer
     */
    public ForwardPass forward(Parameters parameters, Matrix x) {
        List<Matrix> z = new ArrayList<>();
        List<Matrix> a = new ArrayList<>();
        a.add(x);
        for (int k = 1; k <= depth(); k++) {
            z.add(z(k, a.get(k - 1), parameters));
            a.add(activation(k).forward(z.get(k - 1)));
        }
        return new ForwardPass(z, a);
    }

    /** @return Z_k, from A_k-1 */
    public Matrix z(int k, Matrix a, Parameters parameters) {
        return layer(k).z(a, parameters.weights(k), parameters.bias(k));
    }

    /** @return the loss of the outputs for x against the targets, (N, O) */
    public double loss(Parameters parameters, Matrix x, Matrix targets, Objective loss) {
        return loss(forward(parameters, x), targets, loss);
    }

    /** @return the loss of a forward pass against the targets, (N, O); computed from the logits if loss and output activation are fused */
    public double loss(ForwardPass pass, Matrix targets, Objective loss) {
        return loss.isFusedWith(outputActivation())
                ? loss.valueOfLogits(pass.z(depth()), targets)
                : loss.value(pass.output(), targets);
    }
}
