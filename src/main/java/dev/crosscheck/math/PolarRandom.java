package dev.crosscheck.math;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * {@link SplittableRandom}'s numbers, but with a Gaussian that has the same bits on every machine and in the explorer's page: Marsaglia's
 * polar method with {@link StrictMath#log}. Java's own Gaussian rejects by tables and {@link Math#exp}.
 */
public final class PolarRandom implements RandomGenerator {
    private final SplittableRandom random;

    /** @param seed equal seeds give equal numbers */
    public PolarRandom(long seed) {
        random = new SplittableRandom(seed);
    }

    @Override
    public long nextLong() {
        return random.nextLong();
    }

    @Override
    public int nextInt() {
        return random.nextInt();
    }

    /**
     * A point (u, v), uniform in the unit circle, has a direction and an s = u² + v² that are independent, and s is uniform in (0, 1). So
     * {@code √(-2 ln s)} is the distance of a normally distributed point from 0, and {@code u/√s} the cosine of its direction. The second
     * coordinate, with v, is not used.
     *
     * @return a number from N(0,1)
     */
    @Override
    public double nextGaussian() {
        while (true) {
            double u = 2 * nextDouble() - 1;
            double v = 2 * nextDouble() - 1;
            double s = u * u + v * v;
            if (s < 1 && s > 0) {
                return u * Math.sqrt(-2 * StrictMath.log(s) / s);
            }
        }
    }
}
