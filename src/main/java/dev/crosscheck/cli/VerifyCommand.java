package dev.crosscheck.cli;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.course.Gallery;
import dev.crosscheck.course.errata.Errata;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.device.CudaProbe;
import dev.crosscheck.device.Device;
import dev.crosscheck.device.DeviceRequest;
import dev.crosscheck.device.Environment;
import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.device.SystemCudaProbe;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.TrainingSpec;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.MutantOutcome;
import dev.crosscheck.proof.judge.Judge;
import dev.crosscheck.proof.replay.Recorded;
import dev.crosscheck.proof.replay.RecordingReader;
import dev.crosscheck.proof.verify.NetworkCheck;
import dev.crosscheck.proof.verify.VerificationRun;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.run.RunLog;
import dev.crosscheck.showing.report.Report;
import dev.crosscheck.showing.report.ReportPage;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks everything that was written by hand, and the checks themselves. */
@Command(
        description = {
            "Against Deeplearning4j, SameDiff and central differences. Mutants go through the same checks and must be"
                    + " caught. Writes the comparison report. Exit code 3 if anything disagrees.",
            "With --network it checks that network alone, in a few seconds: outputs, loss and every gradient, steps of"
                    + " the optimizer, then single steps of the trainer that train would use.",
            "A network is a line of words, separated by spaces or commas: the sizes of inputs, hidden layers and outputs,"
                    + " then in any order, with the default first:",
            "  hidden activation   relu, or what \"crosscheck course activations\" lists",
            "  loss                mse, bce, cross-entropy, huber, half-squared-error",
            "  optimizer           adam, adamw, sgd, momentum",
            "  output activation   output:NAME; default: what goes with the loss",
            "  start               init:torch, init:he, init:xavier",
            "  Adam's epsilon      epsilon:raw, epsilon:corrected",
            "  numbers             lr:0.01 momentum:0.9 weight-decay:0.01 batch:16 seed:1",
            "With FILE.npz it repeats a run that NumPy or PyTorch recorded, from each of the recorded states on, by hand,"
                    + " with the trainers of train and with stock DL4J, and says what was judged, and how nearly.",
            "With --judge it runs a program of yours, in any language, that trains a small network, and says whether its"
                    + " numbers are right, or else where they first are not and which slip makes them (docs/judge.md)."
                    + " Without COMMAND it writes the texts that the program is to read.",
            "With --device cuda it checks the kernels for GPUs on the GPU: an epoch, bit for bit against the CPU."
        },
        footer = {
            "  crosscheck verify",
            "  crosscheck verify --network \"8-32-16-1 relu huber\"",
            "  crosscheck verify --judge -- python3 mine.py",
            "  crosscheck verify --seed 7 --out report",
            "  crosscheck verify --epochs 100            a shorter XOR training",
            "  crosscheck verify --json - | jq .mutants[].name",
            "  crosscheck verify --device cuda",
            "  crosscheck verify --network 4-16-3,tanh,cross-entropy --network 13-1,sgd",
            "  crosscheck verify src/reference/recordings/xor.npz",
            "  crosscheck verify mine.npz --out judged --json - | jq .outcome.agrees",
            "  crosscheck verify --judge --network \"4-5-3 tanh mse adam\" -- ./mine"
        })
