package dev.crosscheck.cli;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.course.guide.Guide;
import dev.crosscheck.data.DataSet;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.table.TableData;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.device.Device;
import dev.crosscheck.device.DeviceChoice;
import dev.crosscheck.device.Environment;
import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.measure.Baseline;
import dev.crosscheck.measure.ClassMeasures;
import dev.crosscheck.measure.Predictions;
import dev.crosscheck.measure.Worth;
import dev.crosscheck.nn.Convolution;
import dev.crosscheck.nn.Layer;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.run.RunLog;
import dev.crosscheck.tables.Candidates;
import dev.crosscheck.tables.Decider;
import dev.crosscheck.tables.Folds;
import dev.crosscheck.tables.TableAnswers;
import dev.crosscheck.tables.TableResult;
import dev.crosscheck.tables.TableRun;
import dev.crosscheck.tables.TableTraining;
import dev.crosscheck.tables.report.TableSections;
import dev.crosscheck.train.Answers;
import dev.crosscheck.train.CheckpointSink;
import dev.crosscheck.train.History;
import dev.crosscheck.train.RunIdentity;
import dev.crosscheck.train.RunListener;
import dev.crosscheck.train.Trainee;
import dev.crosscheck.train.Training;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingOutcome;
import dev.crosscheck.train.TrainingStart;
import dev.crosscheck.train.gpu.GpuStart;
import dev.crosscheck.train.record.TrainingReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A run of {@code train} according to its plan. */
final class TrainingRun {
    /** From so many rows of a table on, people want to know before how long it takes. */
    private static final int MANY_ROWS = 50_000;

    private final OutputOptions output;
    private final DeviceOptions device;
    private final TrainingCheck check;
    private final Plan plan;
    private final TrainingReport report;
    private Environment environment;
    private Optional<CrosscheckException> disagreement = Optional.empty();

    /**
     * The plan of a run.
     *
     * @param folder the folder for its files
     * @param identity identifies the run in its files
     * @param config its settings
     * @param start the initial parameters, or the checkpoint to continue from
     * @param data training and test examples
     * @param choice the device
     * @param sink saves its checkpoints
     * @param gpu its network on a GPU for training by hand; null for other devices
     * @param seconds that were spent before, above all on reading the data
     */
    record Plan(
            RunFolder folder,
            RunIdentity identity,
            TrainingConfig config,
            TrainingStart start,
            DataSet data,
            DeviceChoice choice,
            CheckpointSink sink,
            GpuStart gpu,
            double seconds) {
        /** @return what is trained */
        Trainee trainee() {
            return gpu != null ? gpu : Folds.orOne(choice.device().nd4j(), start, config, data);
        }

        /** @return the plan with another configuration */
        Plan with(TrainingConfig other) {
            return new Plan(folder, identity, other, start, data, choice, sink, gpu, seconds);
        }
    }

    /** @param check the check before training */
    TrainingRun(OutputOptions output, DeviceOptions device, TrainingCheck check, Plan plan) {
        this.output = output;
        this.device = device;
        this.check = check;
        this.plan = plan;
        report = new TrainingReport(
                plan.folder(),
                plan.identity(),
                plan.config(),
                plan.choice(),
                plan.data(),
                new History(plan.start()),
                plan.seconds());
    }

    /** Trains. @return the exit code */
    int run() {
        return RunLog.toFolder(plan.folder().path(), () -> {
            try (StopSignal stop = new StopSignal(output)) {
                return run(stop);
            }
        });
    }

    private int run(StopSignal stop) {
        try {
            boolean inDl4j = plan.config().method().trainer().inDl4j();
            if (inDl4j) {
                device.start(plan.choice(), nd4jThreads());
            }
            environment = inDl4j
                    ? Environment.current(plan.choice().device().nd4j())
                    : Environment.withoutNd4j(); // training by hand does not need ND4J
            printStart(inDl4j ? "; " + environment.blas() : "");
            if (plan.data() instanceof TableData table) {
                trainOnTable(table, stop);
            } else if (mayTrain(plan)) {
                trainOnImages((ImageData) plan.data(), stop);
            }
            if (disagreement.isPresent()) {
                Failure failure = Failure.of(disagreement.get());
                report.fail(failure.problem(), disagreement.get());
                output.warn(failure.problem());
                output.warn(failure.remedy());
            }
        } catch (RuntimeException | Error e) {
            report.fail(Failure.of(e).problem(), e);
            TrainingReport.inSpiteOf(e, () -> output.writeJson(report.json()));
            throw e;
        }
        output.writeJson(report.json());
        return disagreement.isPresent() ? ExitCode.DISAGREEMENT : ExitCode.OK;
    }

