package dev.crosscheck.cli;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.TrainingSpec;
import dev.crosscheck.proof.judge.Judge;
import dev.crosscheck.proof.judge.Recording;
import dev.crosscheck.proof.judge.RecordingFile;
import dev.crosscheck.proof.judge.Submissions;
import dev.crosscheck.proof.judge.Vectors;
import dev.crosscheck.proof.verify.NetworkCheck;
import dev.crosscheck.run.RunFolder;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks everything that was written by hand, and the checks themselves. */
@Command(
        description = {
            "Against Deeplearning4j, SameDiff and central differences. Mutants go through the same checks and must be"
                    + " caught. Writes the comparison report. Exit code 3 if anything disagrees.",
            "RUN, the folder of a training run, is trained again as its run.json says and compared epoch by epoch: exit code 0 if all is the same, 3 if"
                    + " something differs, 1 if it cannot be repeated (docs/repeat.md).",
            "A network is a line such as 8-32-16-1,relu,huber; FILE.npz is a run that NumPy or PyTorch recorded; a program"
                    + " to judge trains a small network, in any language (docs/using.md, docs/judge.md)."
        },
        footer = {
            "  crosscheck verify",
            "  crosscheck verify runs/first",
            "  crosscheck verify --network \"8-32-16-1 relu huber\"",
            "  crosscheck verify --judge -- python3 mine.py",
            "  crosscheck verify --judge --each handed-in -- python3 {}"
        })
final class VerifyCommand extends Subcommand {
    /** What can be verified, with how it is asked for and the options that it takes. */
    private enum Work {
        EVERYTHING("verify", "--seed", "--epochs", "--data", "--out"),
        NETWORKS("verify --network", "--network", "--seed", "--out"),
        RECORDING("verify FILE.npz", "--data", "--out"),
        RUN("verify RUN", "--data", "--init", "--epoch"),
        PROGRAM(
                "verify --judge",
                "--judge",
                "--network",
                "--seed",
                "--timeout",
                "--memory",
                "--each",
                "--hints",
                "--gradescope",
                "--out"),
        VECTORS("verify --judge --vectors", "--judge", "--vectors", "--seed");

        private final String words;
        private final Set<String> options = new HashSet<>(Set.of("--json", "--quiet", "--verbose"));

        Work(String words, String... own) {
            this.words = words;
            options.addAll(List.of(own));
        }
    }

    /** What a beginner's program trains: one hidden layer, softmax, plain gradient descent. */
    private static final String JUDGED = "4-5-3 relu cross-entropy sgd lr:0.1 batch:4";

    @Parameters(
            paramLabel = "FILE.npz|RUN|COMMAND",
            description =
                    "A recorded run to judge (its form: src/reference/README.md); the folder of a training run to repeat."
                            + " With --judge, after --, a program and its arguments.")
    private List<String> arguments = List.of();

    @Option(
            names = "--epoch",
            paramLabel = "N",
            description = "Of RUN: repeat this epoch alone, from the checkpoint before it if there is one.")
    private Integer epoch;

    @Option(
            names = "--init",
            paramLabel = "FILE",
            description = "Of RUN: the file whose parameters the run began with, if it had one.")
    private Path init;

    @Option(names = "--judge", description = "Judge a program that trains a network, such as one of yours.")
    private boolean judge;

