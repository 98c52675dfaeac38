package dev.crosscheck.proof.twin;

import org.nd4j.autodiff.loss.LossReduce;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.lossfunctions.SameDiffLoss;

/**
 * A Huber loss for DL4J, which has none, by SameDiff's operation: the mean over the outputs of an example.
 *
 * <p>SameDiff's loss operations ignore the incoming gradient. So any scaling must happen within the operation, as weights or by its own reduction, and
 * only sums may follow.
 */
final class HuberLoss extends SameDiffLoss {
    private static final long serialVersionUID = 1L;

    /** δ, where the parabola turns into a line: the default of Keras and PyTorch. */
    static final double DELTA = 1.0;

    private final int outputs;

    HuberLoss(int outputs) {
        this.outputs = outputs;
        Quietly.run(() -> createSameDiffInstance(DataType.DOUBLE));
    }

    @Override
    public SDVariable defineLoss(SameDiff sd, SDVariable output, SDVariable labels) {
        SDVariable weight = sd.constant(1.0 / outputs);
        SDVariable terms = sd.loss.huberLoss(labels, output, weight, LossReduce.NONE, DELTA);
        return outputs == 1 ? terms : terms.sum(1); // SameDiff cannot sum over a dimension of size 1
    }
}
