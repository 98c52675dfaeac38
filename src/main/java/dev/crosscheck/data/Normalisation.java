package dev.crosscheck.data;

import dev.crosscheck.text.Text;

/**
 * Normalises grey levels: a pixel p becomes the input {@code (p/255 - mean)/deviation}.
 *
 * <p>With the mean and standard deviation of the training images, inputs have mean 0 and standard deviation 1, which weight initialization
 * assumes (course section 5).
 */
public final class Normalisation {
    private static final int LEVELS = 256;
    private static final double FULL = 255;

    /** If the deviation is smaller, all pixels are considered equal, and there is nothing to divide by. */
    private static final double LEAST_DEVIATION = 1e-6;

    /** MNIST's, with four decimals as in the course. */
    public static final Normalisation MNIST = new Normalisation(0.1307, 0.3081);

    private final double mean;
    private final double deviation;
    private final float[] table = new float[LEVELS];

    /**
     * @param mean mean of the pixels, scaled to [0, 1]
     * @param deviation standard deviation of the scaled pixels, above 0
     */
    public Normalisation(double mean, double deviation) {
        if (!(mean >= 0 && mean <= 1 && deviation > 0 && deviation <= 1)) {
            throw new IllegalArgumentException("mean " + mean + ", deviation " + deviation);
        }
        this.mean = mean;
        this.deviation = deviation;
        for (int pixel = 0; pixel < LEVELS; pixel++) {
            table[pixel] = (float) ((pixel / FULL - mean) / deviation);
        }
    }

    /** @return the normalisation of at least one unsigned pixel; with deviation 1 if all are equal */
    public static Normalisation of(byte[] pixels) {
        long[] counts = new long[LEVELS];
        for (byte pixel : pixels) {
            counts[pixel & 0xff]++;
        }
        double mean = 0;
        for (int level = 0; level < LEVELS; level++) {
            mean += level / FULL * counts[level] / pixels.length;
        }
        double variance = 0;
        for (int level = 0; level < LEVELS; level++) {
            double difference = level / FULL - mean;
            variance += difference * difference * counts[level] / pixels.length;
        }
        double deviation = Math.sqrt(variance);
        return new Normalisation(Math.min(1, mean), deviation < LEAST_DEVIATION ? 1 : deviation);
    }

    /** @return the mean of the pixels, scaled to [0, 1] */
    public double mean() {
        return mean;
    }

    /** @return the standard deviation of the scaled pixels */
    public double deviation() {
        return deviation;
    }

    /**
     * @param pixel 0 to 255
     * @return {@code (pixel/255 - mean)/deviation}
     */
    public float of(int pixel) {
        return table[pixel];
    }

    /**
     * Normalises one image.
     *
     * @param pixels unsigned pixels
     * @param from index of the image's first pixel
     * @param count number of pixels
     * @param into receives the inputs
     * @param at index of the first input
     */
    public void write(byte[] pixels, int from, int count, float[] into, int at) {
        float[] levels = table;
        for (int i = 0; i < count; i++) {
            into[at + i] = levels[pixels[from + i] & 0xff];
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Normalisation that && mean == that.mean && deviation == that.deviation;
    }

    @Override
    public int hashCode() {
        return 31 * Double.hashCode(mean) + Double.hashCode(deviation);
    }

    /** @return the formula with all digits */
    @Override
    public String toString() {
        return "(p/255 - " + mean + ")/" + deviation;
    }

    /** @return the formula with four decimals */
    public String inShort() {
        return Text.of("(p/255 - %.4f)/%.4f", mean, deviation);
    }
}
