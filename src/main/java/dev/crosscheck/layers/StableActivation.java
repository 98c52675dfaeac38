package dev.crosscheck.layers;

import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.BaseActivationFunction;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * GELU and softplus with DL4J's values and slopes, also where DL4J's own are not numbers: in float, GELU's slope is NaN from 26 on and
 * softplus infinite from 89, which one image among thousands is enough for.
 */
public final class StableActivation extends BaseActivationFunction {
    private static final long serialVersionUID = 1L;

    /** c of GELU's sigmoid form, as ND4J has it. */
    private static final float GELU_SCALE = 1.702f;

    private static final ActivationGELU GELU = new ActivationGELU(false);

    /** Which one. */
    public enum Kind {
        /** {@code z σ(cz)}. */
        GELU,
        /** {@code ln(1 + e^z)}. */
        SOFTPLUS
    }

    private final Kind kind;

    /** @param kind which one */
    public StableActivation(@JsonProperty("kind") Kind kind) {
        this.kind = kind;
    }

    @JsonProperty("kind")
    public Kind getKind() {
        return kind;
    }

    @Override
    public INDArray getActivation(INDArray in, boolean training) {
        if (kind == Kind.GELU) {
            return GELU.getActivation(in, training);
        }
        return softplusInPlace(in); // as DL4J's own: its workspaces expect the layer's array back
    }

    /** @return z, which holds {@code ln(1 + e^z)} afterwards: a number for any z */
    static INDArray softplusInPlace(INDArray z) {
        INDArray tail =
                Transforms.log(Transforms.exp(Transforms.abs(z).negi(), false).addi(1), false);
        return Transforms.max(z, 0, false).addi(tail); // max(0, z) + ln(1 + e^-|z|)
    }

    @Override
    public Pair<INDArray, INDArray> backprop(INDArray in, INDArray epsilon) {
        if (kind == Kind.SOFTPLUS) {
            return new Pair<>(Transforms.sigmoid(in).muli(epsilon), null);
        }
        INDArray s = Transforms.sigmoid(in.mul(GELU_SCALE), false);
        INDArray slope = s.rsub(1).muli(s).muli(in).muli(GELU_SCALE).addi(s); // s + c z s (1 - s)
        return new Pair<>(slope.muli(epsilon), null);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StableActivation that && kind == that.kind;
    }

    @Override
    public int hashCode() {
        return kind.hashCode();
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(java.util.Locale.ROOT);
    }
}
