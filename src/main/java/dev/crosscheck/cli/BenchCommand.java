package dev.crosscheck.cli;

import dev.crosscheck.bench.Bench;
import dev.crosscheck.bench.Bench.Kind;
import dev.crosscheck.bench.BenchResult;
import dev.crosscheck.bench.Machine;
import dev.crosscheck.bench.Recipe;
import dev.crosscheck.bench.Workload;
import dev.crosscheck.device.CudaProbe;
import dev.crosscheck.device.CudaWays;
import dev.crosscheck.device.DeviceRequest;
import dev.crosscheck.device.DeviceSelector;
import dev.crosscheck.device.SystemCudaProbe;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.RunFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Compares the ways to train by time and memory: epochs, sizes of networks, work on a table, whole runs. */
@Command(
        description = {
            "Ratios come from one run: the contestants take turns, each in its own process. An epoch's time includes"
                    + " shuffling and normalising, not testing.",
            "Names: by-hand-sparse-N and by-hand-dense-N (by hand with these kernels, N threads), dl4j-N (as train"
                    + " tunes it, N threads; dl4j: the one that train uses), dl4j-stock (DL4J untuned), gemm (only the two"
                    + " large products of a step, by OpenBLAS), cpp (C++ on oneDNN) and cpp-sparse (C++ that skips"
                    + " dark pixels; both where a compiler and the libraries are), tensorflow (TensorFlow-Java) and pytorch (both with data"
                    + " in memory, in the fastest setting tried), pytorch-course (the course's script: DataLoader and"
                    + " transforms).",
            "With --device cuda: by-hand-cuda (by hand on the GPU), by-hand-sparse on all cores, pytorch-cuda and"
                    + " pytorch-cuda-graphs (data on the GPU, fused Adam; eager, or a step in a CUDA graph).",
            "With --race: by-hand, dl4j and pytorch. A run is a process from its start to its end: reading the data, training,"
                    + " testing, saving the model. Contestants with fewer than 20 runs, or whose mean accuracy on the test"
                    + " images is not above 98 %% (two one-sided tests, p below 0.01), are disqualified (docs/race.md)."
        },
        footer = {
            "  crosscheck bench",
            "  crosscheck bench --quick",
            "  crosscheck bench --only dl4j,gemm --rounds 5 --json bench.json",
            "  crosscheck bench --tensorflow target/tensorflow",
            "  crosscheck bench --sweep --out runs/sweep",
            "  crosscheck bench --device cuda",
            "  crosscheck bench --table --rows 100000",
            "  crosscheck bench --race --only by-hand,dl4j --seed 301",
            "",
            "Close other programs first; Ctrl-C stops it and its processes at once."
        })
final class BenchCommand extends Subcommand {
    private static final int EPOCHS = 5;
    private static final int TABLE_EPOCHS = 3;
    private static final int WARM_UP_EPOCHS = 2; // the JIT compiler still compiles in the first
    private static final int QUICK_IMAGES = 12_000;
    private static final int BATCH = 64;
    private static final int HIDDEN = 256;

    /** A file of about 30 GB, which takes minutes to read. */
    private static final int MOST_ROWS = 100_000_000;

    private static final int MOST_COLUMNS = 1000;
    private static final int MOST_ROUNDS = 1000;

    /** Smaller seeds were used to choose the recipes' settings. */
    private static final long FIRST_SEED = 201;

    private static final Map<Kind, String> NAMES = new EnumMap<>(Map.of(
            Kind.EPOCHS, "bench",
            Kind.SIZES, "bench --sweep",
            Kind.TABLE, "bench --table",
            Kind.RACE, "bench --race"));

    private static final Map<Set<Kind>, List<String>> USERS = Map.of(
            EnumSet.of(Kind.EPOCHS), List.of("--base", "--device", "--dl4j-classpath"),
            EnumSet.of(Kind.EPOCHS, Kind.SIZES), List.of("--images", "--tensorflow"),
            EnumSet.of(Kind.EPOCHS, Kind.SIZES, Kind.RACE), List.of("--only", "--data"),
            EnumSet.of(Kind.EPOCHS, Kind.SIZES, Kind.TABLE), List.of("--rounds", "--epochs", "--quick"),
            EnumSet.of(Kind.TABLE), List.of("--rows", "--columns"),
            EnumSet.of(Kind.RACE), List.of("--seeds", "--seed", "--recipe"));

