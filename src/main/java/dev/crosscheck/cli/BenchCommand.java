package dev.crosscheck.cli;

import dev.crosscheck.bench.Bench;
import dev.crosscheck.bench.BenchResult;
import dev.crosscheck.bench.Machine;
import dev.crosscheck.bench.Options;
import dev.crosscheck.bench.Sweep;
import dev.crosscheck.bench.SweepResult;
import dev.crosscheck.bench.TableBench;
import dev.crosscheck.bench.TableBenchResult;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Compares speed and memory of the ways to train. */
@Command(
        description = {
            "Ratios come from one run: the contestants take turns, each in its own process. An epoch's time includes"
                    + " shuffling and normalising, not testing.",
            "Names: by-hand-sparse-N and by-hand-dense-N (by hand with these kernels, N threads), dl4j-N (as train"
                    + " tunes it, N threads; dl4j: the one that train uses), dl4j-stock (DL4J untuned), gemm (only the two"
                    + " large products of a step, by OpenBLAS), cpp (C++ on oneDNN, where a compiler and the library"
                    + " are there), tensorflow (TensorFlow-Java) and pytorch (both with data"
                    + " in memory, in the fastest setting tried), pytorch-course (the course's script: DataLoader and"
                    + " transforms).",
            "With --device cuda: by-hand-cuda (by hand on the GPU), by-hand-sparse on all cores, pytorch-cuda and"
                    + " pytorch-cuda-graphs (data on the GPU, fused Adam; eager, or a step in a CUDA graph)."
        },
        footer = {
            "  crosscheck bench",
            "  crosscheck bench --quick",
            "  crosscheck bench --only dl4j,gemm --rounds 5 --json bench.json",
            "  crosscheck bench --tensorflow target/tensorflow",
            "  crosscheck bench --sweep --out runs/sweep",
            "  crosscheck bench --device cuda",
            "  crosscheck bench --table --rows 100000",
            "",
            "Close other programs first; Ctrl-C stops it and its processes at once."
        })
final class BenchCommand implements Callable<Integer> {
    private static final int ROUNDS = 3;
    private static final int SWEEP_ROUNDS = 1;
    private static final int EPOCHS = 5;
    private static final int WARM_UP_EPOCHS = 2; // the JIT compiler is still at work in the first
    private static final int QUICK_IMAGES = 12_000;
    private static final int QUICK_EPOCHS = 2;

    @Spec
    private CommandSpec command;

    @Option(
            names = "--only",
            paramLabel = "NAME",
            split = ",",
            description =
                    "What to measure. Default: all that can run; with --sweep the by-hand ones on all cores, dl4j, gemm, tensorflow and pytorch.")
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

    private CudaProbe probe = new SystemCudaProbe();
    private Path tensorFlow;
    private Integer rounds;
    private Integer epochs;
    private Integer images;

    @Mixin
    private TableBenchOptions table;

    @Mixin
    private FolderOptions folders;

    @Mixin
    private DataOptions data;

    @Mixin
    private OutputOptions output;

