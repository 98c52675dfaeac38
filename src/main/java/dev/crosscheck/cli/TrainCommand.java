package dev.crosscheck.cli;

import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.npz.NpzFile;
import dev.crosscheck.device.Device;
import dev.crosscheck.device.DeviceChoice;
import dev.crosscheck.device.Environment;
import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.nn.NetworkSummary;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.run.RunLog;
import dev.crosscheck.train.Checkpoint;
import dev.crosscheck.train.CheckpointSink;
import dev.crosscheck.train.InitialWeights;
import dev.crosscheck.train.RunIdentity;
import dev.crosscheck.train.Training;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.TrainingOutcome;
import dev.crosscheck.train.TrainingStart;
import dev.crosscheck.train.checkpoint.Checkpoints;
import dev.crosscheck.train.checkpoint.SavedRun;
import dev.crosscheck.train.record.KilledRun;
import dev.crosscheck.train.record.TrainingReport;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains the digit network (course section 5). */
@Command(
        name = "train",
        description = {
            "Trains a network of dense layers.",
            "By default 784-256-10: linear, ReLU, linear, softmax cross-entropy, Adam.",
            "Adam's epsilon (1e-8) is added to the raw root of the second moment, as Deeplearning4j does."
        },
        mixinStandardHelpOptions = true,
        versionProvider = CrosscheckCommand.Version.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  crosscheck train",
            "  crosscheck train --epochs 3 --seed 7 --out runs/first",
            "  crosscheck train --ui",
            "  crosscheck train --epochs 50 --validation 5000 --patience 3",
            "  crosscheck train --epochs 20 --schedule cosine",
            "  crosscheck train --checkpoint-every 500steps --out runs/long",
            "  crosscheck train --resume runs/long --epochs 20",
            "  crosscheck train --trainer by-hand",
            "  crosscheck train --data ~/fashion-mnist --hidden 512",
            "  crosscheck train --data pictures --size 32x32 --test 20%%",
            "  crosscheck train --hidden 256,128,64 --activation gelu --dropout 0.2",
            "  crosscheck train --hidden 0 --optimizer momentum --lr 0.01",
            "  crosscheck train --epochs 1 --json - | jq .lossOfEachStep[0]",
            "",
            "Ctrl-C stops after the current step and saves the model; --resume continues the run."
        })
