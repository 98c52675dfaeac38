package dev.crosscheck.cli;

import dev.crosscheck.data.DataSet;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.PictureOptions;
import dev.crosscheck.data.table.TableSource;
import dev.crosscheck.device.CudaProbe;
import dev.crosscheck.device.CudaWays;
import dev.crosscheck.device.Device;
import dev.crosscheck.device.DeviceChoice;
import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.train.Checkpoint;
import dev.crosscheck.train.CheckpointSink;
import dev.crosscheck.train.InitialWeights;
import dev.crosscheck.train.RunIdentity;
import dev.crosscheck.train.TrainerChoice;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.TrainingStart;
import dev.crosscheck.train.checkpoint.Checkpoints;
import dev.crosscheck.train.checkpoint.SavedRun;
import dev.crosscheck.train.record.KilledRun;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains a network on digits, or on images or a table of one's own. */
@Command(
        description = {
            "By default 784-256-10: linear, ReLU, linear, softmax cross-entropy, Adam.",
            "Adam's epsilon (1e-8) is added to the raw root of the second moment, as Deeplearning4j does."
        },
        footer = {
            "  crosscheck train --epochs 3 --seed 7 --out runs/first",
            "  crosscheck train --data data/penguins/penguins.csv --target species --dry-run",
            "  crosscheck train --resume runs/first --epochs 20",
            "  crosscheck train --ui",
            "  crosscheck train --epochs 50 --validation 5000 --patience 3",
            "  crosscheck train --epochs 20 --schedule cosine",
            "  crosscheck train --checkpoint-every 500steps --out runs/long",
            "  crosscheck train --trainer by-hand",
            "  crosscheck train --recipe fast98",
            "  crosscheck train --data ~/fashion-mnist --hidden 512",
            "  crosscheck train --hidden 256,128,64 --activation gelu --dropout 0.2",
            "  crosscheck train --hidden 0 --optimizer momentum --lr 0.01",
            "  crosscheck train --data pictures --size 32x32 --test 20%%",
            "  crosscheck train --epochs 1 --json - | jq .lossOfEachStep[0]",
            "",
            "Ctrl-C stops after the current step and saves the model; --resume continues the run."
        })
final class TrainCommand implements Callable<Integer> {
    /** With {@code --resume}: what may change, how the run goes on, and where its data are. */
    private static final Set<String> WITH_RESUME = Set.of(
            "--resume",
            "--epochs",
            "--patience",
            "--target-accuracy",
            "--time-limit",
            "--checkpoint-every",
            "--trainer",
            "--kernels",
            "--device",
            "--threads",
            "--check",
            "--data",
            "--ui",
            "--json",
            "--quiet",
            "--verbose");

    @Spec
    private CommandSpec command;

    @Mixin
    private NetworkOptions network;

    @ArgGroup(validate = false, heading = "%nTo continue later:%n")
    private CheckpointOptions checkpointing = new CheckpointOptions();

    @Option(
            names = "--ui",
            description = "Print the address of the run's page, run.html: open in a browser, it follows the training.")
    private boolean ui;

    @Mixin
    private DryRun dryRun;

    @Mixin
    private TrainingCheck check;

    @Mixin
    private FolderOptions folders;

    @Mixin
    private DataOptions data;

    @ArgGroup(validate = false, heading = "%nA folder of pictures:%n")
    private PictureDataOptions pictures = new PictureDataOptions();

    @ArgGroup(validate = false, heading = "%nA table, where --data is a CSV file:%n")
    private TableDataOptions table = new TableDataOptions();

    @Mixin
    private DeviceOptions device;

    @Mixin
    private OutputOptions output;

    TrainCommand() {
        this(new TrainingCheck());
    }

    /** @param check what comes before training */
    TrainCommand(TrainingCheck check) {
        this.check = check;
    }

    /** Looks for CUDA in another way. */
    void use(CudaProbe probe) {
        device.use(probe);
    }

    @Override
    public Integer call() {
        return output.run(checkpointing.resume() == null ? this::trainAnew : this::resume);
    }

