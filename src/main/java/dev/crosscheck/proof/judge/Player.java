package dev.crosscheck.proof.judge;

import dev.crosscheck.math.Matrix;
import java.util.Map;

/** An implementation other than the judge's own that can repeat a recorded run from any of its states. */
interface Player {
    /**
     * Continues from a state.
     *
     * @param state parameters and all moments by name; unchanged
     * @param done the number of steps done before
     */
    void start(Map<String, Matrix> state, int done);

    /**
     * Does the next step.
     *
     * @param step its number, from 1
     * @return the loss before the update, parameters and moments, and the gradients if this implementation exposes them, with the names of {@link Run#steps}
     */
    Map<String, Matrix> step(int step);

    /** @return its name in reports */
    String name();

    /** Ends its threads. */
    default void close() {}
}