    @Option(
            names = "--tensorflow",
            paramLabel = "DIR",
            description = "A folder with TensorFlow-Java's jars; src/reference/README.md says how to fetch them.")
    void setTensorFlow(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw Checks.invalid(
                    command, "--tensorflow", "a folder with TensorFlow-Java's jars", "no folder '" + folder + "'");
        }
        tensorFlow = folder;
    }

    @Option(names = "--rounds", paramLabel = "N", description = "Turns per contestant. Default: 3; with --sweep 1.")
    void setRounds(int value) {
        rounds = Checks.within(command, "--rounds", value, 1, 1000);
    }

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "Epochs timed per turn, after two to warm up; the slow ones time one. Default: 5.")
    void setEpochs(int value) {
        epochs = Checks.within(command, "--epochs", value, 1, 1000);
    }

    @Option(names = "--images", paramLabel = "N", hidden = true, description = "Images per timed epoch.")
    void setImages(int value) {
        images = Checks.within(command, "--images", value, 1, 60_000);
    }

    @Override
    public Integer call() {
        return output.run(() -> table.wanted() ? measureTable() : measure());
    }

    private int measureTable() {
        if (sweep || !only.isEmpty() || !bases.isEmpty() || epochs != null) {
            throw new ParameterException(
                    command.commandLine(), "--table is measured without --sweep, --only, --base and --epochs.");
        }
        TableBench.Options options = table.options(rounds != null ? rounds : quick ? 1 : ROUNDS, quick);
        RunFolder folder = folders.make(command.name());
        BenchReport report = new BenchReport(output, folder);
        report.start(Machine.current());
        TableBenchResult result = TableBenchOptions.run(options, Optional.ofNullable(python), output, folder);
        report.end(result);
        Json.write(folder.path().resolve("bench-table.json"), result);
        output.writeJson(result);
        output.print("Run: %s", folder.path());
        return ExitCode.OK;
    }

    /** Looks for CUDA in another way. */
    void use(CudaProbe other) {
        probe = other;
    }

    /** Names that may be asked for; without {@code --only}, those of the device compete. */
    private Set<String> wanted() {
        List<String> known = sweep ? Sweep.names() : Bench.names();
        if (device == DeviceRequest.CPU) {
            return only.isEmpty() ? new LinkedHashSet<>(known) : fullNames("--only", only, known);
        }
        if (sweep) {
            throw new ParameterException(command.commandLine(), "--sweep measures on the CPU: leave --device out.");
        }
        if (device != DeviceRequest.CUDA) {
            throw Checks.invalid(command, "--device", "cpu or cuda", "'" + device + "'");
        }
        new DeviceSelector(probe).select(device, CudaWays.BY_HAND); // or there is nothing to measure
        List<String> onCuda = Bench.namesOnCuda();
        List<String> all =
                Stream.concat(onCuda.stream(), known.stream()).distinct().toList();
        return only.isEmpty() ? new LinkedHashSet<>(onCuda) : fullNames("--only", only, all);
    }

    private int measure() {
        Set<String> wanted = wanted();
        Set<String> fastAs = fullNames("--base", bases, List.copyOf(wanted));
        int trainingImages = data.read().train().size();
        RunFolder folder = folders.make(command.name());
        Options options = options(wanted, fastAs, trainingImages);
        BenchReport report = new BenchReport(output, folder);
        report.start(Machine.current());
        if (sweep) {
            SweepResult result = Sweep.run(options, folder.path(), output::note);
            Json.write(folder.path().resolve("sweep.json"), result);
            output.writeJson(result);
            report.sweep(result, options.workload());
        } else {
            BenchResult result = Bench.run(options, folder.path(), output::note);
            Json.write(folder.path().resolve("bench.json"), result);
            output.writeJson(result);
            report.bench(result);
        }
        output.print("Run: %s", folder.path());
        return ExitCode.OK;
    }

    private Set<String> fullNames(String option, Set<String> names, List<String> known) {
        Set<String> full = new LinkedHashSet<>();
        for (String name : names) {
            if (!known.contains(Bench.fullName(name))) {
                throw Checks.invalid(command, option, "one of " + String.join(", ", known), "'" + name + "'");
            }
            full.add(Bench.fullName(name));
        }
        return full;
    }

    private Options options(Set<String> wanted, Set<String> fastAs, int trainingImages) {
        int part = Math.min(trainingImages, images != null ? images : quick ? QUICK_IMAGES : trainingImages);
        Workload workload = new Workload(
                data.folder().toAbsolutePath(),
                part,
                64,
                256,
                quick || sweep ? part : WARM_UP_EPOCHS * part,
                epochs != null ? epochs : quick ? QUICK_EPOCHS : EPOCHS);
        return new Options(
                wanted,
                fastAs,
                rounds != null ? rounds : quick ? 1 : sweep ? SWEEP_ROUNDS : ROUNDS,
                workload,
                trainingImages,
                Optional.ofNullable(python),
                Optional.ofNullable(tensorFlow),
                Optional.ofNullable(dl4jClassPath));
    }
}
