package dev.crosscheck.train;

/** The trainer to use. */
public enum TrainerChoice {
    /** {@link #DL4J}. */
    AUTO,
    /** The course's own backpropagation, written by hand, on the CPU. */
    BY_HAND,
    /** DL4J's {@code fit}. */
    DL4J;

    /** @return which one trains; never {@link #AUTO} */
    public TrainerChoice resolved() {
        return this == AUTO ? DL4J : this;
    }
}
