package dev.crosscheck.train;

import dev.crosscheck.data.Examples;
import dev.crosscheck.train.byhand.NetworkState;

/**
 * Trains a digit network, one step per call.
 *
 * <p>Softmax cross-entropy, mean over the batch; Adam with ε on the raw √v, as DL4J places it. From the same network and
 * the same batches, every implementation computes the same parameters but for rounding.
 */
public interface Trainer extends AutoCloseable {

    /**
     * Does one step: forward, loss, backward, update.
     *
     * @param order the epoch's order
     * @param index which batch of it
     * @param learningRate Adam's η for this step
     * @return the batch's mean loss, before the update
     */
    double step(int[] order, int index, double learningRate);

    /**
     * Runs the network on examples as it is now, and does not change it.
     *
     * @return its outputs, (examples, outputs), row-major
     */
    float[] probabilities(Examples examples);

    /** @return a copy of the first layer's weights as they are now, (H, I): those of one hidden unit are contiguous */
    float[] firstLayer();

    /**
     * @param epochs epochs done; a trainer does not count them
     * @return a copy of the network's parameters and Adam's state
     */
    NetworkState state(int epochs);

    /** Releases threads and native memory. */
    @Override
    void close();
}
