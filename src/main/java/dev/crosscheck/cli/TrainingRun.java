package dev.crosscheck.cli;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.DataSet;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.table.DecisionSpec;
import dev.crosscheck.data.table.Importance;
import dev.crosscheck.data.table.TableData;
import dev.crosscheck.data.table.TablePreparation;
import dev.crosscheck.device.Device;
import dev.crosscheck.device.DeviceChoice;
import dev.crosscheck.device.Environment;
import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.measure.Baseline;
import dev.crosscheck.measure.ClassMeasures;
import dev.crosscheck.measure.Predictions;
import dev.crosscheck.measure.Worth;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.Convolution;
import dev.crosscheck.nn.Layer;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.run.RunLog;
import dev.crosscheck.tables.Candidates;
import dev.crosscheck.tables.Decider;
import dev.crosscheck.tables.Folds;
import dev.crosscheck.tables.HeldOut;
import dev.crosscheck.tables.NetworkChoice;
import dev.crosscheck.tables.PermutationImportance;
import dev.crosscheck.tables.TableRun;
import dev.crosscheck.train.Answers;
import dev.crosscheck.train.CheckpointSink;
import dev.crosscheck.train.RunIdentity;
import dev.crosscheck.train.Trainee;
import dev.crosscheck.train.Training;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingOutcome;
import dev.crosscheck.train.TrainingStart;
import dev.crosscheck.train.gpu.GpuStart;
import dev.crosscheck.train.record.TableResult;
import dev.crosscheck.train.record.TrainingReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A run of {@code train} according to its plan. */
final class TrainingRun {
    private final OutputOptions output;
    private final DeviceOptions device;
    private final TrainingCheck check;
    private final Plan plan;
    private final NetworkChoice.Chosen chosen;

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

