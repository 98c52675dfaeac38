package dev.crosscheck.proof.twin;

import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.BaseActivationFunction;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * DL4J's leaky ReLU with a slope in double precision.
 *
 * <p>DL4J's own backward pass uses a slope in single precision below 0, 0.00999999978, and the slope 1 at 0. That is more than rounding, so it is
 * replaced by {@code 0.01 + 0.99 · 1[z > 0]} instead of being tolerated. The forward pass is DL4J's.
 */
public final class LeakyRelu extends BaseActivationFunction {
    private static final long serialVersionUID = 1L;
    /** The slope below 0 of Maas, Hannun and Ng (2013), and DL4J's own default. */
    static final double SLOPE = 0.01;

    private static final ActivationLReLU FORWARD = new ActivationLReLU(SLOPE);

    @Override
    public INDArray getActivation(INDArray in, boolean training) {
        return FORWARD.getActivation(in, training);
    }

    @Override
    public Pair<INDArray, INDArray> backprop(INDArray in, INDArray epsilon) {
        INDArray slope = in.gt(0).castTo(in.dataType()).muli(1 - SLOPE).addi(SLOPE);
        return new Pair<>(epsilon.mul(slope), null);
    }
}