    private int trainAnew() {
        return isOfTable() ? trainOnTable() : trainOnImages();
    }

    private boolean isOfTable() {
        return data.isFile() || table.given();
    }

    /** Refuses values out of range, and what does not go with a table if one is to be trained on, before it is read. */
    void requireFit() {
        network.requireRanges();
        if (!isOfTable()) {
            return;
        }
        if (data.named() == null) {
            throw new ParameterException(
                    command.commandLine(),
                    "Missing option --data=FILE.csv: --target and the other options of a table need one.");
        }
        pictures.requireNone();
        if (network.initialFile() != null) {
            throw new ParameterException(
                    command.commandLine(),
                    "--init " + network.initialFile() + ": a table's network starts from he, xavier, torch or normal.");
        }
    }

    private int trainOnTable() {
        requireFit();
        TrainingMethod method = network.method(TrainingMethod.byDefault(), device.asked());
        TableTraining prepared = TableTraining.of(command, data.folder(), table, pictures, network, output);
        Setup chosen = prepared.config().setup();
        Checks.refusing(command, () -> method.requireTrains(chosen, false));
        DeviceChoice choice = device.choose(Nd4jRuntime.BEST_THREADS, method.waysToGpu(chosen, false));
        startAhead(choice, check.mayBeOfTable() || inDl4j(method, prepared.config()));
        return dryRun.isAsked()
                ? show(prepared.config(), method, prepared.rows(), choice, prepared.found())
                : run(prepared.config(), method, prepared.rows(), choice, new TrainingStart.Seed());
    }

    private int trainOnImages() {
        TrainingConfig config = network.config();
        TrainingMethod method = network.method(TrainingMethod.byDefault(), device.asked());
        if (network.initialFile() == null) {
            TrainingConfig asked = config;
            Checks.refusing(command, () -> method.requireTrains(asked.setup(), true));
        }
        // A file that is refused is refused before anything that takes time.
        InitialWeights.Source given = network.initialFile() == null ? null : start(network.initialFile());
        DeviceChoice choice = device.choose(Nd4jRuntime.BEST_THREADS, method.waysToGpu(config.setup(), true));
        startAhead(choice, inDl4j(method, config));
        config = config.with(draft -> draft.pictures = pictures.source());
        ImageData images = data.read(pictureOptions(config));
        network.requireRest(config.training().validation(), images.train().size());
        TrainingStart start = new TrainingStart.Seed();
        if (given != null) {
            Parameters initial =
                    given.parameters(images.train().features(), images.train().outputs());
            config = network.withHidden(config, initial);
            start = new TrainingStart.Weights(initial);
        }
        return dryRun.isAsked()
                ? show(config, method, images, choice, null)
                : run(config, method, images, choice, start);
    }

    private int show(
            TrainingConfig asked, TrainingMethod method, DataSet examples, DeviceChoice choice, DryRun.OfTable found) {
        check.requirePossible(choice.device());
        TrainingConfig config = resolved(asked, method, examples, choice.device());
        return DryRun.show(output, choice, config, examples, data.folder().toString(), found);
    }

    private TrainingConfig resolved(TrainingConfig asked, TrainingMethod method, DataSet examples, Device used) {
        return asked.of(examples.train())
                .with(draft -> draft.method = method.resolve(used, asked.setup(), examples.train(), device.threads()));
    }

    private static InitialWeights.Source start(Path file) {
        return Checkpoints.at(file)
                .map(checkpoint -> {
                    List<Integer> sizes =
                            checkpoint.progress().config().network().sizes();
                    return InitialWeights.of(
                            file.toString(), sizes, checkpoint.network().parameters(sizes));
                })
                .orElseGet(() -> InitialWeights.open(file));
    }

