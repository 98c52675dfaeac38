package dev.crosscheck.train;

/** Why training ended. */
public enum StopReason {
    EPOCHS,
    /** The validation loss has not reached a new minimum for the allowed number of epochs. */
    PATIENCE,
    TIME_LIMIT,
    /** The user, or the caller, asked the run to stop. */
    INTERRUPTED
}
