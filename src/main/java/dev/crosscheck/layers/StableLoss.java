package dev.crosscheck.layers;

import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Losses of one output that DL4J has not, or not for every number: binary cross-entropy from the sigmoid's input, which DL4J takes of clipped
 * probabilities, so that a row which is very wrong has no gradient; and Huber's with δ = 1. Like DL4J's own they sum over the rows.
 */
public final class StableLoss implements ILossFunction {
    private static final long serialVersionUID = 1L;

    /** Which one. */
    public enum Kind {
        /** {@code ln(1 + e^z) - t z}, after a sigmoid. */
        BINARY_CROSS_ENTROPY,
        /** {@code ½ r²} to |r| = 1, then {@code |r| - ½}, with r = z - t. */
        HUBER
    }

    private final Kind kind;

    /** @param kind which one; the output layer has the activation that goes with it, a sigmoid or the identity */
    public StableLoss(@JsonProperty("kind") Kind kind) {
        this.kind = kind;
    }

    @JsonProperty("kind")
    public Kind getKind() {
        return kind;
    }

    private INDArray terms(INDArray t, INDArray z) {
        if (kind == Kind.HUBER) {
            INDArray size = Transforms.abs(z.sub(t));
            INDArray bent = Transforms.min(size, 1, true);
            return size.sub(bent.mul(0.5)).muli(bent);
        }
        return StableActivation.softplusInPlace(z.dup()).subi(z.mul(t));
    }

    @Override
    public double computeScore(INDArray t, INDArray z, IActivation activation, INDArray mask, boolean average) {
        double sum = terms(t, z).sumNumber().doubleValue();
        return average ? sum / z.size(0) : sum;
    }

    @Override
    public INDArray computeScoreArray(INDArray t, INDArray z, IActivation activation, INDArray mask) {
        return terms(t, z).sum(true, 1);
    }

    @Override
    public INDArray computeGradient(INDArray t, INDArray z, IActivation activation, INDArray mask) {
        return kind == Kind.HUBER
                ? Transforms.max(Transforms.min(z.sub(t), 1, false), -1, false)
                : Transforms.sigmoid(z, true).subi(t);
    }

    @Override
    public Pair<Double, INDArray> computeGradientAndScore(
            INDArray t, INDArray z, IActivation activation, INDArray mask, boolean average) {
        return new Pair<>(computeScore(t, z, activation, mask, average), computeGradient(t, z, activation, mask));
    }

    @Override
    public String name() {
        return kind.name();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StableLoss that && kind == that.kind;
    }

    @Override
    public int hashCode() {
        return kind.hashCode();
    }
}
