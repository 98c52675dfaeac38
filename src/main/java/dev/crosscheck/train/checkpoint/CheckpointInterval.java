package dev.crosscheck.train.checkpoint;

/**
 * How often a checkpoint is kept.
 *
 * @param count every how many, at least 1
 * @param unit of what
 */
public record CheckpointInterval(int count, Unit unit) {

    /** What is counted. */
    public enum Unit {
        /** Whole epochs, their tests included. */
        EPOCHS,
        /** Steps of the run. */
        STEPS
    }

    /** @return whether it is time; {@code epochs} and {@code steps} are those of the run done so far */
    public boolean isDue(int epochs, int steps, boolean epochEnded) {
        return unit == Unit.EPOCHS ? epochEnded && epochs % count == 0 : steps % count == 0;
    }
}
