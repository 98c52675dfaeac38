package dev.crosscheck.train;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.ImageSet;
import java.util.Arrays;

/**
 * Training images, split into those to train on and those to validate on.
 *
 * @param train to train on
 * @param held to validate on; null if there are none
 */
record Validation(ImageSet train, ImageSet held) {

    /**
     * Holds out the last images of a shuffle that depends only on the seed and is not used by any epoch.
     *
     * @param images all training images
     * @param count how many to hold out, fewer than all
     * @param seed the run's seed
     */
    static Validation holdOut(ImageSet images, int count, long seed) {
        if (count == 0) {
            return new Validation(images, null);
        }
        int[] order = new Batches(images, images.size()).shuffled(seed, 0);
        int kept = images.size() - count;
        return new Validation(
                images.select(Arrays.copyOf(order, kept)),
                images.select(Arrays.copyOfRange(order, kept, order.length)));
    }
}