    /** Checks a network before it is trained. */
    private boolean mayTrain(Plan of) {
        disagreement = check.run(output, of, () -> device.start(of.choice(), nd4jThreads()));
        return disagreement.isEmpty();
    }

    private RunListener begin(TrainingConfig config, History history) {
        return report.begin(config, history, environment, new TrainingConsole(output, config));
    }

    private void trainOnImages(ImageData images, StopSignal stop) {
        output.print("Page: %s", report.page().toUri());
        Training training = new Training(plan.start(), plan.config(), images, plan.sink(), plan.trainee());
        TrainingOutcome outcome = training.run(begin(plan.config(), training.history()), stop);
        report.finish(outcome, outcome.model()).forEach(output::warn);
        String from = plan.identity().dataFolder();
        Worth worth = ImageData.isIn(Path.of(from)) ? null : worth(outcome, images);
        if (worth != null) {
            report.judged(worth, null);
        }
        printLines(TrainingEnd.lines(plan.config(), plan.start(), outcome, report));
        if (worth != null) {
            output.print("%s", worth.words());
        }
        boolean useless = worth != null && !worth.beatsBaseline();
        if (!outcome.interrupted()) {
            printLines(
                    useless
                            ? TrainingEnd.instead(images, from)
                            : TrainingEnd.next(report.folder().path(), plan.config()));
        }
    }

    /** @return whether a network of one's own pictures beats guessing by the classes' shares */
    private static Worth worth(TrainingOutcome outcome, ImageData images) {
        int[] labels = images.test().labels();
        int classes = images.train().outputs();
        Predictions found = Predictions.of(Answers.of(outcome.model(), images.test()), classes, labels);
        Predictions guessed = Baseline.ofClasses(classes, images.train().labels(), labels);
        return Worth.of(
                "network",
                "images",
                ClassMeasures.of(found),
                ClassMeasures.of(guessed),
                null,
                TableAnswers.losses(found),
                TableAnswers.losses(guessed),
                null);
    }

    private void trainOnTable(TableData table, StopSignal stop) {
        Optional<TableResult> trained = new TableTraining(
                        plan.config(),
                        table,
                        plan.choice().device(),
                        plan.start(),
                        plan.sink(),
                        new OfTable(),
                        report.seconds())
                .train(stop);
        if (trained.isPresent()) {
            show(trained.get(), table);
        } else if (disagreement.isEmpty()) {
            report.interrupt();
            output.print("Interrupted while candidates were trained: there is no model yet.");
            output.print(
                    "Train them again with: %s",
                    TextTable.unbroken(Invocation.command(
                            "train", "--resume", plan.folder().path().toString())));
        }
    }

    /** Follows training on a table: prints, checks, and writes the run's files. */
    private final class OfTable extends ChoiceConsole implements TableTraining.Listener {
        OfTable() {
            super(output);
        }

        @Override
        public boolean mayTrain(TrainingConfig config) {
            Candidates candidates = TableRun.of(config).candidates();
            boolean isChosen = candidates != null && TableRun.leavesChoice(plan.config()) && !candidates.areOpen();
            if (isChosen) {
                printNetwork(output, plan.choice(), config);
            }
            // Of candidates the largest one was checked, and the chosen one may be another.
            boolean agrees = isChosen && candidates.choseLargest() || TrainingRun.this.mayTrain(plan.with(config));
            if (agrees && !isChosen) {
                output.print("Page: %s", report.page().toUri());
                if (TableRun.leavesChoice(config)) {
                    report.choose(environment);
                }
            }
            return agrees;
        }

        @Override
        public RunListener begin(TrainingConfig config, History history) {
            return TrainingRun.this.begin(config, history);
        }

        @Override
        public void trained(TrainingOutcome outcome, Decider.Decided judged) {
            output.print("");
            printLines(judged.words());
            report.finish(outcome, judged.model()).forEach(output::warn);
        }
    }

