package dev.crosscheck.cli;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.ProjectFolder;
import dev.crosscheck.course.guide.PictureGuide;
import dev.crosscheck.data.DataSet;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.PictureOptions;
import dev.crosscheck.data.PictureSource;
import dev.crosscheck.data.picture.PictureFolder;
import dev.crosscheck.device.CudaProbe;
import dev.crosscheck.device.CudaWays;
import dev.crosscheck.device.Device;
import dev.crosscheck.device.DeviceChoice;
import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.run.Background;
import dev.crosscheck.run.CodeDigest;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.tables.TablePlan;
import dev.crosscheck.tables.TableProblem;
import dev.crosscheck.tables.TableRun;
import dev.crosscheck.tables.TableWishes;
import dev.crosscheck.train.Checkpoint;
import dev.crosscheck.train.CheckpointInterval;
import dev.crosscheck.train.CheckpointInterval.Unit;
import dev.crosscheck.train.CheckpointSink;
import dev.crosscheck.train.InitialWeights;
import dev.crosscheck.train.RunIdentity;
import dev.crosscheck.train.Stopwatch;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.TrainingStart;
import dev.crosscheck.train.checkpoint.Checkpoints;
import dev.crosscheck.train.checkpoint.SavedRun;
import dev.crosscheck.train.gpu.RunGpu;
import dev.crosscheck.train.record.KilledRun;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Trains a network on digits, other images or a table. */
@Command(
        description = "By default 784-256-10: linear, ReLU, linear, softmax cross-entropy, Adam.",
        footer = {
            "  crosscheck train --epochs 3 --seed 7 --out runs/first",
            "  crosscheck train --data data/penguins/penguins.csv --target species --dry-run",
            "  crosscheck train --resume runs/first --epochs 20",
            "",
            "Ctrl-C stops after the current step and saves the model; --resume continues the run."
        })
final class TrainCommand extends Subcommand {
    private static final Pattern INTERVAL = Pattern.compile("([1-9]\\d{0,8})(?:epochs?|(steps?))?");

    /** Options that may be given with {@code --resume}: what may change, how the run continues, and where its data are. */
    private static final Set<String> WITH_RESUME = Set.of(
            "--resume",
            "--epochs",
            "--patience",
            "--time-limit",
            "--checkpoint-every",
            "--trainer",
            "--device",
            "--threads",
            "--check",
            "--data",
            "--json",
            "--quiet",
            "--verbose");

    @Mixin
    private NetworkOptions network;

    @Option(
            names = "--checkpoint-every",
            paramLabel = "N",
            description = "Save a checkpoint every 2 epochs or 500steps; one is always saved when a run ends.")
    private CheckpointInterval every;

    @Option(
            names = "--resume",
            paramLabel = "RUN",
            description = "Continue this run; only its limits and how it runs may change.")
    private Path resume;

    @Option(names = "--dry-run", description = "Say what would be trained, and why; train nothing.")
    private boolean dryRun;

    @Mixin
    private TrainingCheck check;

    /** Of one's own pictures every fifth is held out by default, to keep the best epoch. */
    private static final int PICTURES_PER_JUDGE = 5;

    @Mixin
    private FolderOptions folders;

    @Mixin
    private DataOptions data;

    @ArgGroup(validate = false, heading = "%nA folder of pictures:%n")
    private PictureDataOptions pictures = new PictureDataOptions();

    @ArgGroup(validate = false, heading = "%nA table, where --data is a CSV file:%n")
    private TableDataOptions table = new TableDataOptions();

    @ArgGroup(validate = false, heading = "%nThe answers of a table's model:%n")
    private DecisionOptions decision = new DecisionOptions();

    @Mixin
    private DeviceOptions device;

    private final Stopwatch time = new Stopwatch();

    /** What a dry run tells of a table. */
    private Map<String, Object> found = Map.of();

    TrainCommand() {
        this(new TrainingCheck());
    }

    /** @param check the check before training */
    TrainCommand(TrainingCheck check) {
        this.check = check;
    }

