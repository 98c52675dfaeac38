package dev.crosscheck.proof.twin;

import dev.crosscheck.nn.Elementwise;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.BaseActivationFunction;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * DL4J's leaky ReLU with a slope in double precision.
 *
 * <p>DL4J's own backward pass takes the slope below 0 in single precision, 0.00999999978, and 1 at 0. That is not rounding,
 * so it is replaced here and not tolerated: {@code 0.01 + 0.99 · 1[z > 0]}. The forward pass is DL4J's.
 */
public final class LeakyRelu extends BaseActivationFunction {
    private static final long serialVersionUID = 1L;
    private static final ActivationLReLU FORWARD = new ActivationLReLU(Elementwise.LEAK);

    @Override
    public INDArray getActivation(INDArray in, boolean training) {
        return FORWARD.getActivation(in, training);
    }

    @Override
    public Pair<INDArray, INDArray> backprop(INDArray in, INDArray epsilon) {
        INDArray slope =
                in.gt(0).castTo(in.dataType()).muli(1 - Elementwise.LEAK).addi(Elementwise.LEAK);
        return new Pair<>(epsilon.mul(slope), null);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LeakyRelu;
    }

    @Override
    public int hashCode() {
        return LeakyRelu.class.hashCode();
    }

    @Override
    public String toString() {
        return "leaky-relu";
    }
}
