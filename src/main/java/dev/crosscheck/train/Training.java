package dev.crosscheck.train;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.Batches;
import dev.crosscheck.data.DataSet;
import dev.crosscheck.device.Device;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A single training run. On the CPU the same configuration, start, data and machine give the same parameters bit for bit, even if the run
 * is interrupted and resumed.
 */
public final class Training {
    private final TrainingStart start;
    final TrainingConfig config;
    final DataSet data;
    final CheckpointSink checkpoints;
    final Trainee trainee;
    final History history;

    /**
     * Creates a run that starts from random parameters, without checkpoints.
     *
     * @param device on which ND4J was started
     */
    public Training(Device device, TrainingConfig config, DataSet data) {
        this(device, new TrainingStart.Seed(), config, data, CheckpointSink.NONE);
    }

    /**
     * Creates a run with any start.
     *
     * @param device on which ND4J was started
     * @param start of the run; a checkpoint must have the same data and configuration, except for limits
     */
    public Training(
            Device device, TrainingStart start, TrainingConfig config, DataSet data, CheckpointSink checkpoints) {
        this(start, config, data, checkpoints, OneNetwork.of(device, start, config, data));
    }

    /**
     * Creates a run that trains something else than one network on ND4J's device.
     *
     * @param trainee what it trains, with the same start, configuration and data
     */
    public Training(
            TrainingStart start, TrainingConfig config, DataSet data, CheckpointSink checkpoints, Trainee trainee) {
        this.start = start;
        this.config = config.of(data.train());
        this.data = data;
        this.checkpoints = checkpoints;
        this.trainee = trainee;
        this.history = new History(start);
    }

    /** @return the run's records, which grow during the run */
    public History history() {
        return history;
    }

    /** @return the weights of the classes, computed from the training rows if they are balanced; empty if all are equal */
    public List<Double> classWeights() {
        return TrainingMethod.known(config.setup(), trainee.train())
                .training()
                .classWeights()
                .weights();
    }

    /** @return why a run ends after these epochs, all from its first; null if it goes on */
    public static @Nullable StopReason endAfter(TrainingConfig config, List<EpochMetrics> epochs) {
        return new StopConditions(config).replay(epochs);
    }

    /**
     * Trains until all epochs are done, a stop rule applies or {@code stop} returns true. Can be called once.
     *
     * @param listener is notified of every step and epoch
     * @param stop called before each step; when it returns true, training ends with the current network
     * @return the network and how training went
     * @throws CrosscheckException if the loss stops being finite
     */
    public TrainingOutcome run(RunListener listener, BooleanSupplier stop) {
        NetworkState state = trainee.start();
        Batches batches = trainee.batches();
        try (Trainer trainer = trainee.trainer(state, batches)) {
            TrainingLoop loop = new TrainingLoop(this, batches, trainer, state, listener, stop);
            if (start instanceof TrainingStart.Saved saved) {
                loop.restore(saved.checkpoint());
            }
            return loop.run();
        }
    }
}
