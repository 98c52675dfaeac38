package dev.crosscheck.train.dl4j;

import dev.crosscheck.nn.Loss;
import java.util.List;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/** Converts output layers to DL4J's. A network's answers depend on the activation alone. */
final class Outputs {
    private Outputs() {}

    /**
     * Returns DL4J's loss. DL4J has no Huber loss; it is replaced by the squared error, since such a network is only used for its outputs.
     *
     * @param weights one per class, for categorical cross-entropy; empty if all rows have the same weight
     */
    static ILossFunction loss(Loss loss, List<Double> weights) {
        if (!weights.isEmpty()) {
            Float[] values = weights.stream().map(Double::floatValue).toArray(Float[]::new);
            return new LossMCXENT(Nd4j.createFromArray(values).reshape(1, values.length));
        }
        return switch (loss) {
            case CATEGORICAL_CROSS_ENTROPY -> new LossMCXENT();
            case BINARY_CROSS_ENTROPY -> new LossBinaryXENT();
            case MEAN_SQUARED_ERROR, HUBER, HALF_SQUARED_ERROR -> new LossMSE();
        };
    }

    static Activation activation(Loss loss) {
        return switch (loss) {
            case CATEGORICAL_CROSS_ENTROPY -> Activation.SOFTMAX;
            case BINARY_CROSS_ENTROPY -> Activation.SIGMOID;
            case MEAN_SQUARED_ERROR, HUBER, HALF_SQUARED_ERROR -> Activation.IDENTITY;
        };
    }
}