    private void show(TableResult result, TableData table) {
        Target target = table.preprocessing().target();
        output.print("");
        output.print(
                "On the %d test rows; the baseline answers every row with %s",
                table.test().size(), target instanceof Target.OfNumber ? "the mean" : "the classes' shares");
        new MeasuresReport(output, plan.folder()).show(result.named(), result.answers());
        Json.write(plan.folder().path().resolve(RunFolder.MEASURES), result.written());
        output.print("");
        List<String> decided = result.judged().words();
        printLines(result.said().subList(decided.size(), result.said().size()));
        report.judged(result.worth(), (contents, body) -> new TableSections(result, contents, body));
        MeasuresReport.print(output, result.importance(), target.task());
        output.print("");
        TrainingStart start = TableRun.leavesChoice(plan.config()) ? new TrainingStart.Seed() : plan.start();
        printLines(TrainingEnd.lines(result.config(), start, result.outcome(), report));
        output.print("%s", result.worth().words());
        if (!result.worth().beatsAll()) {
            output.print("%s", TrainingEnd.remedy(result.config()));
        }
        if (!result.outcome().interrupted()) {
            printLines(TrainingEnd.next(report.folder().path(), result.config()));
        }
    }

    private void printLines(List<String> lines) {
        lines.forEach(line -> output.print("%s", line));
    }

    /** On the CPU our own threads share the work; more threads of ND4J would slow them down. */
    private int nd4jThreads() {
        return plan.choice().device().nd4j() == Device.CPU
                ? Nd4jRuntime.BEST_THREADS
                : plan.config().method().threads();
    }

    private void printStart(String blas) {
        print(output, plan.choice(), plan.config(), plan.data(), plan.identity().dataFolder(), blas);
        if (plan.start() instanceof TrainingStart.Saved saved) {
            output.print(
                    "Resumed: after %d steps and %d finished epochs",
                    saved.checkpoint().progress().steps(),
                    saved.checkpoint().progress().epochs().size());
        }
    }

    /**
     * Prints device, data, network and trainer.
     *
     * @param from the data folder, or the table's file
     * @param blas text after the reason for the device
     */
    static void print(
            OutputOptions output, DeviceChoice choice, TrainingConfig config, DataSet data, String from, String blas) {
        output.print(
                "Device: %s, %s%s",
                choice.device(), choice.fellBack() ? "because " + choice.reason() : choice.reason(), blas);
        int held = config.training().validation();
        int folds = config.training().folds();
        output.print(
                "Data: %s, %d training and %d test %s%s",
                from,
                data.train().size() - held,
                data.test().size(),
                kind(data),
                folds > 0
                        ? ", in " + folds + " folds: " + folds
                                + " networks, each trained without another fold, answer together"
                        : held > 0 ? ", " + held + " held out for validation" : "");
        if (data instanceof ImageData images && !ImageData.isMnist(images.sha256())) {
            output.print(
                    "Classes: %d (%s); pixels normalised by %s%s",
                    data.train().outputs(),
                    images.form().classesInShort(),
                    images.form().normalisation().inShort(),
                    images.form().handwriting() ? "; handwriting, prepared as MNIST's" : "");
            if (TrainingEnd.mayBeHandwriting(images, from)) {
                output.print("Note: %s", TrainingEnd.HANDWRITING);
            }
        }
        int rows = data.train().size() - held;
        double seconds;
        if (TableRun.leavesChoice(config)) {
            Candidates candidates = TableRun.of(config).candidates();
            new ChoiceConsole(output).print(candidates);
            seconds = candidates.mostSeconds(rows);
        } else {
            printNetwork(output, choice, config);
            seconds = config.training().epochs() * Guide.secondsPerEpoch(rows, config.network());
        }
        if (!config.ofImages() && rows >= MANY_ROWS) {
            output.print(
                    "Time: training takes at most about %.0f minutes of a processor core, less if more epochs stop helping",
                    Math.ceil(seconds / 60));
        }
    }

    private static void printNetwork(OutputOptions output, DeviceChoice choice, TrainingConfig config) {
        String init = config.init() == null ? "" : ", from " + config.init();
        output.print("Network: %s%s", config.setup(), init);
        output.print("Size: %,d parameters", config.network().parameters());
        for (Layer layer : config.network().hidden()) {
            if (layer instanceof Convolution convolution && convolution.leavesOut()) {
                output.print(
                        "Note: %s leaves out the last row or column of its %dx%d maps, as PyTorch does.",
                        layer.title(),
                        convolution.full().rows(),
                        convolution.full().columns());
            }
        }
        boolean isSlow = config.method().trainer().inDl4j()
                && choice.device() == Device.CPU
                && config.network().beginsWithConvolution();
        output.print(
                "Trainer: %s%s",
                config.method().words(choice.device()),
                isSlow ? "; slow: its convolutions take dozens of times as long as those by hand" : "");
    }

    private static String kind(DataSet data) {
        return data.train() instanceof ImageSet images ? "images of " + ImageForm.size(images.shape()) : "rows";
    }
}
