package dev.crosscheck.train;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.device.Device;
import dev.crosscheck.nn.optim.Adam;
import dev.crosscheck.train.byhand.ByHandNetwork;
import dev.crosscheck.train.byhand.Kernels;
import dev.crosscheck.train.byhand.NetworkState;
import dev.crosscheck.train.dl4j.DigitNetwork;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Which trainer is used, with which kernels and how many threads.
 *
 * @param trainer which trainer
 * @param kernels implementation of the products in the trainer by hand; with DL4J on the CPU {@link Kernels#SPARSE} skips
 *     dark pixels if it can, {@link Kernels#AUTO} if that is faster, and the others multiply all pixels
 * @param threads threads that share the work, at least 1; by hand, more than there are slices are not used
 */
public record TrainingMethod(TrainerChoice trainer, Kernels kernels, int threads) {

    /** The trainer by hand, with all cores. */
    public static TrainingMethod byHand(Kernels kernels) {
        return new TrainingMethod(
                TrainerChoice.BY_HAND, kernels, Runtime.getRuntime().availableProcessors());
    }

    /** The trainer in DL4J, with all cores. */
    public static TrainingMethod dl4j() {
        return new TrainingMethod(
                TrainerChoice.DL4J, Kernels.AUTO, Runtime.getRuntime().availableProcessors());
    }

    /** The default, with all cores. */
    public static TrainingMethod byDefault() {
        return new TrainingMethod(
                TrainerChoice.AUTO, Kernels.AUTO, Runtime.getRuntime().availableProcessors());
    }

    /**
     * The method that will really be used: nothing left on auto, and no more threads than can be used.
     *
     * @param device what ND4J was started on
     * @param hidden hidden units
     * @param images training images
     * @param nd4jThreads ND4J's threads, used if DL4J trains on CUDA
     */
    public TrainingMethod resolve(Device device, int hidden, ImageSet images, int nd4jThreads) {
        if (trainer.resolved() == TrainerChoice.BY_HAND) {
            return new TrainingMethod(
                    TrainerChoice.BY_HAND,
                    kernels.resolve(images),
                    Math.min(threads, ByHandNetwork.mostThreads(List.of(hidden))));
        }
        return device == Device.CPU
                ? new TrainingMethod(TrainerChoice.DL4J, forDl4j(images), threads)
                : new TrainingMethod(TrainerChoice.DL4J, Kernels.AUTO, nd4jThreads);
    }

    private Kernels forDl4j(ImageSet images) {
        boolean all = kernels == Kernels.BLAS || kernels == Kernels.PLAIN;
        return all ? kernels : Kernels.AUTO.resolve(images);
    }

    @Override
    public String toString() {
        String count = threads + (threads == 1 ? " thread" : " threads");
        return trainer == TrainerChoice.DL4J
                ? "Deeplearning4j, " + count + (kernels == Kernels.SPARSE ? ", lit pixels only" : "")
                : "by hand, " + count + ", " + kernels.label() + " kernels";
    }

    /** @return what the last digits of the numbers depend on; on the CPU not on the number of threads */
    public String arithmetic(Device device) {
        if (trainer.resolved() == TrainerChoice.BY_HAND) {
            return device + ", by hand, " + kernels.label() + " kernels";
        }
        return device == Device.CPU
                ? device + ", Deeplearning4j, " + (kernels == Kernels.SPARSE ? "lit" : "all") + " pixels"
                : device + ", Deeplearning4j, threads " + threads;
    }

    /**
     * Creates a trainer, with Adam's epsilon on the raw root.
     *
     * @param device what ND4J was started on, if DL4J trains
     * @param config gives hidden units and the initial learning rate
     * @param start what the network starts from; unchanged
     * @param batches training images
     */
    public Trainer newTrainer(Device device, TrainingConfig config, NetworkState start, Batches batches) {
        return newTrainer(device, List.of(config.hidden()), config.learningRate(), start, batches, Adam.Epsilon.ON_RAW);
    }

    /** The same for given sizes and placement of Adam's epsilon; on CUDA the placement is always DL4J's. */
    public Trainer newTrainer(
            Device device,
            List<Integer> hidden,
            double learningRate,
            NetworkState start,
            Batches batches,
            Adam.Epsilon epsilonPlacement) {
        if (trainer.resolved() == TrainerChoice.BY_HAND) {
            return new ByHandTrainer(start, hidden, batches, threads, kernels, epsilonPlacement);
        }
        if (hidden.size() > 1) {
            throw new IllegalArgumentException("several hidden layers in DL4J: " + hidden);
        }
        MultiLayerNetwork network = DigitNetwork.of(start, batches.images().features(), hidden.get(0), learningRate);
        return device == Device.CPU
                ? Dl4jTrainer.tuned(
                        network, batches, forDl4j(batches.images()) == Kernels.SPARSE, threads, epsilonPlacement)
                : new Dl4jTrainer(device, network, batches);
    }
}
