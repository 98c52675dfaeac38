package dev.crosscheck.train;

import dev.crosscheck.byhand.ByHandNetwork;
import dev.crosscheck.byhand.Kernels;
import dev.crosscheck.data.Batches;
import dev.crosscheck.device.Device;
import dev.crosscheck.nn.optim.Adam;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * What does the steps of training, and with what.
 *
 * @param trainer which trainer
 * @param kernels what multiplies, in the trainer by hand
 * @param threads threads of the trainer by hand, at least 1
 */
public record TrainingMethod(TrainerChoice trainer, Kernels kernels, int threads) {

    /** The one by hand, with all cores. */
    public static TrainingMethod byHand(Kernels kernels) {
        return new TrainingMethod(
                TrainerChoice.BY_HAND, kernels, Runtime.getRuntime().availableProcessors());
    }

    /** DL4J's. */
    public static TrainingMethod dl4j() {
        return new TrainingMethod(TrainerChoice.DL4J, null, 1);
    }

    /** What is fastest on this machine. */
    public static TrainingMethod fastest() {
        return new TrainingMethod(
                TrainerChoice.AUTO, Kernels.AUTO, Runtime.getRuntime().availableProcessors());
    }

    /**
     * The method as it will really be: no choice is left open, and no more threads than can be used.
     *
     * @param device what ND4J was started on
     * @param hidden hidden units
     * @param batches what to learn from
     */
    public TrainingMethod resolve(Device device, int hidden, Batches batches) {
        return trainer.on(device) == TrainerChoice.DL4J
                ? new TrainingMethod(TrainerChoice.DL4J, null, threads)
                : new TrainingMethod(
                        TrainerChoice.BY_HAND,
                        kernels.resolve(batches),
                        Math.min(threads, ByHandNetwork.mostThreads(hidden)));
    }

    /** Makes what does the steps, with Adam's epsilon on the raw root. */
    Learner learner(Device device, MultiLayerNetwork start, Batches batches) {
        return learner(device, start, batches, Adam.Epsilon.ON_RAW);
    }

    /** The same with Adam's epsilon where another program has it, on the CPU. */
    Learner learner(Device device, MultiLayerNetwork start, Batches batches, Adam.Epsilon home) {
        return trainer.on(device) == TrainerChoice.DL4J
                ? new Dl4jLearner(device, start, batches, home)
                : new ByHandLearner(start, batches, threads, kernels, home);
    }
}