    /** Looks for CUDA in another way. */
    void use(CudaProbe probe) {
        device.use(probe);
    }

    @Override
    void addOptions(CommandSpec spec) {
        network.addTo(spec);
    }

    @Override
    int run() {
        time.set(Invocation.seconds());
        time.start();
        CodeDigest.startAhead();
        if (resume != null) {
            return resume(resume);
        }
        requireFit();
        return isOfTable() ? trainOnTable() : trainOnImages();
    }

    private boolean isOfTable() {
        return data.isFile() || !data.isFolder() && Checks.namesTable(command);
    }

    /** Refuses values out of range and options that do not apply to such data, before these are read. */
    void requireFit() {
        network.requireRanges();
        if (!isOfTable()) {
            Checks.requireKind(command, false);
            return;
        }
        if (data.named() == null) {
            throw wrong("Missing option --data=FILE.csv: --target and the other options of a table need one.");
        }
        Checks.requireKind(command, true);
        decision.spec(command);
        network.requireOfTable();
    }

    private int trainOnTable() {
        TrainingMethod method = network.method(TrainingMethod.byDefault(), device.asked());
        TablePlan plan = plan(method);
        Setup chosen = plan.config().setup();
        Checks.refusing(command, () -> method.trainer().requireTrains(chosen));
        DeviceChoice choice = choose(method, plan.config());
        startAhead(choice, check.mayBeOfTable() || inDl4j(method, plan.config(), choice));
        return dryRun
                ? show(plan.config(), method, plan.rows(), choice)
                : run(plan.config(), method, plan.rows(), choice, new TrainingStart.Seed());
    }

    /** Reads a table, and prints what was found and what is chosen for it. */
    private TablePlan plan(TrainingMethod method) {
        Path file = data.folder();
        if (table.target() == null) {
            throw wrong(
                    "Missing option --target=COLUMN: the column of " + file + " to predict. " + table.columnsOf(file));
        }
        TableWishes wishes = network.wishes(
                table.source(command, pictures.test(), network.validationFile(), pictures.testFile()),
                decision.spec(command),
                method);
        TableProblem problem = Waiting.during(output, "Reading " + file, () -> TableProblem.read(file, wishes));
        decision.requireFit(command, problem.preprocessing().target());
        TablePlan plan = Checks.refusing(command, () -> TablePlan.of(problem, wishes));
        ProblemTables.print(output, problem, plan.config().training().folds());
        ProblemTables.print(output, plan.guide());
        found = Map.of(
                "columns", problem.columns(),
                "columnUse", problem.preprocessing().columnUse(),
                "warnings", problem.warnings(),
                "choices", plan.guide().choices());
        return plan;
    }

    private int trainOnImages() {
        TrainingConfig config = network.config();
        TrainingMethod method = network.method(TrainingMethod.byDefault(), device.asked());
        if (network.initialFile() == null) {
            TrainingConfig asked = config;
            Checks.refusing(command, () -> method.trainer().requireTrains(asked.setup()));
        }
        // Before anything that takes time, so that a bad file is refused at once.
        InitialWeights.Source given = network.initialFile() == null ? null : InitialWeights.open(network.initialFile());
        ImageForm from = imageForm(network.initialFile());
        PictureSource source = pictures.source(data.folder(), from, network.handwriting());
        TrainingConfig configured = config.with(draft -> draft.source = source);
        config = configured;
        Background<ImageData> reading =
                Background.start("data", () -> PictureFolder.read(data.folder(), pictureOptions(configured, output)));
        TrainingStart start = new TrainingStart.Seed();
        if (given != null) {
            ImageSet train = reading.result().train();
            InitialWeights initial = given.of(train.shape(), train.outputs(), network.hidden());
            config = network.withHidden(config, initial.hidden());
            start = new TrainingStart.Weights(initial.parameters());
        }
        // Meanwhile this thread looks for a GPU, and loads what writes the record.
        DeviceChoice choice = choose(method, config);
        startAhead(choice, inDl4j(method, config, choice));
        Json.text(config);
        ImageData images = reading.result();
        if (source.handwriting()) {
            PictureDataOptions.requireFit(command, images.form());
        }
        boolean isMnist = ImageData.isMnist(images.sha256());
        boolean isOpen = !isMnist && network.leavesPicturesOpen();
        boolean isFolder = !ImageData.isIn(data.folder());
        int held = network.validationShare() == null && (isOpen || isFolder)
                ? images.train().size() / PICTURES_PER_JUDGE
                : config.training().validation();
        if (isOpen) {
            PictureGuide guide = network.pictureGuide(
                    images.train().shape(), Math.max(0, images.train().size() - held));
            config = network.ofPictures(guide.setup(), held, config);
            choice = choose(method, config);
            output.print(
                    "Defaults: for %s; %s.",
                    guide.reason(), config.training().variation().words());
        } else if (held != config.training().validation()) {
            config = config.with(draft -> draft.validation = held);
        }
        network.requireJudged(held > 0);
        if (isFolder) {
            config = config.with(draft -> draft.source = source.with(images.form()));
        }
        network.requireRest(config.training().validation(), images.train().size());
        return dryRun ? show(config, method, images, choice) : run(config, method, images, choice, start);
    }

