package dev.crosscheck.train.record;

import dev.crosscheck.data.DataSet;
import dev.crosscheck.data.table.TableData;
import dev.crosscheck.device.DeviceChoice;
import dev.crosscheck.device.Environment;
import dev.crosscheck.files.Digest;
import dev.crosscheck.measure.Worth;
import dev.crosscheck.model.Model;
import dev.crosscheck.run.AtomicFile;
import dev.crosscheck.run.Background;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.showing.plot.ConfusionChart;
import dev.crosscheck.showing.plot.EpochChart;
import dev.crosscheck.train.EpochMetrics;
import dev.crosscheck.train.History;
import dev.crosscheck.train.RunIdentity;
import dev.crosscheck.train.RunListener;
import dev.crosscheck.train.StopReason;
import dev.crosscheck.train.Stopwatch;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingOutcome;
import dev.crosscheck.train.dl4j.DenseNetwork;
import dev.crosscheck.train.dl4j.Dl4jModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the files of a training run's folder during the run: metrics.csv, the model, pictures, run.html and run.json. */
public final class TrainingReport implements RunListener {
    private static final Logger LOG = LoggerFactory.getLogger(TrainingReport.class);

    private final RunFolder folder;
    private final RunIdentity run;
    private TrainingConfig config;
    private final DeviceChoice device;
    private final DataSet examples;
    private final RunRecord.Data data;
    private final int training;
    private final Stopwatch time = new Stopwatch();
    private History history;
    private RunRecord record;
    private Environment environment;
    private RunPageFile page;
    private Path reserve;
    private TrainingOutcome outcome;
    private String modelSha256;
    private Worth worth;

    /**
     * The whole run: the content of {@code --json}.
     *
     * @param run the content of run.json
     * @param lossOfEachStep mean loss over each step's batch, in order
     * @param confusion of the last test, by [true class][predicted class]; null before the first, empty for a regression
     */
    public record Whole(RunRecord run, double[] lossOfEachStep, int[][] confusion) {}

    /**
     * Starts the record and the clock.
     *
     * @param history the run's records before it begins
     * @param before seconds that this process spent on the run before
     */
    public TrainingReport(
            RunFolder folder,
            RunIdentity run,
            TrainingConfig config,
            DeviceChoice device,
            DataSet data,
            History history,
            double before) {
        this.folder = folder;
        this.history = history;
        this.run = run;
        this.config = config;
        this.device = device;
        this.training = data.train().size() - config.training().validation();
        int held = config.training().validation();
        int tests = data.test().size();
        String from = run.dataFolder();
        this.data = data instanceof TableData table
                ? new RunRecord.Data(
                        from,
                        null,
                        null,
                        null,
                        training,
                        held,
                        tests,
                        table.preprocessing().columnUse(),
                        data.sha256())
                : new RunRecord.Data(from, training, held, tests, null, null, null, null, data.sha256());
        this.examples = data;
        time.set(history.secondsBefore() + before);
        time.start();
        LOG.info("{}", Json.line(device));
    }

    /**
     * Writes the record of a run that is about to train.
     *
     * @param network the configuration, with the chosen network if candidates competed
     * @param grows the run's records, which are read as they grow
     * @param on the environment of the run
     * @return a listener that combines this report, its files and the other listener
     */
    public RunListener begin(TrainingConfig network, History grows, Environment on, RunListener other) {
        config = network;
        history = grows;
        environment = on;
        LOG.info("{}", Json.line(config));
        LOG.info("{}", Json.line(environment));
        reserve = folder.reserve();
        write(RunRecord.Status.RUNNING, null);
        page = new RunPageFile(folder, examples, config, RunFacts.of(record), history);
        RunListener metrics = new MetricsFile(folder, config, history.epochs());
        return RunListener.all(List.of(metrics, page, this, other));
    }

    /** Writes record and page of a run that is about to train candidates, between which it will choose. */
    public void choose(Environment on) {
        environment = on;
        LOG.info("{}", Json.line(config));
        write(RunRecord.Status.RUNNING, null);
        new RunPageFile(folder, examples, config, RunFacts.of(record), history);
    }

    /** Writes record and page of a run that was interrupted before it had chosen a candidate, and so has no model. */
    public void interrupt() {
        write(RunRecord.Status.INTERRUPTED, null);
        RunPageFile.end(folder.path(), "Interrupted before a network was chosen.");
    }

    /** Called after the page, with which the record is written as a sign of life. */
    @Override
    public void epoch(EpochMetrics epoch) {
        LOG.info("{}", Json.line(RunRecord.Epoch.of(epoch, ofRows())));
        if (!page.written().toString().equals(record.lastSign())) {
            write(RunRecord.Status.RUNNING, null);
        }
    }

