package dev.crosscheck.cli;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.Mnist;
import dev.crosscheck.device.DeviceChoice;
import dev.crosscheck.device.Environment;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.run.RunLog;
import dev.crosscheck.train.Trainer;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingOutcome;
import dev.crosscheck.train.TrainingReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains the digit network (course section 5). */
@Command(
        name = "train",
        description = {
            "Trains the digit network 784-256-10: linear, ReLU, linear, softmax cross-entropy, Adam.",
            "Adam's epsilon (1e-8) is added to the raw root of the second moment, as Deeplearning4j does."
        },
        mixinStandardHelpOptions = true,
        versionProvider = CrosscheckCommand.Version.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  crosscheck train",
            "  crosscheck train --epochs 3 --seed 7 --out runs/first",
            "  crosscheck train --data ~/fashion-mnist --hidden 512",
            "  crosscheck train --epochs 1 --json - | jq .lossOfEachStep[0]",
            "",
            "Ctrl-C ends after the current step and saves the model as it is then."
        })
final class TrainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    private int epochs = 10;
    private int batch = 64;
    private double learningRate = 0.001;
    private int hidden = 256;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Decides initial parameters and order. Default: 1.")
    private long seed;

    @Mixin
    private FolderOptions folders;

    @Mixin
    private DataOptions data;

    @Mixin
    private DeviceOptions device;

    @Mixin
    private OutputOptions output;

    @Option(names = "--epochs", paramLabel = "N", description = "Passes over the training set. Default: 10.")
    void setEpochs(int value) {
        epochs = Checks.within(command, "--epochs", value, 1, 100_000);
    }

    @Option(names = "--batch", paramLabel = "N", description = "Images a step. Default: 64.")
    void setBatch(int value) {
        batch = Checks.within(command, "--batch", value, 1, 60_000);
    }

    @Option(names = "--lr", paramLabel = "RATE", description = "Adam's learning rate. Default: 0.001.")
    void setLearningRate(double value) {
        learningRate = Checks.positive(command, "--lr", value);
    }

    @Option(names = "--hidden", paramLabel = "N", description = "Hidden units. Default: 256.")
    void setHidden(int value) {
        hidden = Checks.within(command, "--hidden", value, 1, 65_536);
    }

    @Override
    public Integer call() {
        return output.run(this::train);
    }

    private int train() {
        DeviceChoice choice = device.choose();
        Mnist images = data.read();
        RunFolder folder = folders.make(command.name());
        RunLog.toFolder(folder.path(), () -> {
            try (StopSignal stop = new StopSignal()) {
                device.start(choice);
                train(choice, images, folder, stop);
            }
        });
        return ExitCode.OK;
    }

    private void train(DeviceChoice choice, Mnist images, RunFolder folder, StopSignal stop) {
        TrainingConfig config = new TrainingConfig(seed, epochs, batch, learningRate, hidden);
        Environment environment = Environment.current(choice.device());
        printStart(config, choice, environment, images);
        TrainingReport report = new TrainingReport(folder, config, choice, environment, data.folder(), images);
        try {
            TrainingOutcome outcome = train(config, choice, images, report, stop);
            report.finish(outcome).forEach(output::warn);
            printEnd(outcome, report);
        } catch (CrosscheckException e) {
            report.fail(e);
            throw e;
        } finally {
            output.writeJson(report.json());
        }
    }

    private TrainingOutcome train(
            TrainingConfig config, DeviceChoice choice, Mnist images, TrainingReport report, StopSignal stop) {
        try (ConsoleProgress progress = new ConsoleProgress(output, config.epochs())) {
            return new Trainer(choice.device(), dev.crosscheck.train.TrainingMethod.fastest())
                    .train(config, images, report.with(progress), stop);
        }
    }

    private void printStart(TrainingConfig config, DeviceChoice choice, Environment environment, Mnist images) {
        ImageSet train = images.train();
        output.print(
                "Device: %s, %s; %s",
                choice.device(),
                choice.fellBack() ? "because " + choice.reason() : choice.reason(),
                environment.blas());
        output.print(
                "Data: %s, %d training and %d test images of %dx%d",
                data.folder(), train.size(), images.test().size(), train.rows(), train.columns());
        output.print(
                "Network: %d-%d-%d, batch %d, learning rate %s, seed %d",
                train.features(),
                config.hidden(),
                Mnist.CLASSES,
                config.batchSize(),
                config.learningRate(),
                config.seed());
    }

    private void printEnd(TrainingOutcome outcome, TrainingReport report) {
        if (outcome.interrupted()) {
            output.print(
                    "Interrupted after %d steps and %d finished epochs; the model is saved as it is now.",
                    outcome.steps(), outcome.epochs().size());
        }
        output.print("Time: %.1f s, %.0f training images/s", report.seconds(), report.imagesPerSecond());
        output.print("Run: %s", report.folder().path());
    }
}
