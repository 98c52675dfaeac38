package dev.crosscheck.train;

import dev.crosscheck.data.Mnist;
import dev.crosscheck.nn.Parameters;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** What training starts from. */
public sealed interface TrainingStart {

    /** From parameters that the seed draws. */
    record Seed() implements TrainingStart {}

    /**
     * From given parameters.
     *
     * @param parameters W1 (I, H), b1 (1, H), W2 (H, C), b2 (1, C)
     */
    record Weights(Parameters parameters) implements TrainingStart {}

    /**
     * From where a run stood.
     *
     * @param checkpoint the run
     */
    record Saved(Checkpoint checkpoint) implements TrainingStart {}

    /**
     * @param config what the run is to do
     * @param inputs input features
     * @return a network in DL4J's own parts to start from
     */
    default MultiLayerNetwork network(TrainingConfig config, int inputs) {
        MultiLayerNetwork network = DigitNetwork.stock(inputs, config.hidden(), Mnist.CLASSES, config.learningRate());
        if (this instanceof Weights weights) {
            DigitNetwork.assign(network, weights.parameters());
        } else if (this instanceof Saved saved) {
            DigitNetwork.restore(network, saved.checkpoint().network());
        } else {
            DigitNetwork.initialise(network, config.seed());
        }
        return network;
    }
}
