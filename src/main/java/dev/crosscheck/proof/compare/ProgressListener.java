package dev.crosscheck.proof.compare;

/** Sees how far something is that takes many steps. */
@FunctionalInterface
public interface ProgressListener {
    /** Sees nothing. */
    ProgressListener NONE = (what, done, steps) -> {};

    /**
     * Called after each step.
     *
     * @param what is done, for people
     * @param done steps done, from 1
     * @param steps steps to do; it may end before all of them
     */
    void at(String what, long done, long steps);
}
