package dev.crosscheck.nn;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.math.PolarRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * A network of dense layers: sizes and activations, without the parameters (course section 4, for any number of layers).
 *
 * <p>Layer k computes {@code Z_k = A_k-1 W_k + b_k} and {@code A_k = f_k(Z_k)}, with A_0 = X; A_k is (N, size k).
 *
 * <p>Several networks side by side, of the same form and with the same inputs, are one network too: the hidden units of each are a group, and a unit
 * of a layer between two hidden ones has only its own group's units before it as inputs. With weights {@code (u_1, ..., u_G) / G} and the mean of
 * the biases in the last layer, its logits are the mean of theirs.
 *
 * @param sizes inputs, then the units of each layer: 2-3-1 is {@code [2, 3, 1]}
 * @param activations one per layer, the last for the output
 * @param groups of hidden units, usually 1; W_k of a layer between two hidden ones is (size k-1 / groups, size k)
 */
public record Network(List<Integer> sizes, List<Activation> activations, int groups) {
    /** Limit on the parameters of a network that is trained by the code here, which is for small networks. */
    public static final long MAX_PARAMETERS = 10_000_000;

    public Network {
        sizes = List.copyOf(sizes);
        activations = List.copyOf(activations);
        if (sizes.size() < 2 || activations.size() != sizes.size() - 1) {
            throw new IllegalArgumentException(
                    "one activation per layer: sizes " + sizes + " with " + activations.size() + " activations");
        }
        requireUnits(sizes);
        requireGroups(sizes, groups);
        if (activations.contains(Softmax.SOFTMAX) && sizes.get(1 + activations.indexOf(Softmax.SOFTMAX)) == 1) {
            throw new CrosscheckException(
                    "A softmax over one unit is always 1", "Use sigmoid, or give the softmax layer two units or more.");
        }
    }

    /** A network without groups. */
    public Network(List<Integer> sizes, List<Activation> activations) {
        this(sizes, activations, 1);
    }

    /**
     * @param inputs number of inputs
     * @param hidden units of each hidden layer
     * @param outputs number of outputs
     * @param hiddenActivation the activation of every hidden layer
     * @param outputActivation the activation of the output layer
     * @return the network inputs-hidden-outputs
     * @throws CrosscheckException if it has more than {@link #MAX_PARAMETERS}
     */
    public static Network of(
            int inputs, List<Integer> hidden, int outputs, Activation hiddenActivation, Activation outputActivation) {
        List<Integer> sizes = new ArrayList<>(hidden);
        sizes.add(0, inputs);
        sizes.add(outputs);
        requireSmall(sizes);
        List<Activation> activations = new ArrayList<>();
        hidden.forEach(units -> activations.add(hiddenActivation));
        activations.add(outputActivation);
        return new Network(sizes, activations);
    }

    private static void requireUnits(List<Integer> sizes) {
        for (int units : sizes) {
            if (units < 1) {
                throw new CrosscheckException(
                        "A layer of " + units + " units in " + sizes, "Give every layer one unit or more.");
            }
        }
    }

    private static void requireSmall(List<Integer> sizes) {
        if (parameters(sizes, 1) > MAX_PARAMETERS) {
            throw new CrosscheckException(
                    "Layers of " + sizes + " units have more than " + MAX_PARAMETERS + " parameters",
                    "Use fewer or smaller layers.");
        }
    }

    static void requireGroups(List<Integer> sizes, int groups) {
        boolean fits = groups == 1 || sizes.size() > 2;
        for (int size : sizes.subList(1, sizes.size() - 1)) {
            fits &= size % groups == 0;
        }
        if (!fits) {
            throw new CrosscheckException(
                    groups + " groups of units in layers of " + sizes + " units",
                    "Take hidden layers whose sizes are multiples of that.");
        }
    }

    /** @return number of inputs of each unit of layer k, with k from 1 */
    static int inputs(List<Integer> sizes, int groups, int k) {
        boolean between = k > 1 && k < sizes.size() - 1;
        return sizes.get(k - 1) / (between ? groups : 1);
    }

    static long parameters(List<Integer> sizes, int groups) {
        long parameters = 0;
        for (int k = 1; k < sizes.size(); k++) {
            parameters += (inputs(sizes, groups, k) + 1L) * sizes.get(k);
        }
        return parameters;
    }

    /** @return number of inputs of each unit of layer k, with k from 1; the rows of W_k */
    public int inputs(int k) {
        return inputs(sizes, groups, k);
    }

    /** @return number of layers that have parameters */
    public int layers() {
        return activations.size();
    }

    public int parameterCount() {
        return (int) parameters(sizes, groups);
    }

    /** @return f_k, with k from 1 */
    public Activation activation(int k) {
        return activations.get(k - 1);
    }

    public Activation outputActivation() {
        return activation(layers());
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
        for (int k = 1; k <= layers(); k++) {
            z.add(z(k, a.get(k - 1), parameters));
            a.add(activation(k).forward(z.get(k - 1)));
        }
        return new ForwardPass(z, a);
    }

    /**
     * @param k a layer, from 1
     * @param a A_k-1, (N, size k-1)
     * @return Z_k
     */
    public Matrix z(int k, Matrix a, Parameters parameters) {
        Matrix weights = parameters.weights(k);
        int inputs = inputs(k);
        if (inputs == a.columns()) {
            return a.times(weights).plusRow(parameters.bias(k));
        }
        int units = weights.columns() / groups;
        Matrix z = Matrix.zeros(a.rows(), weights.columns());
        for (int group = 0; group < groups; group++) {
            Matrix own = a.columns(group * inputs, inputs).times(weights.columns(group * units, units));
            z.setColumns(group * units, own);
        }
        return z.plusRow(parameters.bias(k));
    }

    /** @return parameters with which the network of the same sizes without groups gives the same answers: the weights between groups are 0 */
    public Parameters withoutGroups(Parameters parameters) {
        List<Matrix> matrices = new ArrayList<>();
        for (int k = 1; k <= layers(); k++) {
            Matrix weights = parameters.weights(k);
            int inputs = inputs(k);
            int units = weights.columns() / groups;
            Matrix whole = Matrix.zeros(sizes.get(k - 1), weights.columns());
            for (int row = 0; row < whole.rows(); row++) {
                for (int unit = 0; unit < whole.columns(); unit++) {
                    boolean own = inputs == whole.rows() || row / inputs == unit / units;
                    whole.data()[row * whole.columns() + unit] = own ? weights.get(row % inputs, unit) : 0;
                }
            }
            matrices.add(whole);
            matrices.add(parameters.bias(k));
        }
        return new Parameters(matrices);
    }

    /** @return the loss of the outputs for x against the targets, (N, O) */
    public double loss(Parameters parameters, Matrix x, Matrix targets, Objective loss) {
        return loss(forward(parameters, x), targets, loss);
    }

    /** @return the loss of a forward pass against the targets, (N, O); computed from the logits if loss and output activation are fused */
    public double loss(ForwardPass pass, Matrix targets, Objective loss) {
        return loss.isFusedWith(outputActivation())
                ? loss.valueOfLogits(pass.z(layers()), targets)
                : loss.value(pass.output(), targets);
    }
}