    /** @return the form of the images of a model; null for other files, of which only the arrays are used */
    private ImageForm imageForm(Path file) {
        try {
            Model from = file == null ? null : Model.load(file);
            if (from == null || !from.ofImages()) {
                return null;
            }
            HandwritingOption.sayIfAssumed(from, output, "");
            return from.form();
        } catch (CrosscheckException e) {
            return null;
        }
    }

    private int show(TrainingConfig asked, TrainingMethod method, DataSet examples, DeviceChoice choice) {
        check.requirePossible(choice.device());
        TrainingConfig config = resolved(asked, method, examples, choice.device());
        TrainingRun.print(output, choice, config, examples, data.folder().toString(), "");
        output.print("Dry run: nothing was trained, and no folder was made.");
        output.writeJson(Map.of("config", config, "device", choice, "table", found));
        return ExitCode.OK;
    }

    private TrainingConfig resolved(TrainingConfig asked, TrainingMethod method, DataSet examples, Device used) {
        return Checks.refusing(
                command,
                () -> asked.of(examples.train())
                        .with(draft -> draft.method =
                                method.resolve(used, asked.setup(), examples.train(), device.threads())));
    }

    private int run(
            TrainingConfig asked, TrainingMethod method, DataSet examples, DeviceChoice choice, TrainingStart start) {
        check.requirePossible(choice.device());
        try (RunGpu gpu = RunGpu.open(device.probe(), choice, asked, start, examples)) {
            Device used = gpu.choice().device();
            TrainingConfig config = resolved(asked, method, examples, used);
            RunFolder folder = folders.make(command.name());
            RunIdentity identity = RunIdentity.now(
                    data.folder().toString(), config.method().arithmetic(used, config.network(), examples.train()));
            try (Checkpoints checkpoints = Checkpoints.ofNew(folder)) {
                return run(folder, identity, config, start, examples, gpu, checkpoints);
            }
        }
    }

    private DeviceChoice choose(TrainingMethod method, TrainingConfig config) {
        CudaWays ways = method.trainer().waysToGpu(config.setup(), config.ofImages(), method.kernels());
        if (ways.isNone()) {
            return Checks.refusing(command, () -> device.choose(Nd4jRuntime.BEST_THREADS, ways));
        }
        return device.choose(Nd4jRuntime.BEST_THREADS, ways);
    }

    private static boolean inDl4j(TrainingMethod method, TrainingConfig config, DeviceChoice choice) {
        return method.trainer()
                .on(choice.device(), config.setup(), config.ofImages())
                .inDl4j();
    }

    private void startAhead(DeviceChoice choice, boolean needed) {
        if (needed && !dryRun) {
            device.startAhead(choice);
        }
    }

