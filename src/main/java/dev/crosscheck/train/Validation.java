package dev.crosscheck.train;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Examples;
import java.util.Arrays;

/**
 * Training examples, divided into those to learn from and those to validate on.
 *
 * @param train to train on
 * @param held to validate on; null if there are none
 */
record Validation(Examples train, Examples held) {

    /**
     * Holds out the last examples of a shuffle that depends on the seed alone, and is no epoch's.
     *
     * @param examples all training examples
     * @param count how many to hold out, fewer than all
     * @param seed the run's seed
     */
    static Validation holdOut(Examples examples, int count, long seed) {
        if (count == 0) {
            return new Validation(examples, null);
        }
        int[] order = new Batches(examples, examples.size()).shuffled(seed, 0);
        int kept = examples.size() - count;
        return new Validation(
                examples.select(Arrays.copyOf(order, kept)),
                examples.select(Arrays.copyOfRange(order, kept, order.length)));
    }
}
