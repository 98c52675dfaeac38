package dev.crosscheck.layers;

import java.util.Objects;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.shade.jackson.annotation.JsonCreator;
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
    private final double weightOfZero;
    private final double weightOfOne;

    /**
     * @param kind which one; the output layer has the activation that goes with it, a sigmoid or the identity
     * @param weightOfZero how much a row with target 0 counts; 1 with Huber's
     * @param weightOfOne likewise with target 1
     */
    @JsonCreator
    public StableLoss(
            @JsonProperty("kind") Kind kind,
            @JsonProperty("weightOfZero") double weightOfZero,
            @JsonProperty("weightOfOne") double weightOfOne) {
        this.kind = kind;
        this.weightOfZero = weightOfZero;
        this.weightOfOne = weightOfOne;
    }

    /** @param kind which one; all rows count the same */
    public StableLoss(Kind kind) {
        this(kind, 1, 1);
    }

    /** @return binary cross-entropy in which rows with target 0 and with target 1 count so much */
    public static StableLoss binary(double weightOfZero, double weightOfOne) {
        return new StableLoss(Kind.BINARY_CROSS_ENTROPY, weightOfZero, weightOfOne);
    }

    @JsonProperty("kind")
    public Kind getKind() {
        return kind;
    }

    @JsonProperty("weightOfZero")
    public double getWeightOfZero() {
        return weightOfZero;
    }

    @JsonProperty("weightOfOne")
    public double getWeightOfOne() {
        return weightOfOne;
    }

    /** Multiplies each row's number by what the row counts. */
    private INDArray weighted(INDArray ofRows, INDArray t) {
        return weightOfZero == 1 && weightOfOne == 1
                ? ofRows
                : ofRows.muli(t.mul(weightOfOne - weightOfZero).addi(weightOfZero));
    }

    private INDArray terms(INDArray t, INDArray z) {
        if (kind == Kind.HUBER) {
            INDArray size = Transforms.abs(z.sub(t));
            INDArray bent = Transforms.min(size, 1, true);
            return size.sub(bent.mul(0.5)).muli(bent);
        }
        return weighted(StableActivation.softplusInPlace(z.dup()).subi(z.mul(t)), t);
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
                : weighted(Transforms.sigmoid(z, true).subi(t), t);
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
        return other instanceof StableLoss that
                && kind == that.kind
                && weightOfZero == that.weightOfZero
                && weightOfOne == that.weightOfOne;
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, weightOfZero, weightOfOne);
    }
}
