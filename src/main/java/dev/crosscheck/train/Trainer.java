package dev.crosscheck.train;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Mnist;
import dev.crosscheck.device.Device;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.function.BooleanSupplier;

/**
 * Trains the digit network. The same configuration, start, data and machine give the same parameters bit for bit on the CPU,
 * whether a run goes through or is resumed any number of times.
 */
public final class Trainer {
    private final Device device;
    private final CheckpointSink checkpoints;

    /** @param device what ND4J was started on */
    public Trainer(Device device) {
        this(device, CheckpointSink.NONE);
    }

    /**
     * @param device what ND4J was started on
     * @param checkpoints keeps the runs' checkpoints
     */
    public Trainer(Device device, CheckpointSink checkpoints) {
        this.device = device;
        this.checkpoints = checkpoints;
    }

    /** Trains from parameters that the seed draws: see {@link #train(TrainingStart, TrainingConfig, Mnist, RunListener, BooleanSupplier)}. */
    public TrainingOutcome train(TrainingConfig config, Mnist data, RunListener listener, BooleanSupplier stop) {
        return train(new TrainingStart.Seed(), config, data, listener, stop);
    }

    /**
     * Trains.
     *
     * @param start what from; a checkpoint must be of the same data and configuration, but for limits
     * @param config what to do
     * @param data what to learn from and test on
     * @param listener is told of every step and epoch
     * @param stop asked before each step; once true, training ends with what it has
     * @return the network and how it went
     * @throws dev.crosscheck.CrosscheckException if the loss stops being finite
     */
    public TrainingOutcome train(
            TrainingStart start, TrainingConfig config, Mnist data, RunListener listener, BooleanSupplier stop) {
        Validation images = Validation.holdOut(data.train(), config.validation(), config.seed());
        NetworkState state = start.state(config, images.train().features());
        Batches batches = new Batches(images.train(), config.batchSize());
        try (Learner learner = config.method().learner(device, config, state, batches)) {
            TrainingLoop loop =
                    new TrainingLoop(config, data, batches, images.held(), learner, checkpoints, listener, stop);
            if (start instanceof TrainingStart.Saved saved) {
                loop.restore(saved.checkpoint());
            }
            return loop.run();
        }
    }
}
