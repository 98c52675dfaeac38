package dev.crosscheck.cli;

import dev.crosscheck.byhand.Kernels;
import dev.crosscheck.device.Device;
import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.train.TrainerChoice;
import dev.crosscheck.train.TrainingMethod;
import java.util.OptionalInt;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What does the steps of training. */
final class TrainerOptions {
    @Option(
            names = "--trainer",
            paramLabel = "auto|by-hand|dl4j",
            description =
                    "by-hand: the course's backpropagation, on the CPU; dl4j: Deeplearning4j's fit. Default: auto,"
                            + " which is by-hand on the CPU and dl4j on CUDA.")
    private TrainerChoice trainer;

    @Option(
            names = "--kernels",
            paramLabel = "auto|sparse|blas|plain",
            description =
                    "What multiplies, with --trainer by-hand. sparse: lit pixels only, with the JDK's Vector API; blas: OpenBLAS; plain:"
                            + " plain Java. Default: auto, the first of these that runs here and suits the data.")
    private Kernels kernels;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** @return the method of a new run on a device, with choices left open */
    TrainingMethod method(Device device, OptionalInt threads) {
        return method(TrainingMethod.fastest(), device, threads);
    }

    /** @return the method of a run to resume on a device, but for what the options change */
    TrainingMethod method(TrainingMethod saved, Device device, OptionalInt threads) {
        TrainerChoice choice = trainer == null ? saved.trainer() : trainer;
        if (kernels != null && choice.on(device) == TrainerChoice.DL4J) {
            throw new ParameterException(
                    command.commandLine(),
                    "--kernels " + kernels.label() + " is for the trainer by hand, and here Deeplearning4j trains:"
                            + " add --trainer by-hand, or leave --kernels out.");
        }
        return new TrainingMethod(choice, kernels == null ? saved.kernels() : kernels, threads.orElse(saved.threads()));
    }

    /** @return threads for ND4J before it is known what trains: the trainer by hand has threads of its own */
    int nd4jThreads(int asked) {
        return trainer == TrainerChoice.DL4J ? asked : Nd4jRuntime.BEST_THREADS;
    }
}
