package dev.crosscheck.proof.verify;

import dev.crosscheck.data.ImageSet;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.train.byhand.NetworkState;

/** A trainer of the digit network and its batches, as the checks see them: the right ones or a mutant. */
interface DigitTrainer extends AutoCloseable {

    /**
     * What is trained.
     *
     * @param images the training images
     * @param batchSize images per step
     * @param start W1 (I, H), b1 (1, H), W2 (H, C), b2 (1, C)
     * @param learningRate Adam's η
     * @param seed of the order of images
     */
    record Task(ImageSet images, int batchSize, Parameters start, double learningRate, long seed) {}

    /**
     * The images of a step as the trainer's batches have them.
     *
     * @param features (N, I), normalised
     * @param oneHot (N, C)
     */
    record Rows(float[] features, float[] oneHot) {}

    /** @return steps of an epoch */
    int steps();

    /** @return the order of an epoch's images; epochs count from 1 */
    int[] order(int epoch);

    /** @return the images of a step in this order */
    Rows rows(int[] order, int step);

    /**
     * Does a step of training.
     *
     * @return the batch's mean loss, before the update
     */
    double step(int[] order, int step);

    /** @return a copy of its current state */
    NetworkState state();

    @Override
    void close();
}