final class TrainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Mixin
    private NetworkOptions network;

    @Mixin
    private TrainerOptions trainer;

    @ArgGroup(validate = false, heading = "%nThe network, and what changes it:%n")
    private FormOptions form = new FormOptions();

    @ArgGroup(validate = false, heading = "%nLearning rate:%n")
    private ScheduleOptions schedule = new ScheduleOptions();

    @ArgGroup(validate = false, heading = "%nWhen to stop, and which model to keep:%n")
    private StopOptions stopping = new StopOptions();

    @ArgGroup(validate = false, heading = "%nTo continue later:%n")
    private CheckpointOptions checkpointing = new CheckpointOptions();

    @Option(
            names = "--ui",
            description = "Print the address of the run's page, run.html: open in a browser, it follows the training.")
    private boolean ui;

    @Mixin
    private FolderOptions folders;

    @Mixin
    private DataOptions data;

    @ArgGroup(validate = false, heading = "%nA folder of pictures:%n")
    private PictureDataOptions pictures = new PictureDataOptions();

    @Mixin
    private DeviceOptions device;

    @Mixin
    private OutputOptions output;

    /**
     * What a run is about to do.
     *
     * @param folder for its files
     * @param identity which run it is
     * @param config its settings
     * @param start where training starts
     * @param images the data
     * @param choice the device
     * @param sink keeps its checkpoints
     */
    private record Plan(
            RunFolder folder,
            RunIdentity identity,
            TrainingConfig config,
            TrainingStart start,
            ImageData images,
            DeviceChoice choice,
            CheckpointSink sink) {}

    @Override
    public Integer call() {
        return output.run(checkpointing.resume() == null ? this::trainAnew : this::resume);
    }

    private int trainAnew() {
        TrainingConfig config = network.config(form, schedule, stopping);
        TrainingMethod method = trainer.method(device.asked());
        if (form.file() == null) {
            TrainingConfig asked = config;
            FormOptions.refusing(command, () -> method.requireTrains(asked.network()));
        }
        // A file that is refused is refused before anything that takes time.
        NpzFile arrays = form.file() == null ? null : NpzFile.read(form.file());
        DeviceChoice choice = device.choose(Nd4jRuntime.BEST_THREADS);
        device.startAhead(choice);
        ImageData images = data.read(pictures.of(config.seed(), output::warn));
        requireSomethingToTrainOn(config, images);
        TrainingStart start = new TrainingStart.Seed();
        if (arrays != null) {
            Parameters initial = InitialWeights.read(
                    form.file(),
                    arrays,
                    images.train().features(),
                    images.train().outputs());
            config = form.withHidden(command, config, hidden(initial));
            start = new TrainingStart.Weights(initial);
        }
        config = config.withMethod(method.resolve(choice.device(), config.network(), images.train(), device.threads()));
        RunFolder folder = folders.make(command.name());
        RunIdentity identity =
                RunIdentity.now(data.folder().toString(), config.method().arithmetic(choice.device()));
        try (Checkpoints checkpoints = Checkpoints.ofNew(folder)) {
            CheckpointSink sink = sink(checkpoints, identity);
            return run(new Plan(folder, identity, config, start, images, choice, sink));
        }
    }

    private int resume() {
        Path run = checkpointing.resume();
        folders.requireNone("--resume " + run + " continues in the folder of the run.");
        KilledRun.mark(run).ifPresent(output::note);
        try (Checkpoints checkpoints = Checkpoints.ofExisting(run)) {
            SavedRun saved = checkpoints.newest(output::warn);
            Checkpoint from = saved.checkpoint();
            TrainingConfig config =
                    network.resumed(from.progress().config(), from.progress().epochsBegun(), form, schedule, stopping);
            DeviceChoice choice = device.choose(Nd4jRuntime.BEST_THREADS);
            device.startAhead(choice);
            Path folder = data.folderOr(Path.of(saved.run().dataFolder()));
            ImageData images = ImageData.read(folder, pictures.of(config.seed(), output::warn));
            if (saved.asDigits()) {
                images = images.as(
                        ImageForm.ofDigits(images.form().rows(), images.form().columns()), run.toString());
            }
            from.requireFits(config, images);
            config = config.withMethod(trainer.method(config.method(), device.asked())
                    .resolve(choice.device(), config.network(), images.train(), device.threads()));
            String arithmetic = config.method().arithmetic(choice.device());
            if (!arithmetic.equals(saved.run().arithmetic())) {
                output.caution("The run began with " + saved.run().arithmetic() + " and continues with " + arithmetic
                        + ": its numbers may differ in their last digits.");
            }
            saveChanges(checkpoints, saved, config, folder.toString());
            RunIdentity identity = saved.run().resumedNow(folder.toString());
            CheckpointSink sink = sink(checkpoints, identity);
            return run(new Plan(
                    new RunFolder(run), identity, config, new TrainingStart.Saved(from), images, choice, sink));
        }
    }

    private CheckpointSink sink(Checkpoints checkpoints, RunIdentity identity) {
        return new CheckpointSink(checkpointing.every(), checkpoint -> checkpoints.save(identity, checkpoint));
    }

    /** Saves the run's settings if they have changed: the process may be killed before its next checkpoint. */
    private static void saveChanges(Checkpoints checkpoints, SavedRun saved, TrainingConfig config, String data) {
        Checkpoint from = saved.checkpoint();
        if (!config.equals(from.progress().config()) || !data.equals(saved.run().dataFolder())) {
            checkpoints.save(saved.run().withData(data), from.with(config));
        }
    }

    private void requireSomethingToTrainOn(TrainingConfig config, ImageData images) {
        int all = images.train().size();
        if (config.validation() >= all) {
            throw new ParameterException(
                    command.commandLine(),
                    "--validation " + config.validation() + ": of " + all
                            + " training images none is left to train on.");
        }
    }

    /** @return the units of each hidden layer */
    private static List<Integer> hidden(Parameters parameters) {
        return IntStream.range(1, parameters.layers())
                .mapToObj(k -> parameters.bias(k).columns())
                .toList();
    }

    private int run(Plan plan) {
        return RunLog.toFolder(plan.folder().path(), () -> {
            Training training =
                    new Training(plan.choice().device(), plan.start(), plan.config(), plan.images(), plan.sink());
            TrainingReport report = new TrainingReport(
                    plan.folder(), plan.identity(), plan.config(), plan.choice(), plan.images(), training.history());
            try (StopSignal stop = new StopSignal(output)) {
                run(plan, training, report, stop);
            }
            return ExitCode.OK;
        });
    }

    private void run(Plan plan, Training training, TrainingReport report, StopSignal stop) {
        try {
            device.start(plan.choice(), nd4jThreads(plan));
            Environment environment = Environment.current(plan.choice().device());
            printStart(plan, environment);
            if (ui) {
                output.print("Page: %s", report.page().toUri());
            }
            TrainingOutcome outcome;
            try (TrainingConsole console =
                    new TrainingConsole(output, plan.config().epochs())) {
                outcome = training.run(report.begin(environment, console), stop);
            }
            report.finish(outcome).forEach(output::warn);
            TrainingEnd.lines(plan.config(), plan.choice().device(), plan.start(), outcome, report)
                    .forEach(line -> output.print("%s", line));
        } catch (RuntimeException | Error e) {
            report.fail(Failure.of(e).problem(), e);
            TrainingReport.inSpiteOf(e, () -> output.writeJson(report.json()));
            throw e;
        }
        output.writeJson(report.json());
    }

    /** On the CPU our own threads share the work, and ND4J's would only be in their way. */
    private static int nd4jThreads(Plan plan) {
        return plan.choice().device() == Device.CPU
                ? Nd4jRuntime.BEST_THREADS
                : plan.config().method().threads();
    }

    private void printStart(Plan plan, Environment environment) {
        DeviceChoice choice = plan.choice();
        output.print(
                "Device: %s, %s; %s",
                choice.device(),
                choice.fellBack() ? "because " + choice.reason() : choice.reason(),
                environment.blas());
        printTask(plan.config(), plan.images(), plan.identity().dataFolder());
        if (plan.start() instanceof TrainingStart.Saved saved) {
            output.print(
                    "Resumed: after %d steps and %d finished epochs",
                    saved.checkpoint().progress().steps(),
                    saved.checkpoint().progress().epochs().size());
        }
    }

    private void printTask(TrainingConfig config, ImageData images, String folder) {
        ImageSet train = images.train();
        NetworkSummary summary =
                NetworkSummary.of(config.network(), train.features(), train.outputs(), config.batchSize());
        output.print(
                "Data: %s, %d training and %d test images of %dx%d%s",
                folder,
                train.size() - config.validation(),
                images.test().size(),
                train.columns(),
                train.rows(),
                config.validation() > 0 ? ", " + config.validation() + " held out for validation" : "");
        if (!images.form().equals(ImageForm.ofDigits(train.rows(), train.columns()))) {
            output.print(
                    "Classes: %d (%s); pixels normalised by %s",
                    train.outputs(),
                    images.form().classesInShort(),
                    images.form().normalisation());
        }
        output.print(
                "Network: %s, batch %d, learning rate %s, %s",
                summary.title(),
                config.batchSize(),
                config.learningRate(),
                config.init() == null ? "seed " + config.seed() : "start from " + config.init());
        output.print("Layers: %s; %s", config.network(), SummaryCommand.line(summary));
        output.print("Trainer: %s", config.method());
    }
}
