package dev.crosscheck.train;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Mnist;
import dev.crosscheck.device.Device;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.function.BooleanSupplier;

/**
 * Trains the digit network, whole runs at a time. On the CPU the same configuration, start, data and machine give the same
 * parameters bit for bit, however often a run is interrupted and resumed.
 */
public final class Training {
    private final Device device;
    private final CheckpointSink checkpoints;

    /** @param device what ND4J was started on */
    public Training(Device device) {
        this(device, CheckpointSink.NONE);
    }

    /**
     * @param device what ND4J was started on
     * @param checkpoints keeps the runs' checkpoints
     */
    public Training(Device device, CheckpointSink checkpoints) {
        this.device = device;
        this.checkpoints = checkpoints;
    }

    /** Runs from parameters drawn by the seed: see {@link #run(TrainingStart, TrainingConfig, Mnist, RunListener, BooleanSupplier)}. */
    public TrainingOutcome run(TrainingConfig config, Mnist data, RunListener listener, BooleanSupplier stop) {
        return run(new TrainingStart.Seed(), config, data, listener, stop);
    }

    /**
     * Runs until an epoch limit, a stop rule or {@code stop} ends it.
     *
     * @param start where to start; a checkpoint must be of the same data and configuration, except for limits
     * @param config what to do
     * @param data what to learn from and test on
     * @param listener is notified of every step and epoch
     * @param stop asked before each step; once true, training ends with what it has
     * @return the network and how training went
     * @throws dev.crosscheck.CrosscheckException if the loss stops being finite
     */
    public TrainingOutcome run(
            TrainingStart start, TrainingConfig config, Mnist data, RunListener listener, BooleanSupplier stop) {
        Validation images = Validation.holdOut(data.train(), config.validation(), config.seed());
        NetworkState state = start.state(config, images.train().features());
        Batches batches = new Batches(images.train(), config.batchSize());
        try (Trainer trainer = config.method().newTrainer(device, config, state, batches)) {
            TrainingLoop loop =
                    new TrainingLoop(config, data, batches, images.held(), trainer, checkpoints, listener, stop);
            if (start instanceof TrainingStart.Saved saved) {
                loop.restore(saved.checkpoint());
            }
            return loop.run();
        }
    }
}
