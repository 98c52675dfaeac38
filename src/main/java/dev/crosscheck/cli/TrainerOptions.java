package dev.crosscheck.cli;

import dev.crosscheck.byhand.Kernels;
import dev.crosscheck.train.TrainerChoice;
import dev.crosscheck.train.TrainingMethod;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** What does the steps of training. */
final class TrainerOptions {
    @Option(
            names = "--trainer",
            paramLabel = "auto|by-hand|dl4j",
            description =
                    "dl4j: Deeplearning4j's fit; by-hand: the course's backpropagation, the fastest on a CPU. Default: auto,"
                            + " which is dl4j.")
    private TrainerChoice trainer;

    @Option(
            names = "--kernels",
            paramLabel = "auto|sparse|blas|plain",
            description =
                    "What multiplies, by hand. sparse: lit pixels only, with the JDK's Vector API; blas: OpenBLAS; plain:"
                            + " plain Java. Default: auto, the first of these that runs here and suits the data.")
    private Kernels kernels;

    /** @return the method of a new run, with choices left open */
    TrainingMethod method(OptionalInt threads) {
        return method(TrainingMethod.byDefault(), threads);
    }

    /** @return the method of a run to resume, but for what the options change */
    TrainingMethod method(TrainingMethod saved, OptionalInt threads) {
        return new TrainingMethod(
                trainer == null ? saved.trainer() : trainer,
                kernels != null ? kernels : saved.trainer() == TrainerChoice.BY_HAND ? saved.kernels() : Kernels.AUTO,
                threads.orElse(saved.threads()));
    }
}
