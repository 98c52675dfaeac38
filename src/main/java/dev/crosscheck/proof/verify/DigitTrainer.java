package dev.crosscheck.proof.verify;

import dev.crosscheck.data.ImageSet;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.train.byhand.NetworkState;

/** A trainer of the digit network with its batches, as the checks use it: a real one or a mutant. */
interface DigitTrainer extends AutoCloseable {

    /**
     * The training to do.
     *
     * @param images the training images
     * @param batchSize images per step
     * @param start W1 (I, H), b1 (1, H), W2 (H, C), b2 (1, C)
     * @param learningRate Adam's η
     * @param seed the seed of the order of images
     */
    record Task(ImageSet images, int batchSize, Parameters start, double learningRate, long seed) {}

    /**
     * The images of a step as the trainer receives them.
     *
     * @param features (N, I), normalised
     * @param oneHot (N, C)
     */
    record Rows(float[] features, float[] oneHot) {}

    /** @return the number of steps of an epoch */
    int steps();

    /** @return the order of the images in an epoch; epochs count from 1 */
    int[] order(int epoch);

    /** @return the images of a step in this order */
    Rows rows(int[] order, int step);

    /**
     * Does one step of training.
     *
     * @return the batch's mean loss, before the update
     */
    double step(int[] order, int step);

    /** @return a copy of its current state */
    NetworkState state();

    @Override
    void close();
}
