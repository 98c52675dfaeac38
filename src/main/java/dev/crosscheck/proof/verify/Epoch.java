package dev.crosscheck.proof.verify;

import dev.crosscheck.data.ImageSet;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.proof.twin.DigitTwin;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The batches of an epoch by their definition, restated: the witness for {@code data.Batches}, of which it uses
 * nothing.
 *
 * @param images of the training
 * @param batchSize images per step
 * @param order the images' indices, in the order of training
 */
record Epoch(ImageSet images, int batchSize, List<Integer> order) {

    /** An epoch of a task, from 1. */
    static Epoch of(DigitTrainer.Task task, int epoch) {
        return new Epoch(task.images(), task.batchSize(), shuffle(task.images().size(), task.seed(), epoch));
    }

    /**
     * Fisher and Yates: the last place gets any of the images, the place before it any of those left, and so on; the
     * generator's seed is the first number that the run's seed gives, plus the epoch.
     */
    private static List<Integer> shuffle(int size, long seed, int epoch) {
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

    /** @return steps: all images, the last batch perhaps smaller */
    int steps() {
        return (int) Math.ceil(images.size() / (double) batchSize);
    }

    /** @return the images of a step, N of them, as the file has them */
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
