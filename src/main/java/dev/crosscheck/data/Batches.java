package dev.crosscheck.data;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Splits {@link Examples} into batches in a given order. */
public class Batches {
    private final Examples examples;
    private final int batchSize;

    /**
     * @param examples source of the batches
     * @param batchSize examples per batch; the last batch may be smaller
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
     * Shuffles an epoch's examples. The order depends only on seed and epoch, so that the order of any epoch can
     * be computed without those before it.
     *
     * @param seed the run's seed
     * @param epoch counted from 1
     * @return a permutation of 0 to size - 1; of examples that are varied, {@link Examples#vary their numbers} instead
     */
    public int[] shuffled(long seed, int epoch) {
        SplittableRandom random = new SplittableRandom(new SplittableRandom(seed).nextLong() + epoch);
        int[] order = inOrder();
        shuffle(order, random);
        examples.vary(order, seed, epoch);
        return order;
    }

    /** Shuffles an array uniformly in place (Fisher–Yates). */
    public static void shuffle(int[] values, SplittableRandom random) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = values[i];
            values[i] = values[j];
            values[j] = swapped;
        }
    }

    /** @return 0 to size - 1, the order of the file */
    public int[] inOrder() {
        int[] order = new int[examples.size()];
        Arrays.setAll(order, i -> i);
        return order;
    }

    public Examples examples() {
        return examples;
    }

    /** @return the number of examples in the largest batch */
    public int largest() {
        return Math.min(batchSize, examples.size());
    }

    /** @return the index of the example in row {@code row} of batch {@code index} */
    public int example(int[] order, int index, int row) {
        return order[first(index) + row] % examples.size();
    }

    /** @return the position in an epoch's order at which batch {@code index} begins */
    public int first(int index) {
        return index * batchSize;
    }

    /**
     * Writes a batch to the start of two arrays.
     *
     * @param order the epoch's order
     * @param index index of the batch
     * @param features receives (size(index), features), normalised, row-major
     * @param targets receives (size(index), outputs), row-major; one-hot for classes
     */
    public void gather(int[] order, int index, float[] features, float[] targets) {
        gather(order, index, 0, size(index), features);
        targets(order, index, targets);
    }

    /**
     * Writes the targets of a batch to the start of an array.
     *
     * @param order the epoch's order
     * @param index index of the batch
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
     * @param index index of the batch
     * @param from first row
     * @param to one after the last row
     * @param features receives these rows of (size(index), features), normalised, row-major
     */
    public void gather(int[] order, int index, int from, int to, float[] features) {
        int first = first(index);
        examples.features(order, first + from, first + to, features, from * examples.features());
    }
}
