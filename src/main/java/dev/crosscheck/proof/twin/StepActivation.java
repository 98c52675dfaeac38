package dev.crosscheck.proof.twin;

import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.BaseActivationFunction;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The Heaviside step for DL4J, {@code 1[z >= 0]}, with a straight-through backward pass, which returns the gradient unchanged.
 *
 * <p>The derivative of the step is 0 wherever it exists. With the gradient of {@code ½(y-t)²} passed through, gradient descent is the perceptron's rule:
 * {@code w -= η (y-t) x}.
 */
public final class StepActivation extends BaseActivationFunction {
    private static final long serialVersionUID = 1L;

    @Override
    public INDArray getActivation(INDArray in, boolean training) {
        return in.gte(0).castTo(in.dataType());
    }

    @Override
    public Pair<INDArray, INDArray> backprop(INDArray in, INDArray epsilon) {
        return new Pair<>(epsilon, null);
    }
}
