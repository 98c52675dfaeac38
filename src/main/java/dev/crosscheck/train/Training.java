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
import java.util.stream.IntStream;

/**
 * A single training run. On the CPU the same configuration, start, data and machine give the same parameters bit for bit, even if the run
 * is interrupted and resumed.
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
     * Creates a run that starts from random parameters, without checkpoints.
     *
     * @param device on which ND4J was started
     * @param config the run's configuration
     * @param data the training and test data
     */
    public Training(Device device, TrainingConfig config, DataSet data) {
        this(device, new TrainingStart.Seed(), config, data, CheckpointSink.NONE);
    }

    /**
     * Creates a run with any start.
     *
     * @param device on which ND4J was started
     * @param start of the run; a checkpoint must have the same data and configuration, except for limits
     * @param config the run's configuration
     * @param data the training and test data
     * @param checkpoints receives the run's checkpoints
     */
    public Training(
            Device device, TrainingStart start, TrainingConfig config, DataSet data, CheckpointSink checkpoints) {
        this(device, start, config, data, checkpoints, null);
    }

    /**
     * Creates a run with any start, which can be on a GPU by hand.
     *
     * @param device on which ND4J was started, for the model
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

    /** @return the run's records, which grow during the run */
    public History history() {
        return history;
    }

    /** @return the weights of the classes, computed from the training rows if they are balanced; empty if all are equal */
    public List<Double> classWeights() {
        return weights(parts().train());
    }

    /** @return the examples that it learns from */
    public Examples learned() {
        return parts().train();
    }

    /** @return the examples to validate on; null if there are none */
    public Examples held() {
        return parts().held();
    }

    private Validation parts() {
        return Validation.of(data, config.training());
    }

    private Folds folds() {
        return config.training().folds() > 0 ? Folds.of(config, data) : null;
    }

    /**
     * @param outcome of this training
     * @return the examples that chose its best epoch
     */
    public HeldOut judged(TrainingOutcome outcome) {
        return config.training().folds() > 0
                ? folds().heldOut(outcome.state(), outcome.model())
                : HeldOut.of(outcome.model(), held());
    }

    /**
     * @param outcome of this training
     * @return the examples to decide on: those of all folds, or those that are held out, whether they are set aside or not
     */
    public HeldOut heldOut(TrainingOutcome outcome) {
        return config.training().folds() > 0
                ? judged(outcome)
                : last(outcome, config.training().validation());
    }

    /**
     * @param outcome of this training
     * @return the examples that chose nothing, not even the epoch
     */
    public HeldOut setAside(TrainingOutcome outcome) {
        int held = config.training().validation();
        return last(outcome, config.training().folds() > 0 ? held : data.setAside(held));
    }

    private HeldOut last(TrainingOutcome outcome, int count) {
        int all = data.train().size();
        return HeldOut.of(
                outcome.model(),
                data.train().select(IntStream.range(all - count, all).toArray()));
    }

    private List<Double> weights(Examples examples) {
        return TrainingMethod.known(config.setup(), examples)
                .training()
                .classWeights()
                .weights();
    }

    /**
     * Trains until all epochs are done, a stop rule applies or {@code stop} returns true. Can be called once.
     *
     * @param listener is notified of every step and epoch
     * @param stop called before each step; when it returns true, training ends with the current network
     * @return the network and how training went
     * @throws CrosscheckException if the loss stops being finite
     * @throws GpuException if a GPU fails
     */
    public TrainingOutcome run(RunListener listener, BooleanSupplier stop) {
        Folds folds = folds();
        Validation parts =
                gpu != null ? gpu.parts() : folds != null ? new Validation(folds.all(), folds.all()) : parts();
        NetworkState state = folds != null && !(start instanceof TrainingStart.Saved)
                ? folds.start(start)
                : start.state(config, parts.train());
        Batches batches = gpu != null
                ? gpu.batches()
                : new Batches(parts.train(), config.training().batch());
        try (Trainer trainer = trainer(folds, state, batches)) {
            TrainingLoop loop = new TrainingLoop(
                    config,
                    data,
                    new TrainingLoop.Parts(parts.held(), folds, weights(parts.train()), batches, trainer, state),
                    checkpoints,
                    history,
                    listener,
                    stop);
            if (start instanceof TrainingStart.Saved saved) {
                loop.restore(saved.checkpoint());
            }
            return loop.run();
        }
    }

    private Trainer trainer(Folds folds, NetworkState state, Batches batches) {
        if (folds != null) {
            return folds.trainer(config.method(), state, batches);
        }
        return gpu != null ? gpu.trainer() : config.method().newTrainer(device, config.setup(), state, batches);
    }
}