    private int run(
            TrainingConfig asked, TrainingMethod method, DataSet examples, DeviceChoice choice, TrainingStart start) {
        check.requirePossible(choice.device());
        try (RunGpu gpu = RunGpu.open(device.probe(), choice, asked, start, examples)) {
            Device used = gpu.choice().device();
            TrainingConfig config = resolved(asked, method, examples, used);
            RunFolder folder = folders.make(command.name());
            RunIdentity identity =
                    RunIdentity.now(data.folder().toString(), config.method().arithmetic(used, examples.train()));
            try (Checkpoints checkpoints = Checkpoints.ofNew(folder)) {
                CheckpointSink sink =
                        new CheckpointSink(checkpointing.every(), checkpoint -> checkpoints.save(identity, checkpoint));
                return run(new TrainingRun.Plan(
                        folder, identity, config, start, examples, gpu.choice(), sink, gpu.start()));
            }
        }
    }

    private static boolean inDl4j(TrainingMethod method, TrainingConfig config) {
        return method.trainer().resolved(config.setup(), config.table() == null) == TrainerChoice.DL4J;
    }

    private void startAhead(DeviceChoice choice, boolean needed) {
        if (needed && !dryRun.isAsked()) {
            device.startAhead(choice);
        }
    }

    private int resume() {
        Path run = checkpointing.resume();
        requireResumable(run, network.validationFile() != null, pictures.testFile() != null);
        KilledRun.mark(run).ifPresent(output::note);
        try (Checkpoints checkpoints = Checkpoints.ofExisting(run)) {
            SavedRun saved = checkpoints.newest(output::warn);
            Checkpoint from = saved.checkpoint();
            TrainingConfig config = withData(
                    run,
                    network.resumed(from.progress().config(), from.progress().epochsBegun()));
            TrainingMethod method = network.method(config.method(), device.asked());
            CudaWays ways = method.waysToGpu(config.setup(), config.table() == null);
            DeviceChoice choice = device.choose(Nd4jRuntime.BEST_THREADS, ways);
            check.requirePossible(choice.device());
            startAhead(choice, inDl4j(method, config));
            Path folder = data.folderOr(Path.of(saved.run().dataFolder()));
            DataSet examples = config.table() == null
                    ? ImageData.read(folder, pictureOptions(config))
                    : TableTraining.again(folder, config, network);
            from.requireFits(config, examples);
            try (RunGpu gpu = RunGpu.open(device.probe(), choice, config, new TrainingStart.Saved(from), examples)) {
                TrainingConfig used = config.with(draft -> draft.method =
                        method.resolve(gpu.choice().device(), config.setup(), examples.train(), device.threads()));
                return run(new ResumedRun(checkpoints, saved, used, examples, folder.toString())
                        .plan(new RunFolder(run), gpu, checkpointing.every(), output));
            }
        }
    }

    /**
     * Refuses options that change what a run keeps.
     *
     * @param validation whether {@code --validation} may be given, because it names a file of rows, which may have moved
     * @param test the same of {@code --test}
     */
    private void requireResumable(Path run, boolean validation, boolean test) {
        Set<String> allowed = new HashSet<>(WITH_RESUME);
        if (validation) {
            allowed.add("--validation");
        }
        if (test) {
            allowed.add("--test");
        }
        Checks.requireOnly(
                command,
                allowed,
                "the run in " + run + " keeps what it began with; with --resume only --epochs, --patience,"
                        + " --target-accuracy, --time-limit and how it runs may be given.");
    }

    /** The data are read as when the run began; the files of a table may have moved. */
    private TrainingConfig withData(Path run, TrainingConfig config) {
        TableSource source = config.table();
        requireResumable(
                run,
                source != null && source.validationFile() != null && network.validationFile() != null,
                source != null && source.testFile() != null && pictures.testFile() != null);
        return config.with(draft -> {
            if (source != null) {
                draft.table = source.moved(network.validationFile(), pictures.testFile());
            } else if (draft.pictures == null) {
                draft.pictures = pictures.source(); // of a run that the library began
            }
        });
    }

    private PictureOptions pictureOptions(TrainingConfig config) {
        return config.pictures().options(config.training().seed(), problem -> output.warn("Left out: " + problem));
    }

    private int run(TrainingRun.Plan plan) {
        return new TrainingRun(output, device, ui, check, plan).run();
    }
}
