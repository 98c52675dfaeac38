package dev.crosscheck.train;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Examples;
import dev.crosscheck.data.Preparation;
import dev.crosscheck.model.Model;
import dev.crosscheck.model.Origin;
import dev.crosscheck.train.byhand.NetworkState;
import org.jspecify.annotations.Nullable;

/** What a run trains: {@link OneNetwork}, or several that answer together. */
public interface Trainee {
    Examples train();

    /** @return the examples to validate on; null if there are none */
    @Nullable
    Examples held();

    Batches batches();

    /** @return the state that the run begins or continues with */
    NetworkState start();

    /**
     * @param start from {@link #start}; unchanged
     * @param batches from {@link #batches}
     * @return what does the steps
     */
    Trainer trainer(NetworkState start, Batches batches);

    /** @return the network that a state of the trainer stands for */
    Model model(NetworkState state, Preparation preparation, Origin origin);
}