        /** @return the plan of a run that goes on with another configuration from another start */
        Plan with(TrainingConfig other, TrainingStart from) {
            return new Plan(folder, identity, other, from, data, choice, sink, gpu, 0);
        }
    }

    /**
     * @param check the check before training
     * @param chosen the network that this process has just chosen; null for none
     */
    TrainingRun(
            OutputOptions output, DeviceOptions device, TrainingCheck check, Plan plan, NetworkChoice.Chosen chosen) {
        this.chosen = chosen;
        this.output = output;
        this.device = device;
        this.check = check;
        this.plan = plan;
    }

    /** Chooses a network, if that is left open, and trains. @return the exit code */
    int run() {
        return RunLog.toFolder(plan.folder().path(), () -> {
            try (StopSignal stop = new StopSignal(output)) {
                return run(stop);
            }
        });
    }

    private int run(StopSignal stop) {
        Trainee trainee = plan.trainee();
        Training training = new Training(plan.start(), plan.config(), plan.data(), plan.sink(), trainee);
        TrainingReport report = new TrainingReport(
                plan.folder(),
                plan.identity(),
                plan.config(),
                plan.choice(),
                plan.data(),
                training.history(),
                plan.seconds());
        int code = ExitCode.OK;
        Optional<TrainingRun> next = Optional.empty();
        try {
            boolean inDl4j = plan.config().method().trainer().inDl4j();
            if (inDl4j) {
                device.start(plan.choice(), nd4jThreads());
            }
            Environment environment = inDl4j
                    ? Environment.current(plan.choice().device().nd4j())
                    : Environment.withoutNd4j(); // training by hand does not need ND4J
            printStart(inDl4j ? "; " + environment.blas() : "");
            Optional<CrosscheckException> disagreement = check();
            if (disagreement.isPresent()) {
                Failure failure = Failure.of(disagreement.get());
                report.fail(failure.problem(), disagreement.get());
                output.warn(failure.problem());
                output.warn(failure.remedy());
                code = ExitCode.DISAGREEMENT;
            } else if (TableRun.leavesChoice(plan.config())) {
                next = choose(report, environment, stop);
            } else {
                train(training, trainee, report, environment, stop);
            }
        } catch (RuntimeException | Error e) {
            report.fail(Failure.of(e).problem(), e);
            TrainingReport.inSpiteOf(e, () -> output.writeJson(report.json()));
            throw e;
        }
        if (next.isPresent()) {
            return next.get().run(stop);
        }
        output.writeJson(report.json());
        return code;
    }

    /** Checks the network before it is trained; of candidates the largest one first, and the chosen one if it is another. */
    private Optional<CrosscheckException> check() {
        Plan checked = plan;
        if (chosen != null) {
            Candidates candidates = TableRun.of(plan.config()).candidates();
            List<Candidates.Entry> entries = candidates.entries();
            if (candidates.chosen() == entries.get(entries.size() - 1) && !candidates.changedLoss()) {
                return Optional.empty();
            }
            checked = plan.with(plan.config(), new TrainingStart.Seed());
        }
        return check.run(output, checked, () -> device.start(plan.choice(), nd4jThreads()));
    }

    /** @return the run of the chosen candidate; empty if the choice was interrupted */
    private Optional<TrainingRun> choose(TrainingReport report, Environment environment, StopSignal stop) {
        report.choose(environment);
        printPage(report);
        NetworkChoice choice = new NetworkChoice(
                plan.config(),
                plan.data(),
                plan.choice().device(),
                plan.sink(),
                stop,
                new ChoiceConsole(output),
                report.seconds());
        Optional<NetworkChoice.Chosen> decided = choice.decide();
        if (decided.isEmpty()) {
            report.interrupt();
            output.print("Interrupted while candidates were trained: there is no model yet.");
            output.print(
                    "Train them again with: %s",
                    TextTable.unbroken(Invocation.command(
                            "train", "--resume", plan.folder().path().toString())));
        }
        return decided.map(with -> new TrainingRun(
                output, device, check, plan.with(with.config(), new TrainingStart.Saved(with.state())), with));
    }

    private void printPage(TrainingReport report) {
        output.print("Page: %s", report.page().toUri());
    }

    private void train(
            Training training, Trainee trainee, TrainingReport report, Environment environment, StopSignal stop) {
        if (chosen == null) {
            printPage(report);
        }
        TrainingOutcome outcome =
                training.run(report.begin(environment, new TrainingConsole(output, plan.config())), stop);
        Worth worth = null;
        if (plan.data() instanceof TableData table) {
            worth = finish(report, outcome, trainee, table);
        } else {
            report.finish(outcome, outcome.model()).forEach(output::warn);
        }
        TrainingStart start = chosen != null ? new TrainingStart.Seed() : plan.start();
        TrainingEnd.lines(plan.config(), start, outcome, report).forEach(line -> output.print("%s", line));
        if (worth != null && !worth.beatsAll()) {
            output.print("%s", worth.words());
            output.print("%s", TableWorth.remedy(plan.config()));
        }
        String from = plan.identity().dataFolder();
        if (plan.data() instanceof ImageData images && !ImageData.isIn(Path.of(from))) {
            worth = worth(outcome, images);
            output.print("%s", worth.words());
        }
        if (!outcome.interrupted()) {
            boolean useless = plan.data() instanceof ImageData && worth != null && !worth.beatsBaseline();
            List<String> next = useless
                    ? TrainingEnd.instead((ImageData) plan.data(), from)
                    : TrainingEnd.next(report.folder().path(), plan.config(), from);
            next.forEach(line -> output.print("%s", line));
        }
    }

    /** @return whether a network of one's own pictures beats guessing by the classes' shares */
    private static Worth worth(TrainingOutcome outcome, ImageData images) {
        int[] labels = images.test().labels();
        int classes = images.train().outputs();
        Predictions found = Predictions.of(Answers.of(outcome.model(), images.test()), classes, labels);
        Predictions guessed = Baseline.ofClasses(classes, images.train().labels(), labels);
        return Worth.of(
                "images",
                ClassMeasures.of(found),
                ClassMeasures.of(guessed),
                null,
                TableAnswers.losses(found),
                TableAnswers.losses(guessed));
    }

    /**
     * A table's model as it is saved, with its decision.
     *
     * @param words about the decision
     * @param importance of the columns; null if there is none
     */
    record Judged(Model model, List<String> words, @Nullable Importance importance) {
        static Judged of(TrainingConfig config, TrainingOutcome outcome, Trainee trainee, TableData table) {
            int held = config.training().folds() > 0 ? 0 : config.training().validation();
            DecisionSpec wanted = TableRun.of(config).decision();
            Decider.Decided decided = Decider.of(outcome.model(), table, wanted, HeldOut.judged(trainee, outcome));
            Importance importance = PermutationImportance.of(
                            decided.model(), table, held, config.training().seed())
                    .orElse(null);
            TablePreparation prepared = TablePreparation.of(decided.model().preparation());
            return new Judged(decided.model().with(prepared.with(importance)), decided.words(), importance);
        }
    }

    private Worth finish(TrainingReport report, TrainingOutcome outcome, Trainee trainee, TableData table) {
        Judged judged = Judged.of(plan.config(), outcome, trainee, table);
        output.print("");
        judged.words().forEach(line -> output.print("%s", line));
        report.finish(outcome, judged.model()).forEach(output::warn);
        TableResult result = new TableWorth(output, plan, table, chosen == null ? null : chosen.linear())
                .show(outcome, judged.model(), judged.words());
        report.judged(result);
        ImportanceWords.print(output, judged.importance(), table.preprocessing().target());
        output.print("");
        return result.worth();
    }

    /** On the CPU our own threads share the work; more threads of ND4J would slow them down. */
    private int nd4jThreads() {
        return plan.choice().device().nd4j() == Device.CPU
                ? Nd4jRuntime.BEST_THREADS
                : plan.config().method().threads();
    }

    private void printStart(String blas) {
        if (chosen != null) {
            printNetwork(output, plan.choice(), plan.config());
            return;
        }
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
        output.print(
                "Data: %s, %d training and %d test %s%s",
                from,
                data.train().size() - held,
                data.test().size(),
                kind(data),
                config.training().folds() > 0
                        ? folds(config.training().folds())
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
        if (TableRun.leavesChoice(config)) {
            new ChoiceConsole(output).print(TableRun.of(config).candidates());
        } else {
            printNetwork(output, choice, config);
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

    private static String folds(int folds) {
        return ", in " + folds + " folds: " + folds + " networks, each trained without another fold, answer together";
    }

    private static String kind(DataSet data) {
        return data.train() instanceof ImageSet images ? "images of " + ImageForm.size(images.shape()) : "rows";
    }
}
