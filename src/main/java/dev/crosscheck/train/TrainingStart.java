package dev.crosscheck.train;

import dev.crosscheck.nn.Parameters;
import dev.crosscheck.train.byhand.NetworkState;

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
     * @param outputs outputs of the network
     * @return what the network starts from
     */
    default NetworkState state(TrainingConfig config, int inputs, int outputs) {
        if (this instanceof Weights weights) {
            return NetworkState.of(weights.parameters());
        }
        if (this instanceof Saved saved) {
            return saved.checkpoint().network();
        }
        return NetworkState.drawn(config.seed(), inputs, config.hidden(), outputs);
    }
}