    /**
     * Writes the final files of a finished or interrupted run: first the model, then its record. Then another thread draws the pictures while
     * the page is written.
     *
     * @param trained the result of training
     * @param used the model to save: that of the outcome, for a table with its decision and the importance of columns
     * @return a line for each picture that could not be drawn
     */
    public List<String> finish(TrainingOutcome trained, Model used) {
        Background<List<String>> pictures = null;
        try {
            Path model = folder.path().resolve(Model.FILE);
            used.save(model);
            if (config.method().trainer().inDl4j()) {
                Dl4jModel.save(
                        new DenseNetwork(config.setup().at(trained.learningRate())).of(trained.state()),
                        folder.path().resolve(Dl4jModel.FILE));
            }
            outcome = trained;
            modelSha256 = Digest.sha256(model);
            write(trained.interrupted() ? RunRecord.Status.INTERRUPTED : RunRecord.Status.COMPLETED, null);
            pictures = Background.start("pictures", this::draw);
            page.end(end(), trained, null);
        } finally {
            if (pictures != null) {
                pictures.await(); // no picture is half drawn when this returns
            }
            giveBackReserve();
        }
        return pictures.result();
    }

    /**
     * Adds what a finished run came to.
     *
     * @param found the comparison with guessing and a linear model, for record and page
     * @param of the same of a table, for the page; null for images
     */
    public void judged(Worth found, ResultSections.@Nullable Maker of) {
        worth = found;
        write(record.status(), null);
        page.end(end() + " " + worth.words(), outcome, of);
    }

    private String end() {
        return outcome.interrupted() ? "Interrupted." : "Completed.";
    }

    private List<String> draw() {
        List<EpochMetrics> done = outcome.epochs();
        if (done.isEmpty() || examples.classes().isEmpty()) {
            return List.of();
        }
        int[][] shown = done.get(outcome.testedEpoch() - 1).test().confusion();
        List<Double> accuracies =
                done.stream().map(epoch -> epoch.test().accuracyPercent()).toList();
        return Stream.of(
                        folder.draw(
                                "accuracy.png",
                                out -> new EpochChart(
                                                "Test accuracy in percent",
                                                Map.of("test", accuracies),
                                                done.size(),
                                                outcome.bestEpoch(),
                                                false)
                                        .write(out)),
                        folder.draw(
                                "confusion.png",
                                out -> ConfusionChart.write(shown, examples.classes(), examples.noun(), out)))
                .flatMap(Optional::stream)
                .toList();
    }

    /**
     * Writes record and page of a failed run. A run that could not even be resumed keeps its old record.
     *
     * @param problem what failed, on one line
     * @param failure the exception
     */
    public void fail(String problem, Throwable failure) {
        inSpiteOf(failure, () -> LOG.error("{}", problem, failure));
        giveBackReserve();
        if (record == null && Files.exists(folder.path().resolve(RunFolder.RECORD))) {
            return;
        }
        outcome = null; // a run that fails has no result, not even if it fails after training
        inSpiteOf(failure, () -> write(RunRecord.Status.FAILED, problem));
        inSpiteOf(failure, () -> {
            if (page == null) {
                RunPageFile.end(folder.path(), RunPageFile.FAILED + problem);
            } else {
                page.fail(problem);
            }
        });
    }

    private void giveBackReserve() {
        if (reserve != null) {
            AtomicFile.deleteQuietly(reserve);
        }
    }

    /** Does some work after a failure. If the work fails too, its exception is added to the failure as suppressed. */
    public static void inSpiteOf(Throwable failure, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            if (e != failure) {
                failure.addSuppressed(e);
            }
        }
    }

    private void write(RunRecord.Status status, String failure) {
        StopReason stop = status == RunRecord.Status.INTERRUPTED ? StopReason.INTERRUPTED : null;
        record = new RunRecord(
                "train",
                status,
                outcome == null ? stop : outcome.reason(),
                failure,
                run.id(),
                run.start(),
                resumed(),
                RunIdentity.now().toString(),
                seconds(),
                config,
                DenseNetwork.words(config.training().optimizer()),
                device,
                environment,
                run.code(),
                data,
                history.epochs().stream()
                        .map(epoch -> RunRecord.Epoch.of(epoch, ofRows()))
                        .toList(),
                history.steps(),
                outcome == null ? 0 : outcome.bestEpoch(),
                worth,
                outcome == null ? null : modelSha256,
                outcome == null ? null : outcome.model().parametersSha256());
        AtomicFile.writeTextDurably(folder.path().resolve(RunFolder.RECORD), Json.text(record));
    }

    /** @return the times at which the run was resumed; the current resumption counts once a step is done */
    private List<String> resumed() {
        List<String> times = run.resumed();
        boolean counts = times.isEmpty() || history.steps() > history.stepsBefore();
        return counts ? times : times.subList(0, times.size() - 1);
    }

    public Whole json() {
        List<EpochMetrics> epochs = history.epochs();
        int[][] last =
                epochs.isEmpty() ? null : epochs.get(epochs.size() - 1).test().confusion();
        return new Whole(record, history.stepLosses(), last);
    }

    public Path page() {
        return folder.path().resolve(RunFolder.PAGE);
    }

    public RunFolder folder() {
        return folder;
    }

    /** @return seconds of the run, including those before it was resumed */
    public double seconds() {
        return time.seconds();
    }

    /** @return seconds spent training in the finished epochs, without tests and files */
    public double trainingSeconds() {
        return history.epochs().stream().mapToDouble(EpochMetrics::seconds).sum();
    }

    private boolean ofRows() {
        return !config.ofImages();
    }

    /** @return training images, or rows, divided by the seconds spent training, over the finished epochs */
    public double perSecond() {
        double seconds = trainingSeconds();
        return seconds == 0 ? 0 : history.epochs().size() * (double) training / seconds;
    }
}
