package dev.crosscheck.train;

import dev.crosscheck.nn.Setup;

/** The user's choice of the trainer. */
public enum TrainerChoice {
    /** {@link #DL4J} for images, if the network has the form of course section 5; else {@link #BY_HAND}. */
    AUTO,
    /** The hand-written backpropagation of the course. */
    BY_HAND,
    /** DL4J's {@code fit}; for digits on the CPU with layers that call the engine's kernels. */
    DL4J,
    /** DL4J's {@code fit} with its own layers and updater everywhere. */
    DL4J_STOCK;

    /** @return whether it is DL4J's {@code fit} */
    public boolean inDl4j() {
        return this == DL4J || this == DL4J_STOCK;
    }

    /**
     * @param setup the network and how it is trained
     * @param images whether it learns from images, not from a table
     * @return the trainer to use; never {@link #AUTO}
     */
    public TrainerChoice resolved(Setup setup, boolean images) {
        return this == AUTO ? images && setup.isPlainReluClassifierByAdam() ? DL4J : BY_HAND : this;
    }
}
