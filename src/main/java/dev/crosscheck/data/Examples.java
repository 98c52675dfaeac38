package dev.crosscheck.data;

import dev.crosscheck.math.Shape;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Examples for training or testing a network: inputs and targets.
 *
 * <p>Implemented by images and by the rows of a table. One call writes all rows of a batch, so that there is no call per number.
 */
public interface Examples {

    /** @return the number of examples */
    int size();

    /** @return inputs per example */
    int features();

    /** @return what its inputs mean: a picture, or numbers without a place */
    default Shape shape() {
        return Shape.flat(features());
    }

    /** @return targets per example: one per class, or a single number for a regression */
    int outputs();

    /**
     * Writes normalised inputs. May be called by several threads at the same time, each for its own rows.
     *
     * @param order indices of examples
     * @param from first position in the order
     * @param to one after the last position
     * @param into receives (to - from, features), row-major
     * @param at index in {@code into} at which to start
     */
    void features(int[] order, int from, int to, float[] into, int at);

    /**
     * Writes targets: a one-hot row for a class, or the number of a regression.
     *
     * @param order indices of examples
     * @param from first position in the order
     * @param to one after the last position
     * @param into receives (to - from, outputs), row-major, from its start
     */
    void targets(int[] order, int from, int to, float[] into);

    /** @return the targets of all examples, (examples, outputs), row-major */
    default float[] allTargets() {
        float[] all = new float[size() * outputs()];
        targets(IntStream.range(0, size()).toArray(), 0, size(), all);
        return all;
    }

    /**
     * @return the class of each example, from 0; must not be modified
     * @throws IllegalStateException for a regression
     */
    int[] labels();

    /** @return the group of each example, such as the patient of a visit, which intervals count instead of examples; null if each is on its own */
    default int @Nullable [] groups() {
        return null;
    }

    /** @return the number of classes; 0 for a regression */
    default int classes() {
        return outputs();
    }

    /** @return for a regression, the change of the target in its own unit that corresponds to an output of 1 */
    default double unit() {
        return 1;
    }

    /**
     * Replaces the indices of examples that are varied in training by numbers that also say how: {@code index + size · variant}, which only {@link
     * #features} and {@link #targets} take.
     *
     * @param order an epoch's order
     * @param seed the run's seed
     * @param epoch counted from 1
     */
    default void vary(int[] order, long seed, int epoch) {}

    /** @return copies of the examples with these indices, in this order */
    Examples select(int... indices);
}
