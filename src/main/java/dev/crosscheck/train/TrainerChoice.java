package dev.crosscheck.train;

import dev.crosscheck.nn.Setup;

/** The user's choice of the trainer. */
public enum TrainerChoice {
    /** {@link #DL4J} for images, if the network has the form of course section 5; else {@link #BY_HAND}. */
    AUTO,
    /** The hand-written backpropagation of the course. */
    BY_HAND,
    /** DL4J's {@code fit}. */
    DL4J;

    /**
     * @param setup the network and how it is trained
     * @param images whether it learns from images, not from a table
     * @return the trainer to use; never {@link #AUTO}
     */
    public TrainerChoice resolved(Setup setup, boolean images) {
        return this == AUTO ? images && setup.hasCourseForm() ? DL4J : BY_HAND : this;
    }
}
