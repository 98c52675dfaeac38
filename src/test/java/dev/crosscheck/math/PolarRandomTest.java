package dev.crosscheck.math;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PolarRandomTest {

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
}
