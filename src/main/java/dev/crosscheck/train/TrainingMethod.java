package dev.crosscheck.train;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Members;
import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Examples;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.Normalisation;
import dev.crosscheck.device.CudaWays;
import dev.crosscheck.device.Device;
import dev.crosscheck.nn.ClassWeights;
import dev.crosscheck.nn.NetworkForm;
import dev.crosscheck.nn.optim.Adam;
import dev.crosscheck.train.byhand.InputForm;
import dev.crosscheck.train.byhand.Kernels;
import dev.crosscheck.train.byhand.NetworkState;
import dev.crosscheck.train.dl4j.DenseNetwork;
import java.util.List;
import java.util.Optional;

/**
 * Which trainer is used, with which kernels and how many threads.
 *
 * @param trainer which trainer
 * @param kernels how the trainer by hand computes; with DL4J on the CPU {@link Kernels#DENSE} multiplies all pixels, and the others leave
 *     dark ones out where that is faster
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
        requireTrains(network, examples instanceof ImageSet);
        if (device.isCudaByHand()) {
            // Whose sums have the order of the sparse kernels, on which the run can be resumed on a CPU.
            return new TrainingMethod(TrainerChoice.BY_HAND, Kernels.SPARSE, threads);
        }
        if (trainer.resolved(network, examples instanceof ImageSet) == TrainerChoice.BY_HAND) {
            Kernels resolved = kernels.resolve(examples, network);
            return new TrainingMethod(
                    TrainerChoice.BY_HAND, resolved, Math.min(threads, resolved.mostThreads(network)));
        }
        return device == Device.CPU
                ? new TrainingMethod(TrainerChoice.DL4J, forDl4j(network, examples), threads)
                : new TrainingMethod(TrainerChoice.DL4J, Kernels.AUTO, nd4jThreads);
    }

    /**
     * @param network what is to be trained
     * @param images whether it learns from images
     * @throws CrosscheckException if the trainer does not train such a network, or has no kernels to choose from
     */
    public void requireTrains(NetworkForm network, boolean images) {
        if (trainer == TrainerChoice.AUTO
                && kernels != Kernels.AUTO
                && trainer.resolved(network, images) == TrainerChoice.DL4J) {
            throw new CrosscheckException(
                    "--kernels " + kernels.label() + " is for the trainer by hand, and here Deeplearning4j trains.",
                    "Add --trainer by-hand, or leave --kernels out.");
        }
        if (trainer == TrainerChoice.DL4J) {
            DenseNetwork.obstacle(network).ifPresent(reason -> {
                throw new CrosscheckException(
                        "--trainer dl4j does not train this network, " + network + ": " + reason + ".",
                        "Leave out --trainer dl4j: it is trained by hand.");
            });
        }
    }

    /**
     * @param images whether it learns from images
     * @return which ways to a GPU this method has for a network, as far as it does not depend on the data
     */
    public CudaWays waysToGpu(NetworkForm network, boolean images) {
        Optional<String> notNd4j = Optional.empty();
        if (trainer == TrainerChoice.BY_HAND) {
            notNd4j = Optional.of("--trainer by-hand does not use it");
        } else if (trainer.resolved(network, images) == TrainerChoice.BY_HAND) {
            notNd4j = Optional.of("by default " + (images ? "such a network" : "a table") + " is trained by hand"
                    + (DenseNetwork.obstacle(network).isEmpty() ? ", unless --trainer dl4j asks for it" : ""));
        }
        Optional<String> notByHand = Optional.empty();
        if (trainer == TrainerChoice.DL4J) {
            notByHand = Optional.of("--trainer dl4j does not use it");
        } else if (!images) {
            notByHand = Optional.of("by hand tables are trained on the CPU");
        } else if (kernels == Kernels.DENSE || kernels == Kernels.PLAIN) {
            notByHand = Optional.of("--kernels " + kernels.label() + " runs on the CPU");
        } else if (!network.hasCourseForm()) {
            notByHand = Optional.of(
                    "by hand ReLU layers are trained there, with Adam and without dropout, and this network is "
                            + network);
        }
        return new CudaWays(notNd4j, notByHand);
    }

    /** Of the network of digits our first layer can leave dark pixels out. */
    private Kernels forDl4j(NetworkForm network, Examples examples) {
        boolean all = !network.hasCourseForm() || kernels == Kernels.DENSE;
        return all ? Kernels.DENSE : Kernels.AUTO.resolve(examples, network);
    }

    /** @return how pixels are normalised, if dark ones are to be left out; else null */
    private Normalisation pixels(NetworkForm network, Examples examples) {
        return examples instanceof ImageSet images && forDl4j(network, images).input(images) == InputForm.LIT
                ? images.form().normalisation()
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

    /**
     * @return what the last digits of the numbers depend on, for a method that {@link #resolve} gave: by hand neither on the device nor on
     *     the kernels or threads, in DL4J on the CPU not on the threads
     */
    public String arithmetic(Device device, Examples examples) {
        if (trainer == TrainerChoice.BY_HAND) {
            return "by hand, " + (kernels.input(examples) == InputForm.LIT ? "lit" : "all") + " inputs";
        }
        return device == Device.CPU
                ? device + ", Deeplearning4j, " + (kernels.input(examples) == InputForm.LIT ? "lit" : "all") + " pixels"
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
        Examples examples = batches.examples();
        requireTrains(plan.form(), examples instanceof ImageSet);
        if (trainer.resolved(plan.form(), examples instanceof ImageSet) == TrainerChoice.BY_HAND) {
            return new ByHandTrainer(kernels.network(plan.settings(epsilonPlacement), start, batches, threads), plan);
        }
        Normalisation pixels = pixels(plan.form(), examples);
        return Dl4jTrainer.of(plan, start, device, batches, pixels, threads, epsilonPlacement);
    }
}
