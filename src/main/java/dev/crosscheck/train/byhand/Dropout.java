package dev.crosscheck.train.byhand;

/**
 * Inverted dropout (Srivastava and others, 2014): in a training step each unit of a hidden layer is dropped with probability p, and the
 * others are scaled up to compensate: {@code a ⊙ m / (1 - p)}, where m is 0 with probability p, else 1.
 *
 * <p>Each m is a function of its place (seed, layer, step, row, unit) alone. So there is no state to save, and the choices are the same
 * with any number of threads and after a resume.
 *
 * @param rate p, from 0 to below 1
 * @param place of the layer's first row and unit in a step
 * @param units of the layer
 */
public record Dropout(double rate, long place, int units) {
    /** The golden ratio's bits and two constants of SplitMix64 (Steele, Lea and Flood, 2014), whose outputs pass statistical tests. */
    private static final long STEP = 0x9E3779B97F4A7C15L;

    private static final long FIRST = 0xBF58476D1CE4E5B9L;
    private static final long SECOND = 0x94D049BB133111EBL;

    /** 53 random bits make a double in [0, 1). */
    private static final double UNIT = 0x1p-53;

    /**
     * Creates the mask of one step and layer.
     *
     * @param seed the run's seed
     * @param layer from 1
     * @param done number of steps before this one
     */
    public static Dropout of(double rate, long seed, int layer, long done, int units) {
        return new Dropout(rate, mix(mix(mix(seed) + layer) + done), units);
    }

    /** @return the factor of a unit's activation: 0, or 1/(1-p) */
    public float factor(int row, int unit) {
        long number = (long) row * units + unit + 1;
        return (mix(place + number * STEP) >>> 11) * UNIT < rate ? 0f : (float) (1 / (1 - rate));
    }

    private static long mix(long value) {
        long bits = (value ^ (value >>> 30)) * FIRST;
        bits = (bits ^ (bits >>> 27)) * SECOND;
        return bits ^ (bits >>> 31);
    }
}
