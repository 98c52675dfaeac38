package dev.crosscheck.proof.verify;

import dev.crosscheck.math.FiniteDifference;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Objective;
import dev.crosscheck.nn.Parameters;
import java.util.BitSet;
import java.util.OptionalDouble;

/**
 * The derivatives of a network's loss by central differences, wherever these are meaningful: not if the step to either side moves a unit
 * across a kink of its activation, another value of a pooled window becomes the largest, or an output crosses a kink of Huber's loss.
 */
final class SmoothDifferences {
    private final Network network;
    private final Objective loss;
    private final Parameters moved;
    private final Matrix x;
    private final Matrix t;
    private final BitSet sides;

    /**
     * @param parameters at which the derivatives are taken; unchanged
     * @param x inputs, (N, I)
     * @param t targets, (N, O)
     */
    SmoothDifferences(Network network, Objective loss, Parameters parameters, Matrix x, Matrix t) {
        this.network = network;
        this.loss = loss;
        this.moved = parameters.copy();
        this.x = x;
        this.t = t;
        this.sides = sides(network.forward(parameters, x));
    }

    /** @return the derivative with respect to an element of an array, counted row by row; empty if it is not meaningful */
    OptionalDouble partial(String name, int index) {
        boolean[] crossed = {false};
        double slope = FiniteDifference.partialInPlace(
                () -> {
                    ForwardPass pass = network.forward(moved, x);
                    crossed[0] |= !sides(pass).equals(sides);
                    return network.loss(pass, t, loss);
                },
                moved.get(name).data(),
                index);
        return crossed[0] ? OptionalDouble.empty() : OptionalDouble.of(slope);
    }

    /** @return for every kink and every number that may cross it, whether the number is above the kink; and the places that a pooled Z is from */
    private BitSet sides(ForwardPass pass) {
        BitSet above = new BitSet();
        int at = 0;
        for (int k = 1; k <= network.depth(); k++) {
            Matrix ones = pass.z(k).map(z -> 1);
            Matrix from = network.layer(k).beforePooling(pass.a(k - 1), moved.weights(k), moved.bias(k), ones);
            for (double one : from == ones ? new double[0] : from.data()) {
                above.set(at++, one > 0);
            }
            for (double kink : network.activation(k).kinks()) {
                for (double z : pass.z(k).data()) {
                    above.set(at++, z > kink);
                }
            }
        }
        if (loss == Loss.HUBER) {
            for (double r : pass.output()
                    .combine(t, (y, target) -> Math.abs(y - target))
                    .data()) {
                above.set(at++, r > Loss.DELTA);
            }
        }
        return above;
    }
}
