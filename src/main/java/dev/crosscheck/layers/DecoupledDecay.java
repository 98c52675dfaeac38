package dev.crosscheck.layers;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.regularization.WeightDecay;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * AdamW's weight decay (Loshchilov and Hutter, 2019): DL4J's {@link WeightDecay} times the learning rate, which does not change what the network
 * calls its loss. DL4J's own adds half the squared weights to the score, though the gradient has no such part.
 */
public final class DecoupledDecay extends WeightDecay {
    private static final long serialVersionUID = 1L;

    private final double coefficient;

    /** @param coefficient λ, 0 or more: each step takes η λ of every parameter off it */
    public DecoupledDecay(@JsonProperty("coefficient") double coefficient) {
        super(coefficient, true);
        this.coefficient = coefficient;
    }

    @JsonProperty("coefficient")
    public double getCoefficient() {
        return coefficient;
    }

    @Override
    public double score(INDArray parameters, int iteration, int epoch) {
        return 0;
    }

    @Override
    public DecoupledDecay clone() {
        return new DecoupledDecay(coefficient);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DecoupledDecay that && coefficient == that.coefficient;
    }

    @Override
    public int hashCode() {
        return Double.hashCode(coefficient);
    }
}
