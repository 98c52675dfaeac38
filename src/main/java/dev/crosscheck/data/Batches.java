package dev.crosscheck.data;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Batches of some {@link Examples} in a given order. */
public final class Batches {
    private final Examples examples;
    private final int batchSize;

    /**
     * @param examples where batches come from
     * @param batchSize examples in each batch except perhaps the last
     */
    public Batches(Examples examples, int batchSize) {
        this.examples = examples;
        this.batchSize = batchSize;
    }

    /** @return batches in an epoch: size / batchSize, rounded up */
    public int count() {
        return (examples.size() + batchSize - 1) / batchSize;
    }

    /** @return examples in batch {@code index}; only the last may be smaller than the batch size */
    public int size(int index) {
        return Math.min(batchSize, examples.size() - index * batchSize);
    }

    /**
     * The order of an epoch's examples: a uniform shuffle (Fisher and Yates) that depends on seed and epoch alone, so
     * that any epoch's order can be computed without those before it.
     *
     * @param seed the run's seed
     * @param epoch the epoch, from 1
     * @return a permutation of 0 to size - 1
     */
    public int[] shuffled(long seed, int epoch) {
        SplittableRandom random = new SplittableRandom(new SplittableRandom(seed).nextLong() + epoch);
        int[] order = inOrder();
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        return order;
    }

    /** @return 0 to size - 1, as the file has them */
    public int[] inOrder() {
        int[] order = new int[examples.size()];
        Arrays.setAll(order, i -> i);
        return order;
    }

    /** @return what batches are taken from */
    public Examples examples() {
        return examples;
    }

    /** @return examples in the largest batch */
    public int largest() {
        return Math.min(batchSize, examples.size());
    }

    /** @return which example is in row {@code row} of batch {@code index} */
    public int example(int[] order, int index, int row) {
        return order[first(index) + row];
    }

    /** @return the place in an epoch's order where batch {@code index} begins */
    public int first(int index) {
        return index * batchSize;
    }

    /**
     * Writes a batch into the given arrays, from their start.
     *
     * @param order the epoch's order
     * @param index which batch
     * @param features receives (size(index), features), normalised, row-major
     * @param targets receives (size(index), outputs), row-major: one-hot for classes
     */
    public void gather(int[] order, int index, float[] features, float[] targets) {
        gather(order, index, 0, size(index), features);
        targets(order, index, targets);
    }

    /**
     * Writes what should come out for a batch into an array, from its start.
     *
     * @param order the epoch's order
     * @param index which batch
     * @param targets receives (size(index), outputs), row-major
     */
    public void targets(int[] order, int index, float[] targets) {
        int first = first(index);
        examples.targets(order, first, first + size(index), targets);
    }

    /**
     * Writes some rows of a batch to their place in an array.
     *
     * @param order the epoch's order
     * @param index which batch
     * @param from first row
     * @param to row after the last
     * @param features receives these rows of (size(index), features), normalised, row-major
     */
    public void gather(int[] order, int index, int from, int to, float[] features) {
        int first = first(index);
        examples.features(order, first + from, first + to, features, from * examples.features());
    }
}
