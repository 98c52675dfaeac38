package dev.crosscheck.train;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.DataSet;
import dev.crosscheck.data.Examples;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Training examples, split into a part to train on and a part for validation.
 *
 * @param train to train on
 * @param held for validation; null if there are none
 */
record Validation(Examples train, Examples held) {

    /**
     * Holds out a number of examples: those that the data designate, or else random ones. Of these, the examples that the data set aside
     * are not validated on either.
     */
    static Validation of(DataSet data, int count, long seed) {
        if (count == 0 || !data.validatesOnLast()) {
            return holdOut(data.train(), count, seed);
        }
        int all = data.train().size();
        int end = all - data.setAside(count);
        return new Validation(
                data.train().select(IntStream.range(0, all - count).toArray()),
                data.train().select(IntStream.range(all - count, end).toArray()));
    }

    /**
     * Holds out the last examples of a random order that depends only on the seed and is not used by any epoch.
     *
     * @param examples all training examples
     * @param count number to hold out, fewer than all
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
