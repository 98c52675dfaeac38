package dev.crosscheck.train;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Members;
import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Examples;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.Normalisation;
import dev.crosscheck.device.CudaWays;
import dev.crosscheck.device.Device;
import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.TrainingSpec;
import dev.crosscheck.train.byhand.InputForm;
import dev.crosscheck.train.byhand.Kernels;
import dev.crosscheck.train.byhand.NetworkState;
import dev.crosscheck.train.dl4j.DenseNetwork;
import java.util.Optional;

/**
 * The trainer with its kernels and number of threads.
 *
 * @param trainer the trainer
 * @param kernels how the trainer by hand computes; with {@link TrainerChoice#DL4J} on the CPU {@link Kernels#DENSE} multiplies all pixels, and the
 *     others skip dark ones where that is faster
 * @param threads number of threads, at least 1; the trainer by hand uses at most one per slice, and DL4J's own layers on the CPU use one
 */
public record TrainingMethod(TrainerChoice trainer, Kernels kernels, int threads) {
    /** Four times the limit of {@code --threads}, since by default a run uses all processors. */
    private static final int MOST_THREADS = 4096;

    /** @throws Members.Unfit if the number of threads is out of range */
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
     * Returns the method that will be used: without auto, and with no more threads than can be used.
     *
     * @param device on which training will run
     * @param setup the network and how it is trained
     * @param examples to learn from
     * @param nd4jThreads threads for ND4J if DL4J trains on CUDA
     * @throws CrosscheckException if the trainer does not support such a network
     */
    public TrainingMethod resolve(Device device, Setup setup, Examples examples, int nd4jThreads) {
        requireTrains(setup, examples instanceof ImageSet);
        if (device == Device.CUDA_BY_HAND) {
            // The GPU adds in the order of the sparse kernels, with which the run can be resumed on a CPU.
            return new TrainingMethod(TrainerChoice.BY_HAND, Kernels.SPARSE, threads);
        }
        if (trainer.resolved(setup, examples instanceof ImageSet) == TrainerChoice.BY_HAND) {
            Kernels resolved = kernels.resolve(examples);
            return new TrainingMethod(
                    TrainerChoice.BY_HAND, resolved, Math.min(threads, resolved.mostThreads(setup.network())));
        }
        if (device != Device.CPU) {
            return new TrainingMethod(trainer.resolved(setup, true), Kernels.AUTO, nd4jThreads);
        }
        return callsEngine(device, setup)
                ? new TrainingMethod(TrainerChoice.DL4J, forDl4j(setup, examples), threads)
                : new TrainingMethod(TrainerChoice.DL4J_STOCK, Kernels.DENSE, Nd4jRuntime.BEST_THREADS);
    }

    /**
     * @param setup the network and how it is trained
     * @param images whether it learns from images
     * @throws CrosscheckException if the trainer does not support such a network
     */
    public void requireTrains(Setup setup, boolean images) {
        if (!trainer.inDl4j()) {
            return;
        }
        String asked = trainer == TrainerChoice.DL4J ? "--trainer dl4j" : "--layers stock";
        if (setup.training().folds() > 0) {
            throw new CrosscheckException(
                    asked + " trains one network, and --folds asks for "
                            + setup.training().folds() + ".",
                    "Leave out one of them: folds are trained by hand.");
        }
        DenseNetwork.obstacle(setup, trainer == TrainerChoice.DL4J).ifPresent(reason -> {
            throw new CrosscheckException(
                    asked + " does not train this network, " + setup + ": " + reason + ".",
                    "Leave out " + asked + ": it is trained by hand.");
        });
    }

    /** Whether DL4J trains with layers that call the engine's kernels. */
    private boolean callsEngine(Device device, Setup setup) {
        return trainer != TrainerChoice.DL4J_STOCK && device == Device.CPU && setup.isPlainReluClassifierByAdam();
    }

