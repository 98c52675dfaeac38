package dev.crosscheck.proof.compare;

/** Is notified of the progress of a task with many steps. */
@FunctionalInterface
public interface ProgressListener {
    ProgressListener NONE = (what, done, steps) -> {};

    /**
     * Called after each step.
     *
     * @param what the current task, in words
     * @param done the number of steps done, from 1
     * @param steps the largest possible number of steps
     */
    void at(String what, long done, long steps);
}
