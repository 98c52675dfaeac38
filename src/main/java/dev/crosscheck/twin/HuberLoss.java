package dev.crosscheck.twin;

import dev.crosscheck.nn.Loss;
import org.nd4j.autodiff.loss.LossReduce;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.lossfunctions.SameDiffLoss;

/** DL4J has no Huber loss; SameDiff has, and lends it to DL4J: the mean over the outputs of an example. */
final class HuberLoss extends SameDiffLoss {
    private static final long serialVersionUID = 1L;

    /** @param dataType of the arrays to come */
    HuberLoss(DataType dataType) {
        Quietly.run(() -> createSameDiffInstance(dataType));
    }

    @Override
    public SDVariable defineLoss(SameDiff sd, SDVariable output, SDVariable labels) {
        return elementwise(sd, output, labels).mean(1);
    }

    /** @return Huber's term of each element */
    static SDVariable elementwise(SameDiff sd, SDVariable output, SDVariable labels) {
        SDVariable one = sd.constant(1.0);
        return sd.loss.huberLoss(labels, output, one, LossReduce.NONE, Loss.DELTA);
    }
}
