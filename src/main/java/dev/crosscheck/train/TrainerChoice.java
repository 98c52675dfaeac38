package dev.crosscheck.train;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.device.CudaWays;
import dev.crosscheck.device.Device;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.train.byhand.KernelChoice;
import java.util.Optional;

/**
 * The user's choice of the trainer, and what follows from it. Trainer and device decide each other: DL4J and the engine each have a way of
 * their own to a GPU, and the GPU that is there may be one that only the other can use. So first {@link #requireTrains} refuses what was
 * asked for and cannot be, then {@link #waysToGpu} says which ways are open, by which the device is chosen, and then {@link #on} says what
 * trains there.
 */
public enum TrainerChoice {
    /** {@link #DL4J} for images, if the network has the form of course section 5; else {@link #BY_HAND}. */
    AUTO,
    /** The hand-written backpropagation of the course. */
    BY_HAND,
    /** DL4J's {@code fit}; for digits on the CPU with layers that call the engine's kernels. */
    DL4J,
    /** DL4J's {@code fit} with its own layers and updater everywhere. */
    DL4J_STOCK;

    public boolean inDl4j() {
        return this == DL4J || this == DL4J_STOCK;
    }

    /**
     * @param setup the network and how it is trained
     * @throws CrosscheckException if this is DL4J, and it does not support such a network
     */
    public void requireTrains(Setup setup) {
        if (!inDl4j()) {
            return;
        }
        String asked = this == DL4J ? "--trainer dl4j" : "--layers stock";
        if (setup.training().folds() > 0) {
            throw new CrosscheckException(
                    asked + " trains one network, and --folds asks for "
                            + setup.training().folds() + ".",
                    "Leave out one of them: folds are trained by hand.");
        }
        TrainerProvider.DL4J.obstacle(setup, this == DL4J).ifPresent(reason -> {
            throw new CrosscheckException(
                    asked + " does not train this network, " + setup + ": " + reason + ".",
                    "Leave out " + asked + ": it is trained by hand.");
        });
    }

    /**
     * @param setup the network and how it is trained
     * @param images whether it learns from images, not from a table
     * @param kernels of the trainer by hand
     * @return the ways in which a GPU can be used, as far as this does not depend on the data
     */
    public CudaWays waysToGpu(Setup setup, boolean images, KernelChoice kernels) {
        Optional<String> notNd4j = Optional.empty();
        if (this == BY_HAND) {
            notNd4j = Optional.of("--trainer by-hand does not use it");
        } else if (on(Device.CUDA, setup, images) == BY_HAND) {
            notNd4j = Optional.of("by default " + (images ? "such a network" : "a table") + " is trained by hand"
                    + (TrainerProvider.DL4J.obstacle(setup, true).isEmpty()
                            ? ", unless --trainer dl4j asks for it"
                            : ""));
        }
        Optional<String> notByHand = Optional.empty();
        if (inDl4j()) {
            notByHand = Optional.of("--trainer dl4j does not use it");
        } else if (!images) {
            notByHand = Optional.of("by hand tables are trained on the CPU");
        } else if (setup.network().beginsWithConvolution()) {
            notByHand = Optional.of("by hand convolutions are trained on the CPU");
        } else if (kernels == KernelChoice.DENSE || kernels == KernelChoice.PLAIN) {
            notByHand = Optional.of("the run's " + kernels.label() + " kernels are the CPU's");
        } else if (!setup.hasGpuKernels()) {
            notByHand = Optional.of(
                    "by hand ReLU layers are trained there, without dropout, weights of classes and shifts, and this"
                            + " network is "
                            + setup);
        }
        return new CudaWays(notNd4j, notByHand);
    }

    /**
     * @param device on which training will run
     * @param setup the network and how it is trained
     * @param images whether it learns from images, not from a table
     * @return the trainer to use, never {@link #AUTO}; {@link #DL4J} on the CPU only if its layers call the engine
     */
    public TrainerChoice on(Device device, Setup setup, boolean images) {
        if (device == Device.CUDA_BY_HAND) {
            return BY_HAND;
        }
        TrainerChoice chosen = this != AUTO ? this : images && setup.hasEngineLayers() ? DL4J : BY_HAND;
        return chosen == DL4J && device == Device.CPU && !setup.hasEngineLayers() ? DL4J_STOCK : chosen;
    }
}
