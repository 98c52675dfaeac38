package dev.crosscheck.train;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.DataSet;
import dev.crosscheck.data.Examples;
import dev.crosscheck.data.Preparation;
import dev.crosscheck.device.Device;
import dev.crosscheck.model.Model;
import dev.crosscheck.model.Origin;
import dev.crosscheck.train.byhand.NetworkState;

/**
 * A single network.
 *
 * @param device on which ND4J was started
 * @param from the run's start
 * @param config its configuration, with the examples' numbers of inputs and outputs
 * @param train the examples to learn from
 * @param held the examples to validate on; null if there are none
 */
public record OneNetwork(Device device, TrainingStart from, TrainingConfig config, Examples train, Examples held)
        implements Trainee {

    /** @throws IllegalArgumentException if the configuration asks for folds, which are several networks */
    public OneNetwork {
        if (config.training().folds() > 0) {
            throw new IllegalArgumentException("one network has no folds: they are trained by tables.Folds");
        }
    }

    /** Creates one that learns from the training examples, without those that validate. */
    public static OneNetwork of(Device device, TrainingStart from, TrainingConfig config, DataSet data) {
        Validation parts = Validation.of(
                data, config.training().validation(), config.training().seed());
        return new OneNetwork(device, from, config.of(data.train()), parts.train(), parts.held());
    }

    @Override
    public Batches batches() {
        return new Batches(train, config.training().batch());
    }

    @Override
    public NetworkState start() {
        return from.state(config, train);
    }

    @Override
    public Trainer trainer(NetworkState start, Batches batches) {
        return config.method().newTrainer(device, config.setup(), start, batches);
    }

    @Override
    public Model model(NetworkState state, Preparation preparation, Origin origin) {
        return new Model("The network", config.network(), state.parameters(), preparation, origin);
    }
}
