package dev.crosscheck.data;

/**
 * What a network learns from or is tested on: numbers that go in, and numbers that should come out.
 *
 * <p>Whatever has these can be trained on: images, or the rows of a table. A batch's rows are written by one call, so that nothing is
 * called per number.
 */
public interface Examples {

    /** @return how many there are */
    int size();

    /** @return numbers that go in, per example */
    int features();

    /** @return numbers that should come out, per example: one for each class, or a single number to come close to */
    int outputs();

    /**
     * Writes what goes in, normalised. May be called by several threads at the same time, each for its own rows.
     *
     * @param order which examples, by index
     * @param from first place in the order
     * @param to place after the last
     * @param into receives (to - from, features), row-major
     * @param at where the first of them begins
     */
    void features(int[] order, int from, int to, float[] into, int at);

    /**
     * Writes what should come out: a one-hot row for a class, or the number itself.
     *
     * @param order which examples, by index
     * @param from first place in the order
     * @param to place after the last
     * @param into receives (to - from, outputs), row-major, from its start
     */
    void targets(int[] order, int from, int to, float[] into);

    /**
     * @return the class of each example, from 0; not to be changed
     * @throws IllegalStateException if what should come out is no class
     */
    int[] labels();

    /** @return how many classes there are to tell apart; 0 where a number is to be come close to */
    default int classes() {
        return outputs();
    }

    /** @return how much of the target's own unit an output of 1 is, where it is a number */
    default double unit() {
        return 1;
    }

    /** @return copies of the examples with these indices, in this order */
    Examples select(int... indices);
}
