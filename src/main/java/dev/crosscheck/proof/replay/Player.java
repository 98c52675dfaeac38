package dev.crosscheck.proof.replay;

import dev.crosscheck.OrNull;
import dev.crosscheck.nn.Gradients;

/** One way to repeat a recorded run, from any of its states on. */
interface Player extends AutoCloseable {

    /** @return who it is, for people */
    String name();

    /** @return the numbers it computes in */
    default Precision precision() {
        return Precision.DOUBLE;
    }

    /**
     * Goes on from a state.
     *
     * @param state whole; unchanged
     * @param done steps that were done before
     */
    void start(State state, int done);

    /**
     * Does a step.
     *
     * @param step which, from 1: the one after those done
     * @return its loss, before the update
     */
    double step(int step);

    /** @return the gradients of the last step; null if it does not show them */
    @OrNull
    Gradients gradients();

    /** @return the state now; not to be changed */
    State state();

    @Override
    default void close() {}
}
