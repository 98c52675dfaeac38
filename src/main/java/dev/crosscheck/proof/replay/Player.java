package dev.crosscheck.proof.replay;

import dev.crosscheck.OrNull;
import dev.crosscheck.nn.Gradients;

/** One implementation that can repeat a recorded run from any of its states. */
interface Player extends AutoCloseable {

    /** @return its name in reports */
    String name();

    /** @return the precision it computes in */
    default Precision precision() {
        return Precision.DOUBLE;
    }

    /**
     * Continues from a state.
     *
     * @param state parameters and all moments; unchanged
     * @param done the number of steps done before
     */
    void start(State state, int done);

    /**
     * Does the next step.
     *
     * @param step its number, from 1
     * @return the loss before the update
     */
    double step(int step);

    /** @return the gradients of the last step; null if this implementation does not expose them */
    @OrNull
    Gradients gradients();

    /** @return the current state, which callers must not change */
    State state();

    @Override
    default void close() {}
}
