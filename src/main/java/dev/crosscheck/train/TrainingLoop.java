package dev.crosscheck.train;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.Batches;
import dev.crosscheck.data.DataSet;
import dev.crosscheck.data.Examples;
import dev.crosscheck.data.Preparation;
import dev.crosscheck.files.BuildInfo;
import dev.crosscheck.files.Digest;
import dev.crosscheck.measure.Temperature;
import dev.crosscheck.model.Origin;
import dev.crosscheck.nn.RateSchedule;
import dev.crosscheck.text.Text;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * The training loop: steps, epochs, tests, checkpoints and stop rules. Between any two steps the run can be saved as a {@link Checkpoint}.
 */
final class TrainingLoop {
    private final Training run;
    private final TrainingConfig config;
    private final DataSet data;
    private final History history;
    private final CheckpointInterval every;
    private final List<Double> classWeights;
    private final Batches batches;
    private final Trainer trainer;
    private final double largestAtStart;
    private final RunListener listener;
    private final BooleanSupplier stop;
    private final RateSchedule.Rate schedule;
    private final StopConditions conditions;
    private final Stopwatch epochTime = new Stopwatch();
    private final Stopwatch time = new Stopwatch();
    private int epoch = 1;
    private int batch;
    private double lossSum;
    private double learningRate;
    private NetworkState best;
    private boolean unsaved = true;

    /** @param start the trainer's initial state */
    TrainingLoop(
            Training run,
            Batches batches,
            Trainer trainer,
            NetworkState start,
            RunListener listener,
            BooleanSupplier stop) {
        this.run = run;
        this.config = run.config;
        this.data = run.data;
        this.history = run.history;
        this.every = run.checkpoints.every();
        this.classWeights = run.classWeights();
        this.batches = batches;
        this.trainer = trainer;
        this.largestAtStart = Divergence.largest(start.parameters());
        this.listener = listener;
        this.stop = stop;
        this.schedule = config.training().schedule().of(config.learningRate(), batches.count());
        this.conditions = new StopConditions(config);
        this.learningRate = config.learningRate();
    }

    /** Restores the loop's position; the trainer and the history must have been restored already. */
    void restore(Checkpoint from) {
        Progress progress = from.progress();
        epoch = progress.epoch();
        batch = progress.batch();
        lossSum = progress.lossSum();
        if (progress.steps() > 0) {
            // The model records the rate of its last step, even if no step is left to do.
            learningRate = schedule.valueAt(progress.steps() - 1, progress.epochsBegun() - 1);
        }
        epochTime.set(progress.epochSeconds());
        time.set(progress.seconds());
        best = from.best();
        unsaved = false;
    }

    TrainingOutcome run() {
        time.start();
        StopReason reason = conditions.replay(history.epochs());
        while (reason == null) {
            reason = epoch();
        }
        if (unsaved) {
            save();
        }
        int bestEpoch = history.bestEpoch();
        NetworkState state =
                best != null ? best : trainer.state(history.epochs().size());
        int modelEpoch =
                best != null ? bestEpoch : batch == 0 ? history.epochs().size() : 0;
        Origin origin = new Origin(
                "Crosscheck " + BuildInfo.load().version(),
                config.training().seed(),
                config.training().optimizer(),
                data.learntFrom());
        return new TrainingOutcome(
                run.trainee.model(state, data.preparation(), origin),
                state,
                learningRate,
                bestEpoch,
                modelEpoch,
                history.epochs(),
                reason,
                history.steps());
    }

    /**
     * Trains to the end of the epoch.
     *
     * @return why to end; null to continue
     */
    private StopReason epoch() {
        int[] order = batches.shuffled(config.training().seed(), epoch);
        epochTime.start();
        try {
            while (batch < batches.count()) {
                if (stop.getAsBoolean()) {
                    return StopReason.INTERRUPTED;
                }
                if (conditions.timeIsUp(time.seconds())) {
                    return StopReason.TIME_LIMIT;
                }
                steps(order);
                if (batch < batches.count()) {
                    saveIfDue(false);
                }
            }
        } finally {
            epochTime.stop();
        }
        return stop.getAsBoolean() ? StopReason.INTERRUPTED : endOfEpoch();
    }

