package dev.crosscheck.train;

/** Why training ended. */
public enum StopReason {
    /** All epochs are done. */
    EPOCHS,
    /** The validation accuracy has reached its target. */
    TARGET_ACCURACY,
    /** The validation loss has not reached a new minimum for the allowed number of epochs. */
    PATIENCE,
    /** The time limit is reached. */
    TIME_LIMIT,
    /** The user, or the caller, asked the run to stop. */
    INTERRUPTED
}
