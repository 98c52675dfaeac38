package dev.crosscheck.course.errata;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Network;

/** tanh with a slip: its backward pass takes {@code 1 - tanh(a)²}, though a is already the tanh. */
public enum DoubleTanh implements Activation {
    /** The only one. */
    DOUBLE_TANH;

    /** Backpropagation by hand but for this slip, in every tanh of the network. */
    public static final Backprop BACKPROP = (network, parameters, pass, targets, loss) ->
            Backprop.BY_HAND.gradients(withSlip(network), parameters, pass, targets, loss);

    private static Network withSlip(Network network) {
        return new Network(
                network.sizes(),
                network.activations().stream()
                        .map(activation -> activation == Elementwise.TANH ? DOUBLE_TANH : activation)
                        .toList());
    }

    @Override
    public String label() {
        return "double-tanh";
    }

    @Override
    public Matrix forward(Matrix z) {
        return Elementwise.TANH.forward(z);
    }

    @Override
    public Matrix backward(Matrix z, Matrix a, Matrix da) {
        return da.combine(a, (d, h) -> d * (1 - Math.tanh(h) * Math.tanh(h)));
    }
}
