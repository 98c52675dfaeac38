package dev.crosscheck.data;

import java.util.Locale;

/**
 * How grey levels become a network's inputs: a pixel p becomes {@code (p/255 - mean)/deviation}.
 *
 * <p>With mean and deviation of the images that are learnt from, inputs have mean 0 and deviation 1, which is what initial weights are
 * drawn for (course section 5).
 */
public final class Normalisation {
    private static final int LEVELS = 256;
    private static final double FULL = 255;

    /** A set of images of one grey level has no deviation to divide by. */
    private static final double LEAST_DEVIATION = 1e-6;

    /** MNIST's, as the course has it, with four decimals. */
    public static final Normalisation MNIST = new Normalisation(0.1307, 0.3081);

    private final double mean;
    private final double deviation;
    private final float[] table = new float[LEVELS];

    /**
     * @param mean of pixels that are scaled to [0, 1]
     * @param deviation of these, above 0
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

    /** @return that of some pixels, unsigned, of which there is at least one; where all are equal, the deviation is 1 */
    static Normalisation of(byte[] pixels) {
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

    /** @return of pixels that are scaled to [0, 1] */
    public double mean() {
        return mean;
    }

    /** @return of pixels that are scaled to [0, 1] */
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
     * @param pixels where it is, unsigned
     * @param from its first
     * @param count how many
     * @param into receives them
     * @param at where the first goes
     */
    void write(byte[] pixels, int from, int count, float[] into, int at) {
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

    /** @return the formula */
    @Override
    public String toString() {
        return "(p/255 - " + mean + ")/" + deviation;
    }

    /** @return the same in four decimals, as MNIST's, to be read */
    public String inShort() {
        return String.format(Locale.ROOT, "(p/255 - %.4f)/%.4f", mean, deviation);
    }
}
