package dev.crosscheck.train;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Examples;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.device.Device;
import dev.crosscheck.limits.Members;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.TrainingSpec;
import dev.crosscheck.train.byhand.InputForm;
import dev.crosscheck.train.byhand.KernelChoice;
import dev.crosscheck.train.byhand.NetworkState;

/**
 * The trainer with its kernels and number of threads.
 *
 * @param trainer the trainer
 * @param kernels how the trainer by hand computes; with {@link TrainerChoice#DL4J} on the CPU {@link KernelChoice#DENSE} multiplies all pixels, and the
 *     others skip dark ones where that is faster
 * @param threads number of threads, at least 1; the trainer by hand uses at most one per slice, and DL4J's own layers on the CPU use one
 */
public record TrainingMethod(TrainerChoice trainer, KernelChoice kernels, int threads) {
    /** Four times the limit of {@code --threads}, since by default a run uses all processors. */
    private static final int MOST_THREADS = 4096;

    public TrainingMethod {
        Members.whole("threads", threads, 1, MOST_THREADS);
    }

    /** The trainer by hand, with all cores. */
    public static TrainingMethod byHand(KernelChoice kernels) {
        return new TrainingMethod(
                TrainerChoice.BY_HAND, kernels, Runtime.getRuntime().availableProcessors());
    }

    /** The trainer in DL4J, with all cores. */
    public static TrainingMethod dl4j() {
        return new TrainingMethod(
                TrainerChoice.DL4J, KernelChoice.AUTO, Runtime.getRuntime().availableProcessors());
    }

    /** The default, with all cores. */
    public static TrainingMethod byDefault() {
        return new TrainingMethod(
                TrainerChoice.AUTO, KernelChoice.AUTO, Runtime.getRuntime().availableProcessors());
    }

    /**
     * Returns the method that will be used: without auto, and with no more threads than can be used.
     *
     * @param device on which training will run
     * @param setup the network and how it is trained
     * @param examples to learn from
     * @param nd4jThreads threads for ND4J if DL4J trains on CUDA
     * @throws CrosscheckException if the trainer does not support such a network
     */
    public TrainingMethod resolve(Device device, Setup setup, Examples examples, int nd4jThreads) {
        trainer.requireTrains(setup);
        TrainerChoice used = trainer.on(device, setup, examples instanceof ImageSet);
        if (device == Device.CUDA_BY_HAND) {
            // The GPU adds in the order of the sparse kernels, with which the run can be resumed on a CPU.
            return new TrainingMethod(used, KernelChoice.SPARSE, threads);
        }
        if (used == TrainerChoice.BY_HAND) {
            KernelChoice resolved = kernels.resolve(
                    setup.network(), VariedImages.of(examples, setup.training().variation()));
            return new TrainingMethod(used, resolved, Math.min(threads, resolved.mostThreads(setup)));
        }
        if (device != Device.CPU) {
            return new TrainingMethod(used, KernelChoice.AUTO, nd4jThreads);
        }
        if (used == TrainerChoice.DL4J_STOCK) {
            return new TrainingMethod(used, KernelChoice.DENSE, 1);
        }
        return new TrainingMethod(
                used,
                kernels == KernelChoice.DENSE
                        ? KernelChoice.DENSE
                        : KernelChoice.AUTO.resolve(setup.network(), examples),
                threads);
    }

    /** @return a description of the method, for messages */
    public String words(Device device) {
        if (device == Device.CUDA_BY_HAND) {
            return "by hand, CUDA kernels with the sums of the sparse ones";
        }
        String count = threads + (threads == 1 ? " thread" : " threads");
        if (!trainer.inDl4j()) {
            return "by hand, " + count + ", " + kernels.label() + " kernels";
        }
        return trainer == TrainerChoice.DL4J && device == Device.CPU
                ? "Deeplearning4j's fit with Crosscheck's layers, " + count
                        + (kernels == KernelChoice.SPARSE ? ", lit pixels only" : "")
                : "Deeplearning4j's fit with its own layers, " + count;
    }

    @Override
    public String toString() {
        return words(Device.CPU);
    }

    /**
     * @return what the last digits of the results depend on, for a method returned by {@link #resolve}: the trainer by hand does not depend
     *     on device, kernels or threads, and DL4J on the CPU with layers that call the engine's kernels does not depend on threads
     */
    public String arithmetic(Device device, NetworkSpec network, Examples examples) {
        if (trainer == TrainerChoice.BY_HAND) {
            return "by hand, " + (kernels.input(network, examples) == InputForm.LIT ? "lit" : "all") + " inputs";
        }
        return trainer == TrainerChoice.DL4J && device == Device.CPU
                ? device + ", Deeplearning4j, " + (kernels.input(network, examples) == InputForm.LIT ? "lit" : "all")
                        + " pixels"
                : device + ", Deeplearning4j's own layers, threads " + threads;
    }

    /**
     * Creates a trainer.
     *
     * @param device on which ND4J was started, if DL4J trains; on CUDA Adam's ε has DL4J's placement
     * @param setup the network and how it is trained, with the examples' inputs, outputs and class weights
     * @param start initial state of the network; unchanged
     * @param batches examples to learn from
     */
    public Trainer newTrainer(Device device, Setup setup, NetworkState start, Batches batches) {
        Setup known = known(setup, batches.examples());
        TrainingMethod used = resolve(device, known, batches.examples(), threads);
        return used.trainer == TrainerChoice.BY_HAND
                ? new ByHandTrainer(used.kernels.network(known, start, batches, used.threads))
                : TrainerProvider.DL4J.trainer(used, device, known, start, batches);
    }

    /** @return the same with the values that the examples determine: inputs, outputs and, if they are balanced, class weights */
    public static Setup known(Setup setup, Examples examples) {
        TrainingSpec training = setup.training();
        if (training.classWeights().balanced()) {
            training = training.with(training.classWeights().of(examples.labels(), examples.classes()));
        }
        return new Setup(setup.network().of(examples.shape(), examples.outputs()), training);
    }
}