    /**
     * @param images whether it learns from images
     * @return the ways in which this method can use a GPU, as far as this does not depend on the data
     */
    public CudaWays waysToGpu(Setup setup, boolean images) {
        Optional<String> notNd4j = Optional.empty();
        if (trainer == TrainerChoice.BY_HAND) {
            notNd4j = Optional.of("--trainer by-hand does not use it");
        } else if (trainer.resolved(setup, images) == TrainerChoice.BY_HAND) {
            notNd4j = Optional.of("by default " + (images ? "such a network" : "a table") + " is trained by hand"
                    + (DenseNetwork.obstacle(setup, true).isEmpty() ? ", unless --trainer dl4j asks for it" : ""));
        }
        Optional<String> notByHand = Optional.empty();
        if (trainer.inDl4j()) {
            notByHand = Optional.of("--trainer dl4j does not use it");
        } else if (!images) {
            notByHand = Optional.of("by hand tables are trained on the CPU");
        } else if (kernels == Kernels.DENSE || kernels == Kernels.PLAIN) {
            notByHand = Optional.of("the run's " + kernels.label() + " kernels are the CPU's");
        } else if (!setup.isPlainReluClassifier()) {
            notByHand = Optional.of(
                    "by hand ReLU layers are trained there, without dropout and weights of classes, and this"
                            + " network is "
                            + setup);
        }
        return new CudaWays(notNd4j, notByHand);
    }

    /** For the digit network, InputDense can skip dark pixels. */
    private Kernels forDl4j(Setup setup, Examples examples) {
        return kernels == Kernels.DENSE ? Kernels.DENSE : Kernels.AUTO.resolve(examples);
    }

    /** @return how pixels are normalised, if dark ones are skipped; else null */
    private Normalisation pixels(Setup setup, Examples examples) {
        return examples instanceof ImageSet images && forDl4j(setup, images).input(images) == InputForm.LIT
                ? images.form().normalisation()
                : null;
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
                        + (kernels == Kernels.SPARSE ? ", lit pixels only" : "")
                : "Deeplearning4j's fit with its own layers, " + count;
    }

    /** @return a description of the method on the CPU */
    @Override
    public String toString() {
        return words(Device.CPU);
    }

    /**
     * @return what the last digits of the results depend on, for a method returned by {@link #resolve}: the trainer by hand does not depend
     *     on device, kernels or threads, and DL4J on the CPU with layers that call the engine's kernels does not depend on threads
     */
    public String arithmetic(Device device, Examples examples) {
        if (trainer == TrainerChoice.BY_HAND) {
            return "by hand, " + (kernels.input(examples) == InputForm.LIT ? "lit" : "all") + " inputs";
        }
        return trainer == TrainerChoice.DL4J && device == Device.CPU
                ? device + ", Deeplearning4j, " + (kernels.input(examples) == InputForm.LIT ? "lit" : "all") + " pixels"
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
        Examples examples = batches.examples();
        Setup known = known(setup, examples);
        requireTrains(known, examples instanceof ImageSet);
        if (trainer.resolved(known, examples instanceof ImageSet) == TrainerChoice.BY_HAND) {
            return byHand(known, start, batches);
        }
        DenseNetwork plan = new DenseNetwork(known);
        return callsEngine(device, known)
                ? new Dl4jTrainer(plan, device, plan.callingEngine(start, pixels(known, examples)), batches, threads)
                : new Dl4jTrainer(plan, device, plan.of(start), batches, 1);
    }

    /** Creates a trainer by hand on the CPU. */
    Trainer byHand(Setup setup, NetworkState start, Batches batches) {
        Setup known = known(setup, batches.examples());
        return new ByHandTrainer(kernels.network(known, start, batches, threads), known.network());
    }

    /** @return the same with the values that the examples determine: inputs, outputs and, if they are balanced, class weights */
    public static Setup known(Setup setup, Examples examples) {
        TrainingSpec training = setup.training();
        if (training.classWeights().balanced()) {
            training = training.with(training.classWeights().of(examples.labels(), examples.classes()));
        }
        return new Setup(setup.network().of(examples.features(), examples.outputs()), training);
    }
}
