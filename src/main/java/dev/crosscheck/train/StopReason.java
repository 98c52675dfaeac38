package dev.crosscheck.train;

/** Why training ended. */
public enum StopReason {
    /** All epochs are done. */
    EPOCHS,
    /** The accuracy on the validation images is what was asked for. */
    TARGET_ACCURACY,
    /** The loss on the validation images has not fallen for as many epochs as allowed. */
    PATIENCE,
    /** The time is used up. */
    TIME_LIMIT,
    /** It was asked to stop. */
    INTERRUPTED
}
