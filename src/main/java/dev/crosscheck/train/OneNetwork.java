package dev.crosscheck.train;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.DataSet;
import dev.crosscheck.data.Examples;
import dev.crosscheck.data.Preparation;
import dev.crosscheck.device.Device;
import dev.crosscheck.model.Model;
import dev.crosscheck.model.Origin;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.Arrays;
import java.util.stream.IntStream;

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

    /**
     * Creates one that learns from the training examples without those that validate: those that the data designate, or else the last ones
     * of a random order that depends only on the seed and is not used by any epoch.
     */
    public static OneNetwork of(Device device, TrainingStart from, TrainingConfig config, DataSet data) {
        Examples all = data.train();
        int validation = config.training().validation();
        if (validation == 0) {
            return new OneNetwork(device, from, config.of(all), all, null);
        }
        int[] order = data.validatesOnLast()
                ? IntStream.range(0, all.size()).toArray()
                : new Batches(all, all.size()).shuffled(config.training().seed(), 0);
        int kept = all.size() - validation;
        return new OneNetwork(
                device,
                from,
                config.of(all),
                all.select(Arrays.copyOf(order, kept)),
                all.select(Arrays.copyOfRange(order, kept, all.size())));
    }

    @Override
    public Batches batches() {
        return new Batches(
                VariedImages.of(train, config.training().variation()),
                config.training().batch());
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
