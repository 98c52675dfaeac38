package dev.crosscheck.train;

/**
 * How often a checkpoint is saved.
 *
 * @param count units from one to the next, at least 1
 * @param unit what is counted
 */
public record CheckpointInterval(int count, Unit unit) {

    /** What is counted. */
    public enum Unit {
        /** Whole epochs, their tests included. */
        EPOCHS,
        /** Steps of the run. */
        STEPS
    }

    /**
     * @param steps steps of the run done so far
     * @return the most steps that can be done before it is to be asked whether a checkpoint is due
     */
    int stepsToNext(int steps) {
        return unit == Unit.EPOCHS ? Integer.MAX_VALUE : count - steps % count;
    }

    /**
     * Asked after each step but the last of an epoch, and after each epoch.
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
