package dev.crosscheck.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeededDropoutTest {
    private static final int COUNT = 100_000;

    private static float[] factors(double rate, long seed, int layer, int step) {
        float[] factors = new float[COUNT];
        new SeededDropout(rate, seed, layer).fill(factors, step);
        return factors;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 0.5, 0.95})
    void leavesOutItsShareAndMakesUpForIt(double rate) {
        int out = 0;
        for (float factor : factors(rate, 7, 1, 3)) {
            assertTrue(factor == 0 || factor == (float) (1 / (1 - rate)));
            out += factor == 0 ? 1 : 0;
        }
        // Five standard deviations of so many draws: one run in two million would be outside by chance, and these draws
        // are fixed.
        assertEquals(rate, out / (double) COUNT, 5 * Math.sqrt(rate * (1 - rate) / COUNT) + 1e-12);
    }

    @Test
    void seedLayerAndStepDecideAndNothingElse() {
        float[] first = factors(0.5, 7, 1, 3);
        assertArrayEquals(first, factors(0.5, 7, 1, 3));
        for (float[] other : new float[][] {
            factors(0.5, 8, 1, 3), factors(0.5, 7, 2, 3), factors(0.5, 7, 1, 4), factors(0.5, 6, 2, 3)
        }) {
            int same = 0;
            for (int i = 0; i < COUNT; i++) {
                same += first[i] == other[i] ? 1 : 0;
            }
            // Half of them, by chance; five standard deviations.
            assertEquals(0.5, same / (double) COUNT, 5 * Math.sqrt(0.25 / COUNT));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1, Double.NaN})
    void sharesThatAreNoneAreRefused(double rate) {
        assertThrows(IllegalArgumentException.class, () -> new SeededDropout(rate, 1, 1));
    }
}
