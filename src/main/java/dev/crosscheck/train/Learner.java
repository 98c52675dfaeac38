package dev.crosscheck.train;

import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * A digit network in training: it does one step a call, and no more.
 *
 * <p>Softmax cross-entropy, mean over the batch; Adam with ε on the raw √v, as DL4J places it. From the same network and
 * the same batches, every implementation computes the same parameters but for rounding.
 */
interface Learner extends AutoCloseable {

    /**
     * Does a step: forward, loss, backward, update.
     *
     * @param order the epoch's order
     * @param index which batch of it
     * @param learningRate Adam's η for this step
     * @return the batch's mean loss, before the update
     */
    double step(int[] order, int index, double learningRate);

    /** @return the network as it is now, for evaluation until the next step; its updater's state may be older */
    MultiLayerNetwork network();

    /** @return a copy of the network in DL4J's own parts, with the updater's state, for saving */
    MultiLayerNetwork snapshot();

    /** Releases threads and native memory. */
    @Override
    void close();
}
