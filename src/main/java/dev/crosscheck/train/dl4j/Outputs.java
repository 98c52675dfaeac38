package dev.crosscheck.train.dl4j;

import dev.crosscheck.nn.Loss;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/** Output layers in DL4J's terms. What a network answers depends on the activation alone. */
final class Outputs {
    /** Those that a network may end with, and the loss that DL4J has for each. */
    private static final Map<Activation, ILossFunction> LOSSES = Map.of(
            Activation.SOFTMAX, new LossMCXENT(),
            Activation.SIGMOID, new LossBinaryXENT(),
            Activation.IDENTITY, new LossMSE());

    private Outputs() {}

    /**
     * DL4J's loss. Huber's, which it does not have, is the squared error: the network is for its outputs only.
     *
     * @param weights one per class, of categorical cross-entropy; none where all rows count the same
     */
    static ILossFunction loss(Loss loss, List<Double> weights) {
        if (loss != Loss.CATEGORICAL_CROSS_ENTROPY || weights.isEmpty()) {
            return loss(activation(loss));
        }
        Float[] values = weights.stream().map(Double::floatValue).toArray(Float[]::new);
        return new LossMCXENT(Nd4j.createFromArray(values).reshape(1, values.length));
    }

    /** @return the activation that goes with a loss */
    static Activation activation(Loss loss) {
        return switch (loss) {
            case CATEGORICAL_CROSS_ENTROPY -> Activation.SOFTMAX;
            case BINARY_CROSS_ENTROPY -> Activation.SIGMOID;
            case MEAN_SQUARED_ERROR, HUBER, HALF_SQUARED_ERROR -> Activation.IDENTITY;
        };
    }

    /** @return DL4J's loss for an output layer with one of these activations */
    static ILossFunction loss(Activation activation) {
        return LOSSES.get(activation);
    }

    /** @return whether a network may end with this activation and so many units */
    static boolean canEnd(Activation activation, int units) {
        return activation == Activation.SOFTMAX || LOSSES.containsKey(activation) && units == 1;
    }
}
