package dev.crosscheck.train;

import dev.crosscheck.data.Batches;
import dev.crosscheck.device.Device;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.Optional;
import java.util.ServiceLoader;

/** Trainers that are no part of the core, which does not import their library. */
public interface TrainerProvider {
    /** DL4J's, by {@code META-INF/services}. */
    TrainerProvider DL4J = ServiceLoader.load(TrainerProvider.class, TrainerProvider.class.getClassLoader())
            .findFirst()
            .orElseThrow();

    /**
     * @param engine whether layers that call the engine's kernels may be used
     * @return why it cannot train a network, in a clause; empty if it can
     */
    Optional<String> obstacle(Setup setup, boolean engine);

    /**
     * @param method returned by {@link TrainingMethod#resolve}
     * @param device on which its library was started
     * @param setup the network and how it is trained, with inputs, outputs and class weights of the data
     * @param start initial state of the network; unchanged
     * @param batches examples to learn from
     */
    Trainer trainer(TrainingMethod method, Device device, Setup setup, NetworkState start, Batches batches);
}
