package dev.crosscheck.train;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.cuda.GpuException;
import dev.crosscheck.data.Batches;
import dev.crosscheck.data.DataSet;
import dev.crosscheck.data.Examples;
import dev.crosscheck.device.Device;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * One run that trains a network. On the CPU the same configuration, start, data and machine give the same parameters
 * bit for bit, however often the run is interrupted and resumed.
 */
public final class Training {
    private final Device device;
    private final TrainingStart start;
    private final TrainingConfig config;
    private final DataSet data;
    private final CheckpointSink checkpoints;
    private final GpuStart gpu;
    private final History history;

    /**
     * A run from parameters drawn from the seed, without checkpoints.
     *
     * @param device what ND4J was started on
     * @param config what to do
     * @param data what to learn from and test on
     */
    public Training(Device device, TrainingConfig config, DataSet data) {
        this(device, new TrainingStart.Seed(), config, data, CheckpointSink.NONE);
    }

    /**
     * A run from any start.
     *
     * @param device what ND4J was started on
     * @param start where to start; a checkpoint must be of the same data and configuration, except for limits
     * @param config what to do
     * @param data what to learn from and test on
     * @param checkpoints keeps the run's checkpoints
     */
    public Training(
            Device device, TrainingStart start, TrainingConfig config, DataSet data, CheckpointSink checkpoints) {
        this(device, start, config, data, checkpoints, null);
    }

    /**
     * A run on a GPU by hand.
     *
     * @param device what ND4J was started on, for the model
     * @param gpu the run's network on the GPU, which the training closes; null to train elsewhere
     */
    public Training(
            Device device,
            TrainingStart start,
            TrainingConfig config,
            DataSet data,
            CheckpointSink checkpoints,
            GpuStart gpu) {
        this.gpu = gpu;
        this.device = device;
        this.start = start;
        this.config = config.of(data.train());
        this.data = data;
        this.checkpoints = checkpoints;
        this.history = new History(start);
    }

    /** @return what the run has recorded; it grows while the run goes on */
    public History history() {
        return history;
    }

    /** @return how much a row of each class counts, by the rows to learn from; none where all are the same */
    public List<Double> classWeights() {
        return weights(Validation.of(
                        data, config.training().validation(), config.training().seed())
                .train());
    }

    private List<Double> weights(Examples examples) {
        return TrainingMethod.known(config.setup(), examples)
                .training()
                .classWeights()
                .weights();
    }

    /**
     * Trains until all epochs are done, a stop rule applies or {@code stop} says so. Can be called once.
     *
     * @param listener is notified of every step and epoch
     * @param stop asked before each step; once true, training ends with what it has
     * @return the network and how training went
     * @throws CrosscheckException if the loss stops being finite
     * @throws GpuException if a GPU fails; what the host last knew of the run is then a checkpoint
     */
    public TrainingOutcome run(RunListener listener, BooleanSupplier stop) {
        Validation parts = gpu != null
                ? gpu.parts()
                : Validation.of(
                        data, config.training().validation(), config.training().seed());
        NetworkState state = start.state(config, parts.train());
        Batches batches = gpu != null
                ? gpu.batches()
                : new Batches(parts.train(), config.training().batch());
        try (Trainer trainer =
                gpu != null ? gpu.trainer() : config.method().newTrainer(device, config.setup(), state, batches)) {
            TrainingLoop loop = new TrainingLoop(
                    config,
                    data,
                    new TrainingLoop.Parts(parts.held(), weights(parts.train()), batches, trainer, state),
                    checkpoints,
                    history,
                    listener,
                    stop);
            if (start instanceof TrainingStart.Saved saved) {
                loop.restore(saved.checkpoint());
            }
            try {
                return loop.run();
            } catch (GpuException e) {
                throw loop.rescue(e);
            }
        }
    }
}
