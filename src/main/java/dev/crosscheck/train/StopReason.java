package dev.crosscheck.train;

/** Why training ended. */
public enum StopReason {
    /** All epochs are done. */
    EPOCHS,
    /** The validation accuracy has reached its target. */
    TARGET_ACCURACY,
    /** The validation loss has not fallen for as many epochs as allowed. */
    PATIENCE,
    /** The time limit is reached. */
    TIME_LIMIT,
    /** It was asked to stop. */
    INTERRUPTED
}
