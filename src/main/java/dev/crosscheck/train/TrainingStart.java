package dev.crosscheck.train;

import dev.crosscheck.data.Examples;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.train.byhand.NetworkState;

/** What training starts from. */
public sealed interface TrainingStart {

    /** From parameters drawn from the seed. */
    record Seed() implements TrainingStart {}

    /**
     * From given parameters.
     *
     * @param parameters W1 (I, H), b1 (1, H), W2 (H, C), b2 (1, C), and so on
     */
    record Weights(Parameters parameters) implements TrainingStart {}

    /**
     * From a run's checkpoint.
     *
     * @param checkpoint where the run stood
     */
    record Saved(Checkpoint checkpoint) implements TrainingStart {}

    /**
     * @param config the run's configuration
     * @param examples what it learns from
     * @return what the network starts from
     */
    default NetworkState state(TrainingConfig config, Examples examples) {
        if (this instanceof Weights weights) {
            return NetworkState.of(
                    weights.parameters(), config.training().optimizer().kind());
        }
        if (this instanceof Saved saved) {
            return saved.checkpoint().network();
        }
        return NetworkState.drawn(TrainingMethod.known(config.setup(), examples));
    }
}
