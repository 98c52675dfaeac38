package dev.crosscheck.proof.compare;

/** Follows something that takes many steps. */
@FunctionalInterface
public interface ProgressListener {
    /** Ignores everything. */
    ProgressListener NONE = (what, done, steps) -> {};

    /**
     * Called after each step.
     *
     * @param what is being done, in words
     * @param done steps done, from 1
     * @param steps the most steps that it may take
     */
    void at(String what, long done, long steps);
}
