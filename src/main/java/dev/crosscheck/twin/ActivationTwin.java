package dev.crosscheck.twin;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Elementwise;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An activation as DL4J computes it, in double precision. */
public final class ActivationTwin {
    private final Activation activation;
    private final IActivation theirs;

    /** @param activation whose twin this is */
    public ActivationTwin(Activation activation) {
        this.activation = activation;
        this.theirs = Conventions.activation(activation);
    }

    /**
     * Inputs at which DL4J's result is a number.
     *
     * @param below inputs must be less than this; infinite if all will do
     * @param reason why not beyond; empty if all will do
     */
    public record Range(double below, String reason) {
        private static final Range ALL = new Range(Double.POSITIVE_INFINITY, "");

        /** @return whether the input is within */
        public boolean contains(double z) {
            return z < below;
        }
    }

    /** @return where DL4J's value can be compared */
    public Range valueRange() {
        return activation == Elementwise.SOFTPLUS
                ? new Range(709, "DL4J takes ln(1 + e^z) as it stands, and e^z overflows from 710 on")
                : Range.ALL;
    }

    /** @return where DL4J's derivative can be compared */
    public Range slopeRange() {
        if (activation == Elementwise.GELU || activation == Elementwise.SOFTPLUS) {
            return new Range(709, "DL4J's derivative is a quotient of exponentials, not a number from 710 on");
        }
        return Range.ALL;
    }

    /**
     * @param z (N, H)
     * @return f(Z), (N, H)
     */
    public Matrix forward(Matrix z) {
        return Nd4jArrays.matrix(theirs.getActivation(Nd4jArrays.of(z), true));
    }

    /**
     * @param z (N, H)
     * @param da dLoss/dA, (N, H)
     * @return dLoss/dZ, (N, H)
     */
    public Matrix backward(Matrix z, Matrix da) {
        INDArray dz = theirs.backprop(Nd4jArrays.of(z), Nd4jArrays.of(da)).getFirst();
        return Nd4jArrays.matrix(dz);
    }
}
