package dev.crosscheck.train;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Members;
import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Examples;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.device.CudaWays;
import dev.crosscheck.device.Device;
import dev.crosscheck.nn.ClassWeights;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.NetworkForm;
import dev.crosscheck.nn.optim.Adam;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.train.byhand.ByHandNetwork;
import dev.crosscheck.train.byhand.Kernels;
import dev.crosscheck.train.byhand.NetworkState;
import dev.crosscheck.train.dl4j.DenseNetwork;
import java.util.List;
import java.util.Optional;

/**
 * Which trainer is used, with which kernels and how many threads.
 *
 * @param trainer which trainer
 * @param kernels implementation of the products in the trainer by hand; with DL4J on the CPU {@link Kernels#SPARSE} skips
 *     dark pixels if it can, {@link Kernels#AUTO} if that is faster, and the others multiply all pixels
 * @param threads threads that share the work, at least 1; by hand, more than there are slices are not used
 */
public record TrainingMethod(TrainerChoice trainer, Kernels kernels, int threads) {
    /** Four times the limit of {@code --threads}: by default a run uses all processors, however many there are. */
    private static final int MOST_THREADS = 4096;

    /** @throws Members.Unfit if there are too few threads, or too many */
    public TrainingMethod {
        Members.whole("threads", threads, 1, MOST_THREADS);
    }

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
     * @param device where training is to run
     * @param network what is trained
     * @param examples what to learn from
     * @param nd4jThreads threads for ND4J, should DL4J train on CUDA
     * @throws CrosscheckException if the trainer does not train such a network
     */
    public TrainingMethod resolve(Device device, NetworkForm network, Examples examples, int nd4jThreads) {
        requireTrains(network);
        if (device.isCudaByHand()) {
            // Whose sums have the order of the sparse kernels, on which the run can be resumed on a CPU.
            return new TrainingMethod(TrainerChoice.BY_HAND, Kernels.SPARSE, threads);
        }
        if (trainer.resolved() == TrainerChoice.BY_HAND) {
            return new TrainingMethod(
                    TrainerChoice.BY_HAND,
                    kernels.resolve(examples),
                    Math.min(threads, ByHandNetwork.mostThreads(network.hidden())));
        }
        return device == Device.CPU
                ? new TrainingMethod(TrainerChoice.DL4J, forDl4j(network, examples), threads)
                : new TrainingMethod(TrainerChoice.DL4J, Kernels.AUTO, nd4jThreads);
    }

    /**
     * @param network what is to be trained
     * @throws CrosscheckException if the trainer does not train such a network
     */
    public void requireTrains(NetworkForm network) {
        if (trainer.resolved() == TrainerChoice.BY_HAND && !isTrainedByHand(network)) {
            throw new CrosscheckException(
                    "--trainer by-hand trains one or more hidden ReLU layers with Adam, without dropout or class weights; this one is "
                            + network + ".",
                    "Leave out --trainer by-hand: Deeplearning4j trains it.");
        }
    }

    /** @return whether the trainer by hand can train a network, from whatever parameters it starts */
    public static boolean isTrainedByHand(NetworkForm network) {
        return !network.hidden().isEmpty()
                && network.activation() == Elementwise.RELU
                && network.loss() == Loss.CATEGORICAL_CROSS_ENTROPY
                && network.optimizer() == OptimizerSpec.Kind.ADAM
                && network.dropout() == 0
                && network.classWeights() == ClassWeights.NONE;
    }

    /** @return which ways to a GPU this method has for a network, as far as it does not depend on the data */
    public CudaWays waysToGpu(NetworkForm network) {
        Optional<String> notNd4j =
                trainer == TrainerChoice.BY_HAND ? Optional.of("--trainer by-hand does not use it") : Optional.empty();
        Optional<String> notByHand = Optional.empty();
        if (trainer == TrainerChoice.DL4J) {
            notByHand = Optional.of("--trainer dl4j does not use it");
        } else if (kernels == Kernels.BLAS || kernels == Kernels.PLAIN) {
            notByHand = Optional.of("--kernels " + kernels.label() + " runs on the CPU");
        } else if (!isTrainedByHand(network)) {
            notByHand = Optional.of(
                    "by hand ReLU layers are trained, with Adam and without dropout, and this network is " + network);
        }
        return new CudaWays(notNd4j, notByHand);
    }

    /** Our first layer, which can leave dark pixels out, has ReLU. */
    private Kernels forDl4j(NetworkForm network, Examples examples) {
        if (network.hidden().isEmpty() || network.activation() != Elementwise.RELU) {
            return Kernels.BLAS;
        }
        boolean all = kernels == Kernels.BLAS || kernels == Kernels.PLAIN;
        return all ? kernels : Kernels.AUTO.resolve(examples);
    }

    /** @return the value of dark pixels, if they are to be left out; else null */
    private Float background(NetworkForm network, Examples examples) {
        return examples instanceof ImageSet images && forDl4j(network, images) == Kernels.SPARSE
                ? images.form().normalisation().of(0)
                : null;
    }

    /** @return how training goes, for people */
    public String words(Device device) {
        return device.isCudaByHand() ? "by hand, CUDA kernels with the sums of the sparse ones" : toString();
    }

    @Override
    public String toString() {
        String count = threads + (threads == 1 ? " thread" : " threads");
        return trainer == TrainerChoice.DL4J
                ? "Deeplearning4j, " + count + (kernels == Kernels.SPARSE ? ", lit pixels only" : "")
                : "by hand, " + count + ", " + kernels.label() + " kernels";
    }

    /** @return what the last digits of the numbers depend on: by hand not on the device, on the CPU not on the number of threads */
    public String arithmetic(Device device) {
        if (trainer.resolved() == TrainerChoice.BY_HAND) {
            return "by hand, " + kernels.label() + " kernels";
        }
        return device == Device.CPU
                ? device + ", Deeplearning4j, " + (kernels == Kernels.SPARSE ? "lit" : "all") + " pixels"
                : device + ", Deeplearning4j, threads " + threads;
    }

    /**
     * Creates a trainer, with Adam's epsilon on the raw root.
     *
     * @param device what ND4J was started on, if DL4J trains
     * @param config network, seed and the learning rate at the start
     * @param start what the network starts from; unchanged
     * @param batches training images
     */
    public Trainer newTrainer(Device device, TrainingConfig config, NetworkState start, Batches batches) {
        Examples examples = batches.examples();
        DenseNetwork plan = new DenseNetwork(
                config.network(),
                examples.features(),
                examples.outputs(),
                config.learningRate(),
                config.seed(),
                classWeights(config.network(), examples));
        return newTrainer(device, plan, start, batches, Adam.Epsilon.ON_RAW);
    }

    /** @return how much a row of each class counts, by the rows to learn from; none where all are the same */
    static List<Double> classWeights(NetworkForm network, Examples examples) {
        return network.classWeights() == ClassWeights.NONE
                ? List.of()
                : network.classWeights().of(examples.labels(), examples.classes());
    }

    /** The same with any placement of Adam's epsilon; on CUDA the placement is always DL4J's. */
    public Trainer newTrainer(
            Device device, DenseNetwork plan, NetworkState start, Batches batches, Adam.Epsilon epsilonPlacement) {
        requireTrains(plan.form());
        if (trainer.resolved() == TrainerChoice.BY_HAND) {
            return new ByHandTrainer(start, plan.form().hidden(), batches, threads, kernels, epsilonPlacement);
        }
        Float background = background(plan.form(), batches.examples());
        return Dl4jTrainer.of(plan, start, device, batches, background, threads, epsilonPlacement);
    }
}
