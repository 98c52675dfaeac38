package dev.crosscheck.train;

import dev.crosscheck.nn.Setup;

/** The trainer to use. */
public enum TrainerChoice {
    /** {@link #DL4J} for images, if the network has the form of course section 5; else {@link #BY_HAND}. */
    AUTO,
    /** The course's own backpropagation, written by hand. */
    BY_HAND,
    /** DL4J's {@code fit}. */
    DL4J;

    /**
     * @param setup what is trained, and how
     * @param images whether it learns from images, and not from a table
     * @return which one trains; never {@link #AUTO}
     */
    public TrainerChoice resolved(Setup setup, boolean images) {
        return this == AUTO ? images && setup.hasCourseForm() ? DL4J : BY_HAND : this;
    }
}
