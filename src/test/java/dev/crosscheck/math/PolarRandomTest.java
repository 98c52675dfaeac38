package dev.crosscheck.math;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PolarRandomTest {
    private static final int COUNT = 100_000;

    @Test
    void allButItsGaussianIsJavas() {
        PolarRandom random = new PolarRandom(5);
        SplittableRandom java = new SplittableRandom(5);
        for (int i = 0; i < 100; i++) {
            assertEquals(java.nextLong(), random.nextLong());
            assertEquals(java.nextInt(), random.nextInt());
            assertEquals(java.nextDouble(), random.nextDouble());
            assertEquals(java.nextInt(7), random.nextInt(7));
            assertEquals(java.nextDouble(-0.3, 0.3), random.nextDouble(-0.3, 0.3));
        }
    }

    /** 4/π points are drawn on average, the last one in the circle. Other roundings than PolarRandom's change the result by less than 1e-12. */
    @Test
    void aGaussianIsMadeOfThePointsInTheCircle() {
        int rejected = 0;
        for (long seed = 0; seed < 100; seed++) {
            SplittableRandom java = new SplittableRandom(seed);
            double x;
            double square;
            do {
                x = java.nextDouble(-1, 1);
                square = x * x + Math.pow(java.nextDouble(-1, 1), 2);
                rejected += square >= 1 ? 1 : 0;
            } while (square >= 1);
            double distance = Math.sqrt(2 * Math.log(1 / square));
            assertEquals(x / Math.sqrt(square) * distance, new PolarRandom(seed).nextGaussian(), 1e-12);
        }
        assertEquals(
                100 * (4 / Math.PI - 1), rejected, 30, "five standard deviations of the sum of 100 geometric numbers");
    }

    /** Shares of the normal distribution below some bounds; a share's standard error is at most 0.0016. */
    @Test
    void gaussiansHaveTheirLaw() {
        PolarRandom random = new PolarRandom(1);
        double[] drawn = IntStream.range(0, COUNT)
                .mapToDouble(i -> random.nextGaussian())
                .sorted()
                .toArray();
        double[][] shares = {
            {-2.326348, 0.01}, {-1.281552, 0.1}, {-0.674490, 0.25}, {0, 0.5}, {1, 0.841345}, {2, 0.977250}
        };
        for (double[] each : shares) {
            long below = Arrays.stream(drawn).filter(x -> x < each[0]).count();
            assertEquals(each[1], (double) below / COUNT, 5 * Math.sqrt(each[1] * (1 - each[1]) / COUNT));
        }
        double fourth = Arrays.stream(drawn).map(x -> x * x * x * x).average().orElseThrow();
        assertEquals(3, fourth, 5 * Math.sqrt(96.0 / COUNT), "the fourth moment, whose variance is 105 - 9");
    }
}
