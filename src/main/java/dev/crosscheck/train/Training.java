package dev.crosscheck.train;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.Batches;
import dev.crosscheck.data.DataSet;
import dev.crosscheck.data.Examples;
import dev.crosscheck.device.Device;
import dev.crosscheck.train.byhand.NetworkState;
import dev.crosscheck.train.dl4j.DenseNetwork;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.schedule.ISchedule;

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
        this.device = device;
        this.start = start;
        this.config = config;
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
        return TrainingMethod.classWeights(
                config.network(),
                Validation.of(data, config.validation(), config.seed()).train());
    }

    /**
     * Trains until all epochs are done, a stop rule applies or {@code stop} says so. Can be called once.
     *
     * @param listener is notified of every step and epoch
     * @param stop asked before each step; once true, training ends with what it has
     * @return the network and how training went
     * @throws CrosscheckException if the loss stops being finite
     */
    public TrainingOutcome run(RunListener listener, BooleanSupplier stop) {
        Validation parts = Validation.of(data, config.validation(), config.seed());
        List<Double> weights = classWeights();
        NetworkState state =
                start.state(config, parts.train().features(), parts.train().outputs());
        Batches batches = new Batches(parts.train(), config.batchSize());
        try (Trainer trainer = config.method().newTrainer(device, config, state, batches)) {
            double largest = Trainer.largest(state.parameters());
            Loop loop = new Loop(parts.held(), weights, batches, trainer, largest, listener, stop);
            if (start instanceof TrainingStart.Saved saved) {
                loop.restore(saved.checkpoint());
            }
            return loop.run();
        }
    }

    /** Steps, epochs and what comes between them. Between any two steps the run can be kept as a {@link Checkpoint}. */
    private final class Loop {
        private final Examples held;
        private final List<Double> classWeights;
        private final Batches batches;
        private final Trainer trainer;
        private final double largestAtStart;
        private final RunListener listener;
        private final BooleanSupplier stop;
        private final ISchedule schedule;
        private final StopConditions conditions = new StopConditions(config);
        private final Stopwatch epochTime = new Stopwatch();
        private final Stopwatch time = new Stopwatch();
        private int epoch = 1;
        private int batch;
        private double lossSum;
        private double learningRate = config.learningRate();
        private NetworkState best;
        private int bestEpoch;
        private boolean unsaved = true;

        Loop(
                Examples held,
                List<Double> classWeights,
                Batches batches,
                Trainer trainer,
                double largestAtStart,
                RunListener listener,
                BooleanSupplier stop) {
            this.held = held;
            this.classWeights = classWeights;
            this.batches = batches;
            this.trainer = trainer;
            this.largestAtStart = largestAtStart;
            this.listener = listener;
            this.stop = stop;
            this.schedule = config.schedule().of(config.learningRate(), batches.count());
        }

        /** Takes up a run where it stood; the trainer has its network already, and the history what it had recorded. */
        void restore(Checkpoint from) {
            Progress progress = from.progress();
            epoch = progress.epoch();
            batch = progress.batch();
            lossSum = progress.lossSum();
            if (progress.steps() > 0) {
                // The model names the rate of its last step, even if no step is left to do.
                learningRate = schedule.valueAt(progress.steps() - 1, progress.epochsBegun() - 1);
            }
            epochTime.set(progress.epochSeconds());
            time.set(progress.seconds());
            best = from.best();
            bestEpoch = progress.bestEpoch();
            unsaved = false;
        }

        TrainingOutcome run() {
            double used = time.seconds();
            // First, so that what a run has used by its time limit is never less than the limit.
            time.start();
            conditions.startClock(used);
            StopReason reason = conditions.replay(history.epochs());
            while (reason == null) {
                reason = epoch();
            }
            if (unsaved) {
                save();
            }
            NetworkState model =
                    best != null ? best : trainer.state(history.epochs().size());
            MultiLayerNetwork network = new DenseNetwork(
                            config.network(),
                            data.test().features(),
                            data.test().outputs(),
                            learningRate,
                            config.seed())
                    .of(model);
            int modelEpoch =
                    best != null ? bestEpoch : batch == 0 ? history.epochs().size() : 0;
            return new TrainingOutcome(network, bestEpoch, modelEpoch, history.epochs(), reason, history.steps());
        }

        /** Trains to the epoch's end; returns why to end, or null to go on. */
        private StopReason epoch() {
            int[] order = batches.shuffled(config.seed(), epoch);
            epochTime.start();
            try {
                while (batch < batches.count()) {
                    if (stop.getAsBoolean()) {
                        return StopReason.INTERRUPTED;
                    }
                    if (conditions.timeIsUp()) {
                        return StopReason.TIME_LIMIT;
                    }
                    step(order);
                    if (batch < batches.count()) {
                        saveIfDue(false);
                    }
                }
            } finally {
                epochTime.stop();
            }
            return stop.getAsBoolean() ? StopReason.INTERRUPTED : endOfEpoch();
        }

        private void step(int[] order) {
            learningRate = schedule.valueAt(history.steps(), epoch - 1);
            double loss = trainer.step(order, batch, learningRate);
            requireFinite(loss, "loss", batch + 1);
            history.addStep(loss);
            lossSum += loss * batches.size(batch);
            batch++;
            unsaved = true;
            listener.step(new StepMetrics(epoch, batch, seen(), order.length, loss));
        }

        /** Examples of this epoch seen so far: only its last batch may be smaller than the others. */
        private int seen() {
            return (batch - 1) * config.batchSize() + batches.size(batch - 1);
        }

        private StopReason endOfEpoch() {
            Divergence.requireNone(
                    config,
                    epoch,
                    history,
                    batches.count(),
                    data.test().classes(),
                    trainer.largestParameter(),
                    largestAtStart);
            Evaluation validation =
                    held == null ? null : evaluate(held, trainer.probabilities(held), "validation loss");
            float[] probabilities = trainer.probabilities(data.test());
            Evaluation test = evaluate(data.test(), probabilities, "test loss");
            double seconds = epochTime.seconds();
            EpochMetrics metrics =
                    new EpochMetrics(epoch, lossSum / seen(), validation, test, seconds, seen() / seconds);
            history.addEpoch(metrics);
            if (validation != null && (best == null || validation.loss() < lowest())) {
                bestEpoch = epoch;
                best = trainer.state(epoch);
            }
            epoch++;
            batch = 0;
            lossSum = 0;
            unsaved = true;
            epochTime.set(0);
            listener.epoch(new TestedEpoch(metrics, probabilities, trainer::firstLayer));
            saveIfDue(true);
            return conditions.after(metrics);
        }

        private double lowest() {
            return history.epochs().get(bestEpoch - 1).validation().loss();
        }

        private Evaluation evaluate(Examples examples, float[] probabilities, String name) {
            Evaluation evaluation =
                    Evaluation.of(probabilities, examples, config.network().loss(), classWeights);
            requireFinite(evaluation.loss(), name, batches.count());
            return evaluation;
        }

        private void saveIfDue(boolean epochEnded) {
            if (checkpoints.every() != null
                    && checkpoints.every().isDue(history.epochs().size(), history.steps(), epochEnded)) {
                boolean running = epochTime.stop();
                save();
                if (running) {
                    epochTime.start();
                }
            }
        }

        private void save() {
            NetworkState network = trainer.state(history.epochs().size());
            Progress progress = new Progress(
                    config,
                    data.sha256(),
                    epoch,
                    batch,
                    history.steps(),
                    lossSum,
                    epochTime.seconds(),
                    time.seconds(),
                    List.copyOf(history.epochs()),
                    bestEpoch);
            checkpoints.keep().accept(new Checkpoint(progress, history.stepLosses(), network, best));
            unsaved = false;
        }

        private void requireFinite(double loss, String name, int batchNumber) {
            if (!Double.isFinite(loss)) {
                throw new CrosscheckException(
                        String.format(
                                Locale.ROOT,
                                "The %s became %s in epoch %d, batch %d, with --lr %s.",
                                name,
                                loss,
                                epoch,
                                batchNumber,
                                config.learningRate()),
                        Divergence.remedy(config));
            }
        }
    }
}