final class VerifyCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(VerifyCommand.class);

    /** What only the verification of everything uses. */
    private static final List<String> OF_EVERYTHING = List.of("--epochs", "--data");

    /** What has no part in the repetition of a recorded run. */
    private static final List<String> NOT_OF_RECORDINGS =
            List.of("--network", "--epochs", "--seed", "--device", "--timeout");

    @Spec
    private CommandSpec command;

    /** What has no part in judging a program. */
    private static final List<String> NOT_OF_PROGRAMS = List.of("--epochs", "--data", "--device", "--steps");

    @Parameters(
            paramLabel = "FILE.npz|COMMAND",
            description = "A recorded run to judge (its form: src/reference/README.md)."
                    + " With --judge, after --, a program and its arguments.")
    private List<String> arguments = List.of();

    @Option(names = "--judge", description = "Judge a program that trains a network, such as one of yours.")
    private boolean judge;

    private int timeout = 60;

    @Option(
            names = "--network",
            paramLabel = "SPEC",
            description =
                    "Check this network alone, such as \"8-32-16-1 relu huber adam\". May be given several times.")
    private List<String> networks = List.of();

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of the initial parameters, also of networks that name none. Default: 1.")
    private long seed = 1;

    private int epochs = 10_000;

    private int steps = Integer.MAX_VALUE;

    private CudaProbe probe = new SystemCudaProbe();

    @Option(
            names = "--device",
            paramLabel = "cpu|cuda",
            description =
                    "What to check on: cuda is the kernels for GPUs alone, on the GPU. Default: cpu, everything else.")
    private DeviceRequest device = DeviceRequest.CPU;

    @Mixin
    private FolderOptions folders;

    @Mixin
    private DataOptions data;

    @Mixin
    private OutputOptions output;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "Epochs of the course's XOR training, four steps each. Default: 10000.")
    void setEpochs(int value) {
        epochs = Checks.within(command, "--epochs", value, 1, 100_000);
    }

    @Option(names = "--steps", paramLabel = "N", description = "Of FILE.npz: only the first N steps. Default: all.")
    void setSteps(int value) {
        steps = Checks.within(command, "--steps", value, 1, Integer.MAX_VALUE);
    }

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "Of --judge: how long the program may take for each start. Default: 60.")
    void setTimeout(int value) {
        timeout = Checks.within(command, "--timeout", value, 1, 3600);
    }

    /** Looks for CUDA in another way. */
    void use(CudaProbe other) {
        probe = other;
    }

    @Override
    public Integer call() {
        if (judge) {
            return output.run(this::judgeProgram);
        }
        if (arguments.size() > 1) {
            throw new ParameterException(
                    command.commandLine(),
                    "Name one recorded run, not " + arguments.size() + "; a program is judged with --judge.");
        }
        if (!arguments.isEmpty()) {
            return output.run(this::verifyRecording);
        }
        refuse(List.of("--timeout"), "is for a program that --judge runs: leave it out.");
        if (steps < Integer.MAX_VALUE) {
            throw new ParameterException(command.commandLine(), "--steps is for a recorded run: name its FILE.npz.");
        }
        if (device != DeviceRequest.CPU) {
            return output.run(this::verifyOnGpu);
        }
        return output.run(networks.isEmpty() ? this::verify : this::verifyNetworks);
    }

    private void refuse(List<String> options, String reason) {
        for (String option : options) {
            if (command.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new ParameterException(command.commandLine(), option + " " + reason);
            }
        }
    }

    private int judgeProgram() {
        refuse(NOT_OF_PROGRAMS, "has no part in judging a program: leave one out.");
        if (networks.size() > 1) {
            throw new ParameterException(command.commandLine(), "--judge is of one --network: name one.");
        }
        String line = networks.isEmpty() ? ProgramJudgement.NETWORK : networks.get(0);
        Judge judged = ofNetwork(() -> new Judge(Judge.setup(line, seed)));
        RunFolder folder = folders.make(command.name());
        return RunLog.toFolder(
                folder.path(), () -> new ProgramJudgement(output, judged).run(arguments, timeout, folder));
    }

    private int verifyRecording() {
        refuse(NOT_OF_RECORDINGS, "has no part in repeating a recorded run: leave one out.");
        Path file = Path.of(arguments.get(0));
        Recorded recorded = RecordingReader.read(file, data::read);
        RunFolder folder = folders.make(command.name());
        return RunLog.toFolder(folder.path(), () -> new ReplayVerification(output).run(file, recorded, steps, folder));
    }

    private int verifyOnGpu() {
        if (device == DeviceRequest.AUTO || !networks.isEmpty()) {
            throw new ParameterException(
                    command.commandLine(),
                    device == DeviceRequest.AUTO
                            ? "--device auto: say what to check, everything on the cpu or the kernels for GPUs with cuda."
                            : "--network is checked on the CPU: leave --device out.");
        }
        ImageSet digits = digits(data.read());
        RunFolder folder = folders.make(command.name());
        return RunLog.toFolder(folder.path(), () -> new GpuVerification(output, probe).run(digits, seed, folder));
    }

    private int verifyNetworks() {
        refuse(OF_EVERYTHING, "has no part in what --network checks: leave one out.");
        List<Setup> setups = networks.stream().map(this::network).toList();
        setups.forEach(NetworkCheck::requireCheckable);
        RunFolder folder = folders.make(command.name());
        return RunLog.toFolder(folder.path(), () -> {
            Nd4jRuntime.startOnCpu();
            return new NetworkVerification(output).run(setups, folder);
        });
    }

    /** Turns what a network's line lacks, or what does not go together, into wrong usage. */
    private Setup network(String line) {
        return ofNetwork(() -> {
            Setup setup = Setup.parse(line, seed);
            requireStepsAlone(setup);
            return setup;
        });
    }

    private <T> T ofNetwork(Supplier<T> reader) {
        try {
            return reader.get();
        } catch (CrosscheckException e) {
            throw new ParameterException(
                    command.commandLine(),
                    "Invalid value for option '--network': " + e.getMessage() + ". " + e.remedy(),
                    e);
        }
    }

    /** Refuses what would change no step of those that are checked. */
    private static void requireStepsAlone(Setup setup) {
        TrainingSpec training = setup.training();
        TrainingSpec ofSteps = new TrainingSpec(
                        training.optimizer(), training.batch(), TrainingSpec.EPOCHS, training.seed())
                .with(training.classWeights());
        if (!training.equals(ofSteps)) {
            throw new CrosscheckException(
                    "Network \"" + setup
                            + "\": single steps are checked, and schedule, epochs, validation and what stops"
                            + " training change none",
                    "Leave them out.");
        }
        if (training.classWeights().balanced()
                && training.classWeights().weights().isEmpty()) {
            throw new CrosscheckException(
                    "Network \"" + setup + "\": balanced class weights follow from rows, and here these are random",
                    "Name the weights, such as class-weights:0.7/2.");
        }
    }

    private int verify() {
        ImageSet digits = digits(data.read());
        RunFolder folder = folders.make(command.name());
        return exitCode(RunLog.toFolder(folder.path(), () -> verify(digits, folder)));
    }

    /** @return the exit code for this result */
    static int exitCode(VerificationRun verification) {
        return verification.passed() ? ExitCode.OK : ExitCode.DISAGREEMENT;
    }

    /** The witness normalises as MNIST's are. */
    private static ImageSet digits(ImageData read) {
        ImageForm form = ImageForm.ofDigits(read.form().rows(), read.form().columns());
        return read.as(form, "verify").train();
    }

    private VerificationRun verify(ImageSet digits, RunFolder folder) {
        Nd4jRuntime.startOnCpu();
        Instant start = Instant.now();
        long startNanos = System.nanoTime();
        VerificationRun verification = run(digits);
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        Environment environment = Environment.current(Device.CPU);
        Report report = new Report(
                start.truncatedTo(ChronoUnit.SECONDS).toString(),
                seconds,
                rows(environment),
                verification.findings(),
                verification.mutants(),
                Unverified.ofThisRun(Device.CPU, probe, digits, environment).gaps(),
                pictures(folder),
                Errata.measure());
        print(verification);
        output.print("%nNot verified by this run:");
        report.notVerified().forEach(gap -> output.print("  %s: %s", gap.what(), gap.reason()));
        write(report, folder, output);
        return verification;
    }

    /** Writes the report to the folder, and where the options say. */
    static void write(Report report, RunFolder folder, OutputOptions output) {
        folder.writeText("comparison.html", ReportPage.html(report));
        Json.write(folder.path().resolve("comparison.json"), report);
        output.writeJson(report);
        output.print("Report: %s", folder.path().resolve("comparison.html"));
    }

    private List<Report.Picture> pictures(RunFolder folder) {
        List<Report.Picture> pictures = new ArrayList<>();
        for (Gallery.Exhibit shown : Gallery.pictures(seed)) {
            folder.draw(shown.file(), shown.picture()::draw).ifPresent(output::warn);
            pictures.add(new Report.Picture(shown.caption(), folder.path().resolve(shown.file())));
        }
        return pictures;
    }

    private VerificationRun run(ImageSet digits) {
        try (ProgressBar progress = new ProgressBar(output)) {
            return VerificationRun.run(seed, epochs, digits, this::announce, progress);
        }
    }

    private void announce(Findings result) {
        LOG.info("{}", result.title());
        result.verdicts().forEach(verdict -> LOG.info("{}", verdict.line()));
        output.note((result.passed() ? "ok    " : "FAIL  ") + result.title());
    }

    private void print(VerificationRun verification) {
        VerdictTable.printChecks(output, verification.findings());
        output.print("");
        output.printTable(
                List.of("mutant", "caught by"),
                verification.mutants().stream()
                        .map(mutant -> List.of(mutant.name(), catcher(mutant)))
                        .toList());
        output.print(
                "%n%d checks, %d disagree. %d mutants, %d survive.",
                verification.findings().size(),
                verification.disagreements(),
                verification.mutants().size(),
                verification.survivors());
    }

    private static String catcher(MutantOutcome mutant) {
        if (mutant.verdicts().isEmpty()) {
            return "FAIL: " + mutant.slip();
        }
        if (!mutant.controlPassed()) {
            return "FAIL: the right implementation does not pass the same check";
        }
        return mutant.catchers().stream()
                .findFirst()
                .map(verdict ->
                        String.format(Locale.ROOT, "%s, deviation %.1e", verdict.quantity(), verdict.largestAbsolute()))
                .orElse("FAIL: no check");
    }

    /** @return the facts about this machine in the report */
    static Map<String, String> rows(Environment here) {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("Crosscheck", here.crosscheck());
        rows.put("Deeplearning4j and ND4J", here.nd4j());
        rows.put("ND4J backend", here.backend() + ", " + here.natives());
        rows.put("BLAS", here.blas());
        rows.put("threads", "BLAS " + here.blasThreads() + ", OpenMP " + here.openMpThreads());
        rows.put("Java", here.java());
        rows.put("operating system", here.os());
        rows.put("processor", here.cpu() + ", " + here.cores() + " cores, " + here.vectorFeatures());
        rows.put("arithmetic", "double precision on both sides; single precision in the trainers");
        return rows;
    }
}
