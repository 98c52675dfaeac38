package dev.crosscheck.train;

/**
 * How often a checkpoint is saved.
 *
 * @param count units between checkpoints, at least 1
 * @param unit epochs or steps
 */
public record CheckpointInterval(int count, Unit unit) {

    public enum Unit {
        EPOCHS,
        STEPS
    }

    /**
     * @param steps steps of the run done so far
     * @return number of steps until {@link #isDue} must be asked again, at most
     */
    int stepsToNext(int steps) {
        return unit == Unit.EPOCHS ? Integer.MAX_VALUE : count - steps % count;
    }

    /**
     * Must be called after each step except an epoch's last, and after each epoch.
     *
     * @param epochs epochs of the run done so far
     * @param steps steps of the run done so far
     * @param epochEnded whether an epoch and its tests have just ended
     * @return whether a checkpoint is due
     */
    public boolean isDue(int epochs, int steps, boolean epochEnded) {
        return unit == Unit.EPOCHS ? epochEnded && epochs % count == 0 : steps % count == 0;
    }
}
