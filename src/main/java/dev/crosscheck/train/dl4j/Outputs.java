package dev.crosscheck.train.dl4j;

import dev.crosscheck.layers.StableLoss;
import dev.crosscheck.nn.Loss;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/** Output layers in DL4J's terms. What a network answers depends on the activation alone. */
final class Outputs {
    private Outputs() {}

    /**
     * The loss to be minimised, which no file will name.
     *
     * @param weights one per class; none where all rows count the same
     */
    static ILossFunction trained(Loss loss, List<Double> weights) {
        return switch (loss) {
            case BINARY_CROSS_ENTROPY ->
                weights.isEmpty()
                        ? new StableLoss(StableLoss.Kind.BINARY_CROSS_ENTROPY)
                        : StableLoss.binary(weights.get(0), weights.get(1));
            case HUBER -> new StableLoss(StableLoss.Kind.HUBER);
            case CATEGORICAL_CROSS_ENTROPY ->
                weights.isEmpty()
                        ? kept(loss)
                        : new LossMCXENT(Nd4j.createFromArray(
                                        weights.stream().map(Double::floatValue).toArray(Float[]::new))
                                .reshape(1, weights.size()));
            case MEAN_SQUARED_ERROR, HALF_SQUARED_ERROR -> kept(loss);
        };
    }

    /** @return the loss that a file names: Huber's, which DL4J does not have, is the squared error, and no class weighs more than another */
    static ILossFunction kept(Loss loss) {
        return switch (loss) {
            case CATEGORICAL_CROSS_ENTROPY -> new LossMCXENT();
            case BINARY_CROSS_ENTROPY -> new LossBinaryXENT();
            case MEAN_SQUARED_ERROR, HUBER, HALF_SQUARED_ERROR -> new LossMSE();
        };
    }

    /** @return the activation that goes with a loss */
    static Activation activation(Loss loss) {
        return switch (loss) {
            case CATEGORICAL_CROSS_ENTROPY -> Activation.SOFTMAX;
            case BINARY_CROSS_ENTROPY -> Activation.SIGMOID;
            case MEAN_SQUARED_ERROR, HUBER, HALF_SQUARED_ERROR -> Activation.IDENTITY;
        };
    }

    /** @return whether an output layer has softmax */
    static boolean isSoftmax(BaseLayer layer) {
        return new ActivationSoftmax().equals(layer.getActivationFn());
    }
}