    private int resume(Path run) {
        Checks.requireOnly(
                command,
                WITH_RESUME,
                "the run in " + run + " keeps what it began with; with --resume only --epochs, --patience, --time-limit"
                        + " and how it runs may be given.");
        KilledRun.mark(run).ifPresent(output::note);
        try (Checkpoints checkpoints = Checkpoints.ofExisting(run)) {
            SavedRun saved = checkpoints.newest(output::warn);
            Checkpoint from = saved.checkpoint();
            TrainingConfig config =
                    network.resumed(from.progress().config(), from.progress().epochsBegun());
            if (config.source() == null) {
                // Of a run on images that the library began.
                config = config.with(draft -> draft.source = pictures.source(data.folder(), null, false));
            }
            TrainingMethod method = network.method(config.method(), device.asked());
            DeviceChoice choice = choose(method, config);
            check.requirePossible(choice.device());
            startAhead(choice, inDl4j(method, config, choice));
            Path before = Path.of(saved.run().dataFolder());
            Path folder = data.folderOr(ProjectFolder.find(before).orElse(before));
            output.requireApart(Stream.of(folder));
            DataSet examples = again(folder, config, output);
            from.requireFits(config, examples);
            try (RunGpu gpu = RunGpu.open(device.probe(), choice, config, new TrainingStart.Saved(from), examples)) {
                TrainingConfig used =
                        resolved(config, method, examples, gpu.choice().device());
                warnOfOtherArithmetic(
                        saved, used.method().arithmetic(gpu.choice().device(), used.network(), examples.train()));
                String place = folder.toString();
                if (!used.equals(from.progress().config())
                        || !place.equals(saved.run().dataFolder())) {
                    // Now, since the process may be killed before its next checkpoint.
                    checkpoints.save(saved.run().withData(place), from.with(used));
                }
                RunIdentity identity = saved.run().resumedNow(place);
                TrainingStart start =
                        TableRun.leavesChoice(used) ? new TrainingStart.Seed() : new TrainingStart.Saved(from);
                return run(new RunFolder(run), identity, used, start, examples, gpu, checkpoints);
            }
        }
    }

    /** @return the data of a run that began before, as it had them */
    static DataSet again(Path data, TrainingConfig config, OutputOptions output) {
        if (config.ofImages()) {
            return PictureFolder.read(data, pictureOptions(config, output));
        }
        output.requireApart(TableRun.of(config).table().separateFiles());
        return Waiting.during(
                output, "Reading " + data, () -> TablePlan.again(data, config).rows());
    }

    private void warnOfOtherArithmetic(SavedRun saved, String arithmetic) {
        String before = saved.run().arithmetic();
        if (!arithmetic.equals(before)) {
            output.caution("The run began with " + before + " and continues with " + arithmetic
                    + ": its numbers may differ in their last digits.");
        }
    }

    private static PictureOptions pictureOptions(TrainingConfig config, OutputOptions output) {
        PictureSource source = (PictureSource) config.source();
        return ProgressLine.of(source.options(config.training().seed(), output::warn), output);
    }

    private int run(
            RunFolder folder,
            RunIdentity identity,
            TrainingConfig config,
            TrainingStart start,
            DataSet examples,
            RunGpu gpu,
            Checkpoints checkpoints) {
        CheckpointSink sink = new CheckpointSink(every, checkpoint -> checkpoints.save(identity, checkpoint));
        TrainingRun.Plan plan = new TrainingRun.Plan(
                folder, identity, config, start, examples, gpu.choice(), sink, gpu.start(), time.seconds());
        return new TrainingRun(output, device, check, plan).run();
    }

    /** Reads an interval such as 2, 1epoch or 500steps; a number alone is epochs. */
    static CheckpointInterval interval(String value) {
        Matcher parts = INTERVAL.matcher(value);
        if (!parts.matches()) {
            throw Conversions.refused("epochs such as 2, or steps such as 500steps", value);
        }
        return new CheckpointInterval(
                Integer.parseInt(parts.group(1)), parts.group(2) == null ? Unit.EPOCHS : Unit.STEPS);
    }
}
