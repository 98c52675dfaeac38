package dev.crosscheck.proof.replay;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.train.Evaluation;
import java.util.Map;

/** One way to repeat a recorded run. Each step is done once, in order. */
public interface Player extends AutoCloseable {

    /**
     * Does a step.
     *
     * @param step which, from 0
     * @return its loss, before the update
     */
    double step(int step);

    /** @return the parameters now, under the recording's names and in its shapes; not to be changed */
    Map<String, Matrix> parameters();

    /** @return how the network does now on the test images; digit runs only */
    default Evaluation test() {
        throw new UnsupportedOperationException("only digit runs have a test set");
    }

    /** @return the same for the parameters that the recording ends with; digit runs only */
    default Evaluation testOfRecordedEnd() {
        throw new UnsupportedOperationException("only digit runs have a test set");
    }

    @Override
    default void close() {}
}
