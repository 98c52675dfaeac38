package dev.crosscheck.train.byhand;

import dev.crosscheck.data.Examples;

/**
 * A network of dense layers, trained by hand in float, wherever it computes. From the same state and the same batches every implementation
 * computes the same parameters, bit for bit: {@link PlainNetwork}, {@link ByHandNetwork} and, of the networks that it trains, {@link GpuNetwork}.
 */
public interface FloatNetwork extends AutoCloseable {

    /** @return the most steps that one call of {@link #steps} should be asked for: where it is more than 1, that saves time */
    int stepsAtOnce();

    /**
     * Does some steps, one after the other: forward, loss, backward, update.
     *
     * @param order the epoch's order
     * @param index of the first step's batch in this order
     * @param rates η of each step, at most {@link #stepsAtOnce} of them
     * @return the mean loss over each step's batch, before its update
     */
    double[] steps(int[] order, int index, double... rates);

    /**
     * Asks the network, with its current parameters, and changes none. What is prepared for a set of them is kept for the next
     * time.
     *
     * @param examples with as many features as those that the network learns from
     * @return softmax or sigmoid probabilities, or numbers, (examples, outputs), row-major
     * @throws IllegalArgumentException if they have more or fewer features
     */
    float[] probabilities(Examples examples);

    /** Continues from another state. */
    void restore(NetworkState state);

    /**
     * @param epochs epochs done; the network does not count them
     * @return a copy of parameters and moments
     */
    NetworkState state(int epochs);

    @Override
    void close();
}