    @Option(
            names = "--only",
            paramLabel = "NAME",
            split = ",",
            description =
                    "What to measure. Default: all that can run; with --sweep the by-hand ones on all cores, dl4j,"
                            + " gemm, tensorflow and pytorch.")
    private Set<String> only = new LinkedHashSet<>();

    @Option(
            names = "--base",
            paramLabel = "NAME",
            split = ",",
            description = "Whose speed the others are compared with. Default: pytorch and tensorflow, else dl4j.")
    private Set<String> bases = new LinkedHashSet<>();

    @Option(names = "--sweep", description = "Measure batches of 16 to 4096 and 64 to 4096 hidden units instead.")
    private boolean sweep;

    @Option(
            names = "--table",
            description = "Read a table that is made for it, train on it and predict instead, beside scikit-learn's"
                    + " MLPClassifier.")
    private boolean table;

    @Option(
            names = "--race",
            description = "Time whole runs instead, which have to reach 98 %% in the mean over seeds.")
    private boolean race;

    @Option(
            names = "--quick",
            description =
                    "A first impression: one round, two epochs of a fifth of the images, scaled up to whole ones.")
    private boolean quick;

    @Option(
            names = "--python",
            paramLabel = "PATH",
            description =
                    "A Python with torch, numpy and PIL, or with sklearn. Default: python3, else /usr/bin/python3.")
    private String python;

    @Option(
            names = "--dl4j-classpath",
            paramLabel = "FILE",
            description = "A file with a class path of DL4J's own jars, for dl4j-stock. Default: this build's jars.")
    private Path dl4jClassPath;

    @Option(
            names = "--device",
            paramLabel = "cpu|cuda",
            description =
                    "What to measure on. cuda: an NVIDIA GPU, by this program's own kernels and by PyTorch. Default: cpu.")
    private DeviceRequest device = DeviceRequest.CPU;

    @Option(
            names = "--recipe",
            paramLabel = "default|fast98",
            description = "Of a race: whose settings every contestant has. Default: fast98.")
    private Recipe recipe;

    @Option(names = "--seed", paramLabel = "N", description = "Of a race: the first seed. Default: 201.")
    private Long seed;

    private CudaProbe probe = new SystemCudaProbe();
    private int leastSeeds = Bench.LEAST_SEEDS;

    @Mixin
    private FolderOptions folders;

    @Mixin
    private DataOptions data;

    @Option(
            names = "--tensorflow",
            paramLabel = "DIR",
            description = "A folder with TensorFlow-Java's jars; src/reference/README.md says how to fetch them.")
    private Path tensorFlow;