    @Mixin
    private JudgeOptions judging;

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

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "Epochs of the course's XOR training, four steps each. Default: 10000.")
    private int epochs = 10_000;

    @Mixin
    private FolderOptions folders;

    @Mixin
    private DataOptions data;

    @Override
    int run() {
        output.requireApart(
                arguments.stream().map(File::new).filter(File::exists).map(File::toPath));
        within("--epochs", epochs, 1, 100_000);
        judging.check(command, arguments);
        Work work = work();
        Checks.requireOnly(command, work.options, "\"" + work.words + "\" has no such option: leave it out.");
        return switch (work) {
            case EVERYTHING -> {
                ImageSet digits = digits();
                yield verify(verification -> verification.everything(seed, epochs, digits));
            }
            case NETWORKS -> {
                List<Setup> setups = networks.stream().map(this::network).toList();
                setups.forEach(NetworkCheck::requireCheckable);
                yield verify(verification -> verification.networks(setups));
            }
            case RECORDING -> judgeRecording();
            case RUN -> repeat();
            case PROGRAM -> judgeProgram();
            case VECTORS -> writeVectors();
        };
    }

    private Work work() {
        if (judge) {
            return judging.vectors == null ? Work.PROGRAM : Work.VECTORS;
        }
        if (arguments.size() > 1) {
            throw wrong("Name one recorded run, not " + arguments.size() + "; a program is judged with --judge.");
        }
        if (!arguments.isEmpty()) {
            return Files.isDirectory(Path.of(arguments.get(0))) ? Work.RUN : Work.RECORDING;
        }
        return networks.isEmpty() ? Work.EVERYTHING : Work.NETWORKS;
    }

    private int verify(ToIntFunction<Verification> checks) {
        return folders.run(command.name(), folder -> checks.applyAsInt(new Verification(output, folder)));
    }

    private int judgeRecording() {
        Path file = Path.of(arguments.get(0));
        Recording recorded = RecordingFile.read(file, data::read);
        return folders.run(command.name(), folder -> new ProgramJudgement(output, folder).ofRecording(file, recorded));
    }

    private int repeat() {
        RepeatedRun run = new RepeatedRun(Path.of(arguments.get(0)), output);
        if (epoch != null) {
            within("--epoch", epoch, 1, Math.max(1, run.epochs()));
        }
        return run.repeat(data.named(), init, epoch);
    }

    private int judgeProgram() {
        if (networks.size() > 1) {
            throw wrong("--judge is of one --network: name one.");
        }
        String line = networks.isEmpty() ? JUDGED : networks.get(0);
        Setup setup = ofNetwork(() -> Judge.setup(line, seed));
        Judge judged = ofNetwork(() -> new Judge(setup));
        if (judging.each != null) {
            Submissions submissions = Submissions.in(judging.each);
            return folders.run(
                    command.name(),
                    folder -> new ProgramJudgement(output, folder).ofEach(submissions, arguments, setup, judging));
        }
        return folders.run(
                command.name(), folder -> new ProgramJudgement(output, folder).ofProgram(judged, arguments, judging));
    }

    private int writeVectors() {
        if (!arguments.isEmpty()) {
            throw wrong("--vectors runs no program: leave \"" + arguments.get(0) + "\" out.");
        }
        RunFolder folder = RunFolder.at("--vectors", judging.vectors);
        Vectors.Index index = Vectors.write(folder, seed);
        output.printTable(
                List.of("file", "start", "steps", "slips"),
                index.networks(),
                file -> List.of(file.file(), file.start(), file.steps(), file.slips()));
        output.print("%nConventions: %s", folder.path().resolve("README.md"));
        output.writeJson(index);
        return ExitCode.OK;
    }

    /** The images are normalised as MNIST's are. */
    private ImageSet digits() {
        ImageData read = data.read();
        ImageForm form = ImageForm.ofDigits(read.form().rows(), read.form().columns());
        return read.as(form, "verify").train();
    }

    private Setup network(String line) {
        return ofNetwork(() -> {
            Setup setup = Setup.parse(line, seed);
            requireStepsAlone(setup);
            return setup;
        });
    }

    /** Turns the refusal of a network's line into wrong usage. */
    private <T> T ofNetwork(Supplier<T> reader) {
        try {
            return reader.get();
        } catch (CrosscheckException e) {
            throw wrong("Invalid value for option '--network': " + e.getMessage() + ". " + e.remedy());
        }
    }

    /** Refuses settings that do not change the single steps that are checked. */
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
}
