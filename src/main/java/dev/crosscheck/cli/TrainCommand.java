package dev.crosscheck.cli;

import dev.crosscheck.CrosscheckException;
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
import dev.crosscheck.files.ProjectFolder;
import dev.crosscheck.model.Model;
import dev.crosscheck.run.Background;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.ProgramDigest;
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
import dev.crosscheck.train.TrainerChoice;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.TrainingStart;
import dev.crosscheck.train.checkpoint.Checkpoints;
import dev.crosscheck.train.checkpoint.SavedRun;
import dev.crosscheck.train.gpu.OpenDevice;
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
        ProgramDigest.startAhead();
        if (resume != null) {
            return resume(resume);
        }
        requireFit();
        Wanted wanted = isOfTable() ? ofTable() : ofImages();
        check.requirePossible(wanted.choice.device());
        return dryRun ? show(wanted) : begin(wanted);
    }

    private boolean isOfTable() {
        return data.isFile() || !data.isFolder() && Checks.namesTable(command);
    }

    /** Refuses values out of range and options that do not apply to such data, before these are read. */
    void requireFit() {
        network.requireRanges();
        if (isOfTable() && data.named() == null) {
            throw wrong("Missing option --data=FILE.csv: --target and the other options of a table need one.");
        }
        Checks.requireKind(command, isOfTable());
        if (isOfTable()) {
            decision.spec(command);
            network.requireOfTable();
        }
    }

    /**
     * What is to be trained.
     *
     * @param config whose method is as asked for: what {@code auto} means depends on the device and the data
     */
    private record Wanted(TrainingConfig config, TrainingStart start, DataSet data, DeviceChoice choice) {}

    /** Reads a table, and prints what was found and what is chosen for it. */
    private Wanted ofTable() {
        TrainingMethod method = network.method(TrainingMethod.byDefault(), device.asked());
        Path file = data.folder();
        if (table.target() == null) {
            throw wrong(
                    "Missing option --target=COLUMN: the column of " + file + " to predict. " + table.columnsOf(file));
        }
        TableWishes wishes = network.wishes(
                table.source(command, pictures.test(), network.validationFile(), pictures.testFile()),
                decision.spec(command),
                method);
        output.noteReading(file);
        TableProblem problem = TableProblem.read(file, wishes);
        decision.requireFit(command, problem.preprocessing().target());
        TablePlan plan = Checks.refusing(command, () -> TablePlan.of(problem, wishes));
        ProblemTables.print(output, problem, plan.config().training().folds());
        ProblemTables.print(output, plan.guide());
        found = Map.of(
                "columns", problem.columns(),
                "columnUse", problem.preprocessing().columnUse(),
                "warnings", problem.warnings(),
                "choices", plan.guide().choices());
        Checks.refusing(
                command, () -> method.trainer().requireTrains(plan.config().setup()));
        TrainingConfig config = plan.config().with(draft -> draft.method = method);
        return new Wanted(config, new TrainingStart.Seed(), plan.rows(), choose(config, check.mayBeOfTable()));
    }

    private Wanted ofImages() {
        TrainingConfig asked = network.config();
        TrainingMethod method = network.method(TrainingMethod.byDefault(), device.asked());
        Path init = network.initialFile();
        // Before anything that takes time, so that a bad file is refused at once.
        InitialWeights.Source given = init == null ? null : InitialWeights.open(init);
        if (given == null) {
            Checks.refusing(command, () -> method.trainer().requireTrains(asked.setup()));
        }
        PictureSource source = pictures.source(data.folder(), imageForm(init), network.handwriting());
        TrainingConfig config = asked.with(draft -> {
            draft.method = method;
            draft.source = source;
        });
        PictureOptions options = pictureOptions(config, output);
        Background<ImageData> reading = Background.start("data", () -> PictureFolder.read(data.folder(), options));
        TrainingStart start = new TrainingStart.Seed();
        if (given != null) {
            ImageSet train = reading.result().train();
            InitialWeights initial = given.of(train.shape(), train.outputs(), network.hidden());
            config = network.withHidden(config, initial.hidden());
            start = new TrainingStart.Weights(initial.parameters());
        }
        // Meanwhile this thread looks for a GPU, and loads what writes the record.
        DeviceChoice choice = choose(config, false);
        Json.text(config);
        ImageData images = reading.result();
        TrainingConfig fitted = fitted(config, images);
        boolean isChosen = !fitted.setup().equals(config.setup());
        return new Wanted(fitted, start, images, isChosen ? choose(fitted) : choice);
    }

    /** @return the configuration with what follows from the images: what is held out, and for one's own the guide's network */
    private TrainingConfig fitted(TrainingConfig config, ImageData images) {
        PictureSource source = (PictureSource) config.source();
        if (source.handwriting()) {
            PictureDataOptions.requireFit(command, images.form());
        }
        boolean isOpen = !ImageData.isMnist(images.sha256()) && network.leavesPicturesOpen();
        boolean isFolder = !ImageData.isIn(data.folder());
        int count = images.train().size();
        int held = network.validationShare() == null && (isOpen || isFolder)
                ? count / PICTURES_PER_JUDGE
                : config.training().validation();
        TrainingConfig fitted = config;
        if (isOpen) {
            PictureGuide guide = network.pictureGuide(images.train().shape(), Math.max(0, count - held));
            fitted = network.ofPictures(guide.setup(), held, config);
            output.print(
                    "Defaults: for %s; %s.",
                    guide.reason(), fitted.training().variation().words());
        }
        network.requireJudged(held > 0);
        network.requireRest(held, count);
        return fitted.with(draft -> {
            draft.validation = held;
            draft.source = isFolder ? source.with(images.form()) : source;
        });
    }

    /** @return the form of the images of a model; null for other files, of which only the arrays are used */
    private ImageForm imageForm(Path file) {
        try {
            Model from = file == null ? null : Model.load(file);
            if (from == null || !from.ofImages()) {
                return null;
            }
            return from.form();
        } catch (CrosscheckException e) {
            return null;
        }
    }

    private int show(Wanted wanted) {
        TrainingConfig config = resolved(wanted.config, wanted.data, wanted.choice.device());
        TrainingRun.print(
                output, wanted.choice, config, wanted.data, data.folder().toString(), "");
        output.print("Dry run: nothing was trained, and no folder was made.");
        output.writeJson(Map.of("config", config, "device", wanted.choice, "table", found));
        return ExitCode.OK;
    }

    /** @return the configuration with what trains on this device */
    private TrainingConfig resolved(TrainingConfig asked, DataSet examples, Device used) {
        return Checks.refusing(
                command,
                () -> asked.of(examples.train())
                        .with(draft -> draft.method =
                                asked.method().resolve(used, asked.setup(), examples.train(), device.threads())));
    }

    private int begin(Wanted wanted) {
        try (OpenDevice gpu =
                OpenDevice.open(device.probe(), wanted.choice, wanted.config, wanted.start, wanted.data)) {
            TrainingConfig config =
                    resolved(wanted.config, wanted.data, gpu.choice().device());
            RunFolder folder = folders.make(command.name());
            RunIdentity identity = RunIdentity.now(data.folder().toString(), arithmetic(config, gpu, wanted.data));
            try (Checkpoints checkpoints = Checkpoints.ofNew(folder)) {
                return train(folder, identity, config, wanted.start, wanted.data, gpu, checkpoints);
            }
        }
    }

    private static String arithmetic(TrainingConfig config, OpenDevice gpu, DataSet examples) {
        return config.method().arithmetic(gpu.choice().device(), config.network(), examples.train());
    }

    private DeviceChoice choose(TrainingConfig config) {
        TrainingMethod method = config.method();
        CudaWays ways = method.trainer().waysToGpu(config.setup(), config.ofImages(), method.kernels());
        return ways.isNone()
                ? Checks.refusing(command, () -> device.choose(Nd4jRuntime.BEST_THREADS, ways))
                : device.choose(Nd4jRuntime.BEST_THREADS, ways);
    }

    /** Chooses the device, and begins to start ND4J if a check or the trainer will need it. */
    private DeviceChoice choose(TrainingConfig config, boolean checks) {
        DeviceChoice choice = choose(config);
        TrainerChoice trainer = config.method().trainer().on(choice.device(), config.setup(), config.ofImages());
        if ((checks || trainer.inDl4j()) && !dryRun) {
            device.startAhead(choice);
        }
        return choice;
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
            TrainingConfig before = from.progress().config();
            TrainingConfig changed = network.resumed(before, from.progress().epochsBegun());
            TrainingConfig config = changed.with(draft -> {
                draft.method = network.method(changed.method(), device.asked());
                if (draft.source == null) {
                    // Of a run on images that the library began.
                    draft.source = pictures.source(data.folder(), null, false);
                }
            });
            DeviceChoice choice = choose(config, false);
            check.requirePossible(choice.device());
            Path recorded = Path.of(saved.run().dataFolder());
            Path folder = data.folderOr(ProjectFolder.find(recorded).orElse(recorded));
            output.requireApart(Stream.of(folder));
            DataSet examples = again(folder, config, output);
            from.requireFits(config, examples);
            try (OpenDevice gpu =
                    OpenDevice.open(device.probe(), choice, config, new TrainingStart.Saved(from), examples)) {
                TrainingConfig used = resolved(config, examples, gpu.choice().device());
                String arithmetic = arithmetic(used, gpu, examples);
                if (!arithmetic.equals(saved.run().arithmetic())) {
                    output.caution("The run began with " + saved.run().arithmetic() + " and continues with "
                            + arithmetic + ": its numbers may differ in their last digits.");
                }
                String place = folder.toString();
                if (!used.equals(before) || !place.equals(saved.run().dataFolder())) {
                    // Now, since the process may be killed before its next checkpoint.
                    checkpoints.save(saved.run().withData(place), from.with(used));
                }
                TrainingStart start =
                        TableRun.leavesChoice(used) ? new TrainingStart.Seed() : new TrainingStart.Saved(from);
                RunIdentity identity = saved.run().resumedNow(place);
                return train(new RunFolder(run), identity, used, start, examples, gpu, checkpoints);
            }
        }
    }

    /** @return the data of a run that began before, as it had them */
    static DataSet again(Path data, TrainingConfig config, OutputOptions output) {
        if (config.ofImages()) {
            return PictureFolder.read(data, pictureOptions(config, output));
        }
        output.requireApart(TableRun.of(config).table().separateFiles());
        output.noteReading(data);
        return TablePlan.again(data, config).rows();
    }

    private static PictureOptions pictureOptions(TrainingConfig config, OutputOptions output) {
        PictureSource source = (PictureSource) config.source();
        return ProgressLine.of(source.options(config.training().seed(), output::warn), output);
    }

    private int train(
            RunFolder folder,
            RunIdentity identity,
            TrainingConfig config,
            TrainingStart start,
            DataSet examples,
            OpenDevice gpu,
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
