package dev.crosscheck.nn;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.math.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A network of dense layers: sizes and activations, without the parameters (course section 4, for any number of layers).
 *
 * <p>Layer k computes {@code Z_k = A_k-1 W_k + b_k} and {@code A_k = f_k(Z_k)}, with A_0 = X; A_k is (N, size k).
 *
 * @param sizes inputs, then the units of each layer: 2-3-1 is {@code [2, 3, 1]}
 * @param activations one per layer, the last for the output
 */
public record Network(List<Integer> sizes, List<Activation> activations) {
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
        if (activations.contains(Softmax.SOFTMAX) && sizes.get(1 + activations.indexOf(Softmax.SOFTMAX)) == 1) {
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
        long parameters = 0;
        for (int k = 1; k < sizes.size(); k++) {
            parameters += (sizes.get(k - 1) + 1L) * sizes.get(k);
            if (parameters > MAX_PARAMETERS) {
                throw new CrosscheckException(
                        "Layers of " + sizes + " units have more than " + MAX_PARAMETERS + " parameters",
                        "Use fewer or smaller layers.");
            }
        }
    }

    /** @return number of layers that have parameters */
    public int layers() {
        return activations.size();
    }

    /** @return number of weights and biases */
    public int parameterCount() {
        return IntStream.rangeClosed(1, layers())
                .map(k -> (sizes.get(k - 1) + 1) * sizes.get(k))
                .sum();
    }

    /** @return f_k, with k from 1 */
    public Activation activation(int k) {
        return activations.get(k - 1);
    }

    /** @return the activation of the last layer */
    public Activation outputActivation() {
        return activation(layers());
    }

    /**
     * @param seed equal seeds give equal parameters
     * @return initial parameters as in the course, {@link Initialization#NORMAL}
     */
    public Parameters initial(long seed) {
        return Initialization.NORMAL.draw(this, seed);
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
            z.add(a.get(k - 1).times(parameters.weights(k)).plusRow(parameters.bias(k)));
            a.add(activation(k).forward(z.get(k - 1)));
        }
        return new ForwardPass(z, a);
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
