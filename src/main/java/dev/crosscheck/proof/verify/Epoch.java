package dev.crosscheck.proof.verify;

import dev.crosscheck.data.ImageSet;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.proof.twin.DigitTwin;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The batches of an epoch, implemented independently of {@code data.Batches} as its reference.
 *
 * @param images the training images
 * @param batchSize images per step
 * @param order the images' indices, in the order of training
 */
record Epoch(ImageSet images, int batchSize, List<Integer> order) {

    /** @return an epoch of a task; epochs count from 1 */
    static Epoch of(DigitTrainer.Task task, int epoch) {
        return new Epoch(task.images(), task.batchSize(), shuffle(task.images().size(), task.seed(), epoch));
    }

    /**
     * The shuffle of Fisher and Yates: the last place gets any of the indices, the place before it any of the remaining ones, and so on. The seed of the
     * generator is the first number drawn from the run's seed, plus the epoch.
     */
    static List<Integer> shuffle(int size, long seed, int epoch) {
        SplittableRandom random = new SplittableRandom(new SplittableRandom(seed).nextLong() + epoch);
        List<Integer> order = new ArrayList<>();
        for (int image = 0; image < size; image++) {
            order.add(image);
        }
        for (int left = size; left > 1; left--) {
            Collections.swap(order, left - 1, random.nextInt(left));
        }
        return order;
    }

    /** @return the number of steps, of which the last may have a smaller batch */
    int steps() {
        return (int) Math.ceil(images.size() / (double) batchSize);
    }

    /** @return the N images of a step, unchanged */
    ImageSet batch(int step) {
        int to = Math.min((step + 1) * batchSize, order.size());
        return images.select(order.subList(step * batchSize, to).stream()
                .mapToInt(Integer::intValue)
                .toArray());
    }

    /** @return the normalised pixels of a step, (N, I) */
    Matrix x(int step) {
        ImageSet batch = batch(step);
        return new Matrix(batch.size(), batch.features(), DigitTwin.normalised(batch.pixels()));
    }

    /** @return the one-hot labels of a step, (N, C) */
    Matrix t(int step) {
        int[] labels = batch(step).labels();
        Matrix t = Matrix.zeros(labels.length, images.outputs());
        for (int n = 0; n < labels.length; n++) {
            t.data()[n * images.outputs() + labels[n]] = 1;
        }
        return t;
    }
}
