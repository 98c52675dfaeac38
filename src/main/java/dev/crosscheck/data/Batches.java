package dev.crosscheck.data;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Gathers batches of an {@link ImageSet} in a given order and normalises them on the way.
 *
 * <p>A pixel p becomes {@code (p/255 - 0.1307)/0.3081}, MNIST's mean and standard deviation (course section 5).
 * Labels become one-hot rows.
 */
public final class Batches {
    /** Mean of MNIST's training pixels, scaled to [0, 1]. */
    public static final double MEAN = 0.1307;

    /** Standard deviation of MNIST's training pixels, scaled to [0, 1]. */
    public static final double DEVIATION = 0.3081;

    private static final float[] NORMALISED = new float[256];

    static {
        for (int pixel = 0; pixel < NORMALISED.length; pixel++) {
            NORMALISED[pixel] = (float) ((pixel / 255.0 - MEAN) / DEVIATION);
        }
    }

    private final ImageSet images;
    private final int batchSize;

    /**
     * @param images where batches come from
     * @param batchSize images in each batch except perhaps the last
     */
    public Batches(ImageSet images, int batchSize) {
        this.images = images;
        this.batchSize = batchSize;
    }

    /**
     * @param pixel 0 to 255
     * @return {@code (pixel/255 - 0.1307)/0.3081}
     */
    public static float normalised(int pixel) {
        return NORMALISED[pixel];
    }

    /** @return batches in an epoch: size / batchSize, rounded up */
    public int count() {
        return (images.size() + batchSize - 1) / batchSize;
    }

    /** @return images in batch {@code index}; only the last may be smaller than the batch size */
    public int size(int index) {
        return Math.min(batchSize, images.size() - index * batchSize);
    }

    /**
     * The order of an epoch's images: a uniform shuffle (Fisher and Yates) that depends on seed and epoch alone, so
     * that any epoch's order can be computed without those before it.
     *
     * @param seed the run's seed
     * @param epoch the epoch, from 1
     * @return a permutation of 0 to size - 1
     */
    public int[] shuffled(long seed, int epoch) {
        SplittableRandom random = new SplittableRandom(new SplittableRandom(seed).nextLong() + epoch);
        int[] order = inOrder();
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        return order;
    }

    /** @return 0 to size - 1, as the file has them */
    public int[] inOrder() {
        int[] order = new int[images.size()];
        Arrays.setAll(order, i -> i);
        return order;
    }

    /** @return the images that batches are taken from */
    public ImageSet images() {
        return images;
    }

    /** @return images in the largest batch */
    public int largest() {
        return Math.min(batchSize, images.size());
    }

    /** @return which image is in row {@code row} of batch {@code index} */
    public int image(int[] order, int index, int row) {
        return order[index * batchSize + row];
    }

    /**
     * Writes a batch into the given arrays, from their start.
     *
     * @param order the epoch's order
     * @param index which batch
     * @param features receives (size(index), features), normalised, row-major
     * @param oneHot receives (size(index), classes), row-major
     */
    public void gather(int[] order, int index, float[] features, float[] oneHot) {
        gather(order, index, 0, size(index), features);
        oneHot(order, index, oneHot);
    }

    /**
     * Writes a batch's labels into an array, from its start.
     *
     * @param order the epoch's order
     * @param index which batch
     * @param oneHot receives (size(index), classes), row-major
     */
    public void oneHot(int[] order, int index, float[] oneHot) {
        int size = size(index);
        Arrays.fill(oneHot, 0, size * Mnist.CLASSES, 0f);
        for (int row = 0; row < size; row++) {
            oneHot[row * Mnist.CLASSES + images.labels()[image(order, index, row)]] = 1f;
        }
    }

    /**
     * Writes some rows of a batch to their place in an array.
     *
     * @param order the epoch's order
     * @param index which batch
     * @param from first row
     * @param to row after the last
     * @param features receives these rows of (size(index), features), normalised, row-major
     */
    public void gather(int[] order, int index, int from, int to, float[] features) {
        int width = images.features();
        byte[] pixels = images.pixels();
        for (int row = from; row < to; row++) {
            int source = image(order, index, row) * width;
            int target = row * width;
            for (int i = 0; i < width; i++) {
                features[target + i] = NORMALISED[pixels[source + i] & 0xff];
            }
        }
    }
}
