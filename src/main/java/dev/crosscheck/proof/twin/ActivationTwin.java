package dev.crosscheck.proof.twin;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Softmax;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An activation as DL4J computes it, in double precision. */
public final class ActivationTwin {
    private final Activation activation;
    private final IActivation theirs;

    public ActivationTwin(Activation activation) {
        this.activation = activation;
        this.theirs = Conventions.activation(activation);
    }

    /**
     * The open interval of inputs for which DL4J's result is finite and correct.
     *
     * @param above the lower end, for inputs or, with softmax, for a row's largest input
     * @param below the upper end
     * @param reason why the range ends there, in a sentence; empty for an unlimited range
     */
    public record Range(double above, double below, String reason) {
        private static final double NONE = Double.POSITIVE_INFINITY;

        public boolean contains(double z) {
            return z > above && z < below;
        }
    }

    /** @return the range in which DL4J's value can be compared */
    public Range valueRange() {
        if (activation == Softmax.SOFTMAX) {
            return new Range(
                    -700,
                    Range.NONE,
                    "Rows whose largest logit is below -700 are left out: given several rows, ND4J subtracts no maximum"
                            + " below 0, and their exponentials underflow.");
        }
        return switch ((Elementwise) activation) {
            case SOFTPLUS ->
                new Range(
                        -Range.NONE,
                        709,
                        "DL4J's value is left out from 709 on: it is ln(1 + e^z) as it stands, and e^z overflows.");
            default -> new Range(-Range.NONE, Range.NONE, "");
        };
    }

    /** @return the range in which DL4J's derivative can be compared */
    public Range slopeRange() {
        if (activation == Softmax.SOFTMAX) {
            return valueRange();
        }
        return switch ((Elementwise) activation) {
            case GELU ->
                new Range(
                        -Range.NONE,
                        208,
                        "DL4J's slope is left out from 208 on, where the square of e^(1.702 z) in it overflows.");
            case SOFTPLUS -> new Range(-Range.NONE, 709, "So is its slope, a quotient of such exponentials.");
            default -> new Range(-Range.NONE, Range.NONE, "");
        };
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
