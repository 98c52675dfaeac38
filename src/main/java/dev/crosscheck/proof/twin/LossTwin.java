package dev.crosscheck.proof.twin;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Loss;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/**
 * A loss as DL4J computes it (Huber: as SameDiff does), in double precision and in this program's scaling.
 *
 * <p>Both cross-entropies are configured to clip at 1e-12, as this program does; DL4J's defaults are 1e-5 and 1e-10.
 */
public final class LossTwin {
    private static final IActivation NONE = new ActivationIdentity();

    private final ILossFunction theirs;

    /**
     * @param loss the loss to compute with DL4J
     * @param outputs O, the number of outputs
     */
    public LossTwin(Loss loss, int outputs) {
        this.theirs = Conventions.loss(loss, outputs);
    }

    /**
     * @param y outputs, (N, O)
     * @param t targets, (N, O)
     * @return the loss, the mean over the N rows
     */
    public double value(Matrix y, Matrix t) {
        return theirs.computeScore(Nd4jArrays.of(t), Nd4jArrays.of(y), NONE, null, true);
    }

    /**
     * @param y outputs, (N, O)
     * @param t targets, (N, O)
     * @return dLoss/dY, (N, O)
     */
    public Matrix gradient(Matrix y, Matrix t) {
        Matrix sum = Nd4jArrays.matrix(theirs.computeGradient(Nd4jArrays.of(t), Nd4jArrays.of(y), NONE, null));
        return sum.map(g -> g / y.rows());
    }
}