    @Option(names = "--rounds", paramLabel = "N", description = "Turns per contestant. Default: 3; with --sweep 1.")
    private Integer rounds;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description =
                    "Epochs timed per turn, after two to warm up; the slow ones time one. Default: 5; with --table 3,"
                            + " after one.")
    private Integer epochs;

    @Option(names = "--images", paramLabel = "N", hidden = true, description = "Images per timed epoch.")
    private Integer images;

    @Option(names = "--rows", paramLabel = "N", description = "Of the table. Default: 1000000; with --quick 50000.")
    private Integer rows;

    @Option(names = "--columns", paramLabel = "N", description = "Of the table, the last to be learnt. Default: 50.")
    private Integer columns;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description = "Of a race: runs of each contestant, 20 or more. Default: 20.")
    private Integer seeds;

    /** Looks for CUDA in another way. */
    void use(CudaProbe other) {
        probe = other;
    }

    /** Allows a race that is too short for a contestant to qualify, for tests. */
    void allowSeeds(int least) {
        leastSeeds = least;
    }

    @Override
    int run() {
        requireRanges();
        Kind kind = kind();
        Set<String> wanted = wanted(kind);
        Set<String> fastAs = fullNames("--base", bases, List.copyOf(wanted), kind);
        int trainingImages =
                kind == Kind.TABLE ? 0 : data.read().train().size(); // so that bad data are not a contestant's failure
        Bench.Options options = new Bench.Options(
                kind,
                wanted,
                fastAs,
                rounds(kind),
                workload(kind, trainingImages),
                trainingImages,
                kind != Kind.RACE ? null : recipe == null ? Recipe.FAST98 : recipe,
                Optional.ofNullable(python),
                Optional.ofNullable(tensorFlow),
                Optional.ofNullable(dl4jClassPath));
        RunFolder folder = folders.make(command.name());
        BenchReport report = new BenchReport(output, folder);
        report.start(Machine.current());
        BenchResult result = Bench.run(options, folder.path(), output::note);
        Json.write(folder.path().resolve(kind.file() + ".json"), result);
        output.writeJson(result);
        report.end(result);
        output.print("Run: %s", folder.path());
        return ExitCode.OK;
    }

    private void requireRanges() {
        within("--rounds", rounds, 1, MOST_ROUNDS);
        within("--epochs", epochs, 1, MOST_ROUNDS);
        within("--images", images, 1, 60_000);
        within("--rows", rows, 1, MOST_ROWS);
        within("--columns", columns, Bench.LEAST_COLUMNS, MOST_COLUMNS);
        within("--seeds", seeds, leastSeeds, MOST_ROUNDS);
        if (tensorFlow != null && !Files.isDirectory(tensorFlow)) {
            throw Checks.invalid(
                    command, "--tensorflow", "a folder with TensorFlow-Java's jars", "no folder '" + tensorFlow + "'");
        }
    }

    private Kind kind() {
        if ((sweep ? 1 : 0) + (table ? 1 : 0) + (race ? 1 : 0) > 1) {
            throw wrong("--sweep, --table and --race are comparisons of their own: name one.");
        }
        Kind kind = sweep ? Kind.SIZES : table ? Kind.TABLE : race ? Kind.RACE : Kind.EPOCHS;
        Checks.requireUsed(command, kind, USERS, NAMES::get);
        return kind;
    }

    /** The contestants: those of {@code --only}, or the default ones for the device. */
    private Set<String> wanted(Kind kind) {
        List<String> known = kind.names();
        if (device == DeviceRequest.CPU) {
            return only.isEmpty() ? new LinkedHashSet<>(known) : fullNames("--only", only, known, kind);
        }
        if (device != DeviceRequest.CUDA) {
            throw Checks.invalid(command, "--device", "cpu or cuda", "'" + device + "'");
        }
        new DeviceSelector(probe).select(device, CudaWays.BY_HAND); // refuses a machine without a GPU
        List<String> onCuda = Bench.namesOnCuda();
        List<String> all =
                Stream.concat(onCuda.stream(), known.stream()).distinct().toList();
        return only.isEmpty() ? new LinkedHashSet<>(onCuda) : fullNames("--only", only, all, kind);
    }

    private Set<String> fullNames(String option, Set<String> names, List<String> known, Kind kind) {
        Set<String> full = new LinkedHashSet<>();
        for (String name : names) {
            try {
                full.add(Conversions.oneOf(kind.fullName(name), known.toArray(String[]::new), each -> each));
            } catch (TypeConversionException e) {
                throw wrong("Invalid value for option '" + option + "': " + e.getMessage());
            }
        }
        return full;
    }

    private int rounds(Kind kind) {
        if (kind == Kind.RACE) {
            return seeds == null ? Bench.LEAST_SEEDS : seeds;
        }
        return rounds != null ? rounds : quick || kind == Kind.SIZES ? 1 : 3;
    }

    private Workload workload(Kind kind, int trainingImages) {
        Path folder = data.folder().toAbsolutePath();
        if (kind == Kind.RACE) {
            return Workload.of("data", folder, "seed", seed == null ? FIRST_SEED : seed);
        }
        if (kind == Kind.TABLE) {
            int asked = rows != null ? rows : quick ? 50_000 : 1_000_000;
            return Workload.of(
                    "rows",
                    asked,
                    "columns",
                    columns == null ? 50 : columns,
                    "batch",
                    BATCH,
                    "hidden",
                    HIDDEN,
                    "epochs",
                    epochs == null ? TABLE_EPOCHS : epochs);
        }
        int part = Math.min(trainingImages, images != null ? images : quick ? QUICK_IMAGES : trainingImages);
        return Workload.of(
                "data",
                folder,
                "images",
                part,
                "batch",
                BATCH,
                "hidden",
                HIDDEN,
                "warm-up",
                quick ? part : WARM_UP_EPOCHS * part,
                "epochs",
                epochs != null ? epochs : quick ? 2 : EPOCHS);
    }
}
