package dev.crosscheck.train;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.Batches;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.Mnist;
import dev.crosscheck.train.byhand.NetworkState;
import dev.crosscheck.train.dl4j.DigitNetwork;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.schedule.ISchedule;

/** One run: steps, epochs and what is between them. Between any two steps it can be kept as a {@link Checkpoint}. */
final class TrainingLoop {
    private final TrainingConfig config;
    private final Mnist data;
    private final ImageSet held;
    private final Trainer trainer;
    private final CheckpointSink checkpoints;
    private final RunListener listener;
    private final BooleanSupplier stop;
    private final Batches batches;
    private final ISchedule schedule;
    private final StopConditions conditions;
    private final Stopwatch epochTime = new Stopwatch();
    private final Stopwatch time = new Stopwatch();
    private final List<EpochMetrics> epochs = new ArrayList<>();
    private double[] stepLosses = new double[1024];
    private int steps;
    private int epoch = 1;
    private int batch;
    private double lossSum;
    private double learningRate;
    private NetworkState best;
    private int bestEpoch;
    private boolean unsaved = true;

    TrainingLoop(
            TrainingConfig config,
            Mnist data,
            Batches batches,
            ImageSet held,
            Trainer trainer,
            CheckpointSink checkpoints,
            RunListener listener,
            BooleanSupplier stop) {
        this.config = config;
        this.data = data;
        this.held = held;
        this.trainer = trainer;
        this.checkpoints = checkpoints;
        this.listener = listener;
        this.stop = stop;
        this.batches = batches;
        this.schedule = config.schedule().of(config.learningRate(), batches.count());
        this.learningRate = config.learningRate();
        this.conditions = new StopConditions(config);
    }

    /** Takes up a run where it stood; its network is the trainer's already. */
    void restore(Checkpoint from) {
        Progress progress = from.progress();
        epochs.addAll(progress.epochs());
        stepLosses = Arrays.copyOf(from.stepLosses(), Math.max(from.stepLosses().length, stepLosses.length));
        steps = progress.steps();
        epoch = progress.epoch();
        batch = progress.batch();
        lossSum = progress.lossSum();
        if (steps > 0) {
            // The model names the rate of its last step, also where no step is left to do.
            learningRate = schedule.valueAt(steps - 1, (batch > 0 ? epoch : epoch - 1) - 1);
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
        StopReason reason = conditions.replay(epochs);
        while (reason == null) {
            reason = epoch();
        }
        if (unsaved) {
            save();
        }
        NetworkState model = best != null ? best : trainer.state(epochs.size());
        MultiLayerNetwork network =
                DigitNetwork.of(model, data.test().features(), config.hidden(), learningRate, config.seed());
        int modelEpoch = best != null ? bestEpoch : batch == 0 ? epochs.size() : 0;
        return new TrainingOutcome(network, bestEpoch, modelEpoch, epochs, reason, steps);
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
        learningRate = schedule.valueAt(steps, epoch - 1);
        double loss = trainer.step(order, batch, learningRate);
        requireFinite(loss, "loss", batch + 1);
        if (steps == stepLosses.length) {
            stepLosses = Arrays.copyOf(stepLosses, 2 * steps);
        }
        stepLosses[steps++] = loss;
        lossSum += loss * batches.size(batch);
        batch++;
        unsaved = true;
        listener.step(new StepMetrics(epoch, batch, seen(), order.length, loss));
    }

    /** Images of this epoch seen so far: only its last batch may be smaller than the others. */
    private int seen() {
        return (batch - 1) * config.batchSize() + batches.size(batch - 1);
    }

    private StopReason endOfEpoch() {
        Evaluation validation = held == null ? null : evaluate(held, trainer.probabilities(held), "validation loss");
        float[] probabilities = trainer.probabilities(data.test());
        Evaluation test = evaluate(data.test(), probabilities, "test loss");
        double seconds = epochTime.seconds();
        EpochMetrics metrics = new EpochMetrics(epoch, lossSum / seen(), validation, test, seconds, seen() / seconds);
        epochs.add(metrics);
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
        return epochs.get(bestEpoch - 1).validation().loss();
    }

    private Evaluation evaluate(ImageSet images, float[] probabilities, String name) {
        Evaluation evaluation = Evaluation.of(probabilities, images.labels());
        requireFinite(evaluation.loss(), name, batches.count());
        return evaluation;
    }

    private void saveIfDue(boolean epochEnded) {
        if (checkpoints.every() != null && checkpoints.every().isDue(epochs.size(), steps, epochEnded)) {
            boolean running = epochTime.stop();
            save();
            if (running) {
                epochTime.start();
            }
        }
    }

    private void save() {
        NetworkState network = trainer.state(epochs.size());
        Progress progress = new Progress(
                config,
                data.sha256(),
                epoch,
                batch,
                steps,
                lossSum,
                epochTime.seconds(),
                time.seconds(),
                List.copyOf(epochs),
                bestEpoch);
        checkpoints.keep().accept(new Checkpoint(progress, Arrays.copyOf(stepLosses, steps), network, best));
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
                    "Try a lower --lr; 0.001 suits this network.");
        }
    }
}
