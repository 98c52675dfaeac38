package dev.crosscheck.cli;

import dev.crosscheck.train.TrainerChoice;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.byhand.Kernels;
import java.util.OptionalInt;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which trainer does the steps, and with which kernels. */
final class TrainerOptions {
    @Option(
            names = "--trainer",
            paramLabel = "auto|by-hand|dl4j",
            description =
                    "dl4j: Deeplearning4j's fit; by-hand: the course's backpropagation, the fastest on a CPU. Default: auto,"
                            + " dl4j for images with ReLU and Adam, else by-hand.")
    private TrainerChoice trainer;

    @Option(
            names = "--kernels",
            paramLabel = "auto|sparse|dense|plain",
            description =
                    "With --trainer by-hand. sparse: lit pixels only, with the JDK's Vector API; dense: all pixels or columns, likewise; plain:"
                            + " plain Java, one thread. Default: auto, the fastest that runs here and suits the data.")
    private Kernels kernels;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** @return the method of a new run, with choices left open */
    TrainingMethod method(OptionalInt threads) {
        return method(TrainingMethod.byDefault(), threads);
    }

    /** @return the method of a run to resume, except for what the options change */
    TrainingMethod method(TrainingMethod saved, OptionalInt threads) {
        TrainerChoice choice = trainer == null ? saved.trainer() : trainer;
        if (kernels != null && choice == TrainerChoice.DL4J) {
            throw new ParameterException(
                    command.commandLine(),
                    "--kernels " + kernels.label() + " is for the trainer by hand, and here Deeplearning4j trains:"
                            + " add --trainer by-hand, or leave --kernels out.");
        }
        Kernels before = choice == saved.trainer() ? saved.kernels() : Kernels.AUTO;
        return new TrainingMethod(choice, kernels == null ? before : kernels, threads.orElse(saved.threads()));
    }
}
