package dev.crosscheck.course.errata;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Network;

/** tanh with a wrong backward pass: it uses {@code 1 - tanh(a)²}, although a is already tanh(z). */
public enum DoubleTanh implements Activation {
    /** The only instance. */
    DOUBLE_TANH;

    /** Hand-written backpropagation with this error in every tanh of the network. */
    public static final Backprop BACKPROP = (network, parameters, pass, targets, loss) ->
            Backprop.BY_HAND.gradients(withSlip(network), parameters, pass, targets, loss);

    private static Network withSlip(Network network) {
        return network.with(k -> network.activation(k) == Elementwise.TANH ? DOUBLE_TANH : network.activation(k));
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
        return da.combine(a, (d, h) -> d * (1 - StrictMath.tanh(h) * StrictMath.tanh(h)));
    }
}
