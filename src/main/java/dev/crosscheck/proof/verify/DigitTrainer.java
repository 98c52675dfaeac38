package dev.crosscheck.proof.verify;

import dev.crosscheck.data.ImageSet;
import dev.crosscheck.nn.Parameters;

/**
 * A trainer of the digit network, as the checks see it: the right one or a mutant. Only numbers pass through it, so
 * that mutated classes can implement it ({@link MutatedClasses}).
 */
public interface DigitTrainer extends AutoCloseable {

    /**
     * What is trained.
     *
     * @param images the training images
     * @param batchSize images per step
     * @param start W1 (I, H), b1 (1, H), W2 (H, C), b2 (1, C)
     * @param learningRate Adam's η
     * @param seed of the order of images
     */
    record Task(ImageSet images, int batchSize, Parameters start, double learningRate, long seed) {

        /** @return the images' pixels: whoever stands behind the interface has a class of images of its own */
        public byte[] pixels() {
            return images.pixels();
        }

        /** @return the images' labels */
        public int[] labels() {
            return images.labels();
        }

        /** @return rows of an image */
        public int rows() {
            return images.rows();
        }

        /** @return columns of an image */
        public int columns() {
            return images.columns();
        }

        /** @return pixels of an image */
        public int features() {
            return images.features();
        }
    }

    /**
     * Parameters and Adam's moments, flat: W1 column by column, b1, W2 column by column, b2.
     *
     * @param parameters θ
     * @param moments m of all parameters, then v of all
     */
    record State(float[] parameters, float[] moments) {}

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
    State state();

    @Override
    void close();
}
