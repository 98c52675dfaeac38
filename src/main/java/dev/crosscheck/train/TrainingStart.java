package dev.crosscheck.train;

import dev.crosscheck.data.Examples;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.train.byhand.NetworkState;

/** The start of a run. */
public sealed interface TrainingStart {

    /** Parameters drawn from the seed. */
    record Seed() implements TrainingStart {}

    /**
     * Given parameters.
     *
     * @param parameters W1 (I, H), b1 (1, H), W2 (H, C), b2 (1, C), and so on
     */
    record Weights(Parameters parameters) implements TrainingStart {}

    /** A run's checkpoint. */
    record Saved(Checkpoint checkpoint) implements TrainingStart {}

    /** @return the initial state of the network */
    default NetworkState state(TrainingConfig config, Examples examples) {
        return state(TrainingMethod.known(config.setup(), examples));
    }

    /**
     * @param setup of the network, with known inputs and outputs
     * @return its initial state
     */
    default NetworkState state(Setup setup) {
        if (this instanceof Weights weights) {
            return NetworkState.of(
                    weights.parameters(), setup.training().optimizer().kind());
        }
        if (this instanceof Saved saved) {
            return saved.checkpoint().network();
        }
        return NetworkState.drawn(setup);
    }
}