    /** Does as many steps as the trainer does best at once, but none beyond the next checkpoint. */
    private void steps(int[] order) {
        int count = Math.min(trainer.stepsAtOnce(), batches.count() - batch);
        if (every != null) {
            count = Math.min(count, every.stepsToNext(history.steps()));
        }
        double[] rates = new double[count];
        Arrays.setAll(rates, i -> schedule.valueAt(history.steps() + i, epoch - 1));
        double[] losses = trainer.steps(order, batch, rates);
        for (int i = 0; i < count; i++) {
            learningRate = rates[i];
            record(losses[i], order);
        }
    }

    private void record(double loss, int[] order) {
        requireFinite(loss, "loss", batch + 1);
        history.addStep(loss);
        lossSum += loss * batches.size(batch);
        batch++;
        unsaved = true;
        listener.step(new StepMetrics(epoch, batch, seen(), order.length, loss));
    }

    /** @return number of examples of this epoch seen so far; only its last batch may be smaller than the others */
    private int seen() {
        return (batch - 1) * config.training().batch() + batches.size(batch - 1);
    }

    private StopReason endOfEpoch() {
        NetworkState state = trainer.state(epoch);
        Divergence.requireNone(
                config,
                epoch,
                history,
                batches.count(),
                data.test().classes(),
                Divergence.largest(state.parameters()),
                largestAtStart);
        Examples held = run.trainee.held();
        Evaluation validation =
                held == null ? null : evaluate(held, judged(trainer.heldProbabilities(held), held), "validation loss");
        float[] probabilities = trainer.probabilities(data.test());
        Evaluation test = evaluate(data.test(), probabilities, "test loss");
        double seconds = epochTime.seconds();
        EpochMetrics metrics = new EpochMetrics(
                epoch,
                lossSum / seen(),
                validation,
                test,
                seconds,
                seen() / seconds,
                Digest.sha256(state.parameters()));
        history.addEpoch(metrics);
        if (history.bestEpoch() == epoch) {
            best = state;
        }
        epoch++;
        batch = 0;
        lossSum = 0;
        unsaved = true;
        epochTime.set(0);
        listener.epoch(
                new TestedEpoch(metrics, probabilities, TestedEpoch.firstLayers(config.network(), state.parameters())));
        saveIfDue(true);
        return conditions.after(metrics);
    }

    /** @return of a table's classes the probabilities after temperature scaling, as the trained network will answer */
    private float[] judged(float[] probabilities, Examples held) {
        return config.ofImages() || held.classes() == 0
                ? probabilities
                : Temperature.scaled(probabilities, held.labels());
    }

    private Evaluation evaluate(Examples examples, float[] outputs, String name) {
        Preparation preparation = data.preparation();
        float[] answers = outputs.clone();
        for (int i = 0; i < answers.length; i++) {
            answers[i] = (float) preparation.limited(answers[i]);
        }
        Evaluation evaluation =
                Evaluation.of(answers, examples, config.network().loss(), classWeights);
        requireFinite(evaluation.loss(), name, batches.count());
        return evaluation;
    }

    private void saveIfDue(boolean epochEnded) {
        if (every != null && every.isDue(history.epochs().size(), history.steps(), epochEnded)) {
            epochTime.stop();
            save();
            if (!epochEnded) {
                epochTime.start();
            }
        }
    }

    private void save() {
        run.checkpoints.keep().accept(checkpoint(trainer.state(history.epochs().size())));
        unsaved = false;
    }

    private Checkpoint checkpoint(NetworkState network) {
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
                history.bestEpoch());
        return new Checkpoint(progress, history.stepLosses(), network, best);
    }

    private void requireFinite(double loss, String name, int batchNumber) {
        if (!Double.isFinite(loss)) {
            throw new CrosscheckException(
                    Text.of(
                            "The %s became %s in epoch %d, batch %d, with --lr %s.",
                            name, loss, epoch, batchNumber, config.learningRate()),
                    Divergence.remedy(config));
        }
    }
}
