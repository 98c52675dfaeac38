package dev.crosscheck.train;

import dev.crosscheck.data.Examples;
import dev.crosscheck.train.byhand.NetworkState;

/**
 * Trains a network, one step per call.
 *
 * <p>Softmax cross-entropy, mean over the batch; Adam and AdamW with ε on the raw √v, as DL4J places it. From the same network and
 * the same batches, every implementation computes the same parameters but for rounding.
 */
public interface Trainer extends AutoCloseable {

    /**
     * Does one step: forward, loss, backward, update.
     *
     * @param order the epoch's order
     * @param index which batch of it
     * @param learningRate the optimizer's η for this step
     * @return the batch's mean loss, before the update
     */
    double step(int[] order, int index, double learningRate);

    /** @return the most steps that one call of {@link #steps} should be asked for: where it is more than 1, that saves time */
    default int stepsAtOnce() {
        return 1;
    }

    /**
     * Does some steps, one after the other.
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

    /** @return whether what it has learnt lies where it can be lost, so that copies of it should be kept */
    default boolean canBeLost() {
        return false;
    }

    /**
     * Runs the network on examples as it is now, and does not change it.
     *
     * @return its outputs, (examples, outputs), row-major
     */
    float[] probabilities(Examples examples);

    /** @return the largest absolute value of a parameter; NaN if one is not a number */
    double largestParameter();

    /** @return the largest absolute value, or NaN if one is not a number */
    static double largest(float... values) {
        float largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    /** @return a copy of the first layer's weights as they are now, (H, I): those of one unit are contiguous */
    float[] firstLayer();

    /**
     * @param epochs epochs done; a trainer does not count them
     * @return a copy of the network's parameters and of what the optimizer remembers
     */
    NetworkState state(int epochs);

    /** Releases threads and native memory. */
    @Override
    void close();
}
