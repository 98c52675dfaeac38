package dev.crosscheck.train.byhand;

import dev.crosscheck.data.Examples;

/**
 * A network of dense layers that is trained by hand in float, on the CPU or a GPU. From the same state and the same batches every
 * implementation computes the same parameters, bit for bit: {@link PlainNetwork}, {@link LayeredNetwork} and, for the networks that they
 * support, the kernels of CUDA by hand.
 */
public interface FloatNetwork extends AutoCloseable {

    /** @return how many steps to pass to one call of {@link #steps} at most; a value above 1 means that passing several saves time */
    default int stepsAtOnce() {
        return 1;
    }

    /**
     * Does several training steps in sequence: forward, loss, backward, update.
     *
     * @param order the epoch's order
     * @param index of the first step's batch in this order
     * @param rates η of each step, at most {@link #stepsAtOnce} of them
     * @return the mean loss over each step's batch, before its update
     */
    double[] steps(int[] order, int index, double... rates);

    /**
     * Computes the outputs for examples with the current parameters, which do not change. Data prepared for a set of examples is cached for
     * later calls.
     *
     * @param examples with the same number of features as the training examples
     * @return softmax or sigmoid probabilities, or numbers, (examples, outputs), row-major
     */
    float[] probabilities(Examples examples);

    /**
     * Computes the output layer's Z for examples: logits, or numbers.
     *
     * @return (examples, outputs), row-major
     * @throws UnsupportedOperationException by a network on a GPU, whose kernel gives probabilities alone
     */
    default float[] logits(Examples examples) {
        throw new UnsupportedOperationException(getClass().getName());
    }

    /** Replaces parameters, moments and step count by those of a state. */
    void restore(NetworkState state);

    /**
     * @param epochs epochs done, which the network does not count itself
     * @return a copy of parameters and moments; calls without a step between them may return the same arrays
     */
    NetworkState state(int epochs);

    @Override
    void close();
}
