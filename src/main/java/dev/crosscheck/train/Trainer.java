package dev.crosscheck.train;

import dev.crosscheck.data.Examples;
import dev.crosscheck.train.byhand.NetworkState;

/**
 * Trains a network, one step per call.
 *
 * <p>The loss is averaged over the batch; Adam and AdamW have ε on the raw √v by default, as in DL4J. From the same network and the same
 * batches, every implementation computes the same parameters except for rounding.
 */
public interface Trainer extends AutoCloseable {

    /**
     * Does one step: forward, loss, backward, update.
     *
     * @param order the epoch's order
     * @param index of the batch in this order
     * @param learningRate the optimizer's η for this step
     * @return the batch's mean loss, before the update
     */
    double step(int[] order, int index, double learningRate);

    /** @return how many steps to pass to one call of {@link #steps} at most; a value above 1 means that passing several saves time */
    default int stepsAtOnce() {
        return 1;
    }

    /**
     * Does several steps in sequence.
     *
     * @param order the epoch's order
     * @param index of the first step's batch in this order
     * @param rates the optimizer's η of each step
     * @return the mean loss over each step's batch, before its update
     */
    default double[] steps(int[] order, int index, double... rates) {
        double[] losses = new double[rates.length];
        for (int i = 0; i < rates.length; i++) {
            losses[i] = step(order, index + i, rates[i]);
        }
        return losses;
    }

    /**
     * Computes the outputs for examples with the current network, which does not change.
     *
     * @return its outputs, (examples, outputs), row-major
     */
    float[] probabilities(Examples examples);

    /**
     * Computes what the output activation is applied to: logits, or numbers.
     *
     * @return (examples, outputs), row-major
     * @throws UnsupportedOperationException unless the network is trained by hand on the CPU
     */
    default float[] logits(Examples examples) {
        throw new UnsupportedOperationException(getClass().getName());
    }

    /**
     * Computes the outputs for examples to validate on, by a network that was not trained on them.
     *
     * @return its outputs, (examples, outputs), row-major
     */
    default float[] heldProbabilities(Examples held) {
        return probabilities(held);
    }

    /**
     * @param epochs epochs done, which a trainer does not count itself
     * @return a copy of the network's parameters and the optimizer's state
     */
    NetworkState state(int epochs);

    /** Releases threads and native memory. */
    @Override
    void close();
}
