package dev.crosscheck.train;

import dev.crosscheck.data.ImageSet;
import dev.crosscheck.train.byhand.NetworkState;

/**
 * A digit network in training: it does one step a call, and no more.
 *
 * <p>Softmax cross-entropy, mean over the batch; Adam with ε on the raw √v, as DL4J places it. From the same network and
 * the same batches, every implementation computes the same parameters but for rounding.
 */
public interface Learner extends AutoCloseable {

    /**
     * Does a step: forward, loss, backward, update.
     *
     * @param order the epoch's order
     * @param index which batch of it
     * @param learningRate Adam's η for this step
     * @return the batch's mean loss, before the update
     */
    double step(int[] order, int index, double learningRate);

    /**
     * Classifies images with the network as it is now, which stays as it is.
     *
     * @return softmax probabilities (images, classes), row-major
     */
    float[] probabilities(ImageSet images);

    /** @return a copy of the first layer's weights as they are now, (H, I): those of a hidden unit in one piece */
    float[] firstLayer();

    /**
     * @param epochs epochs done, which a learner does not count
     * @return a copy of what the network has learnt
     */
    NetworkState state(int epochs);

    /** Releases threads and native memory. */
    @Override
    void close();
}
