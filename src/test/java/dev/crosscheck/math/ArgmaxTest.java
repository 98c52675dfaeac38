package dev.crosscheck.math;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ArgmaxTest {
    @Test
    void theFirstOfEqualOnesIsTaken() {
        assertEquals(1, Argmax.of(-3, 2, 0, 2));
        assertEquals(0, Argmax.of(5, 5));
        assertEquals(0, Argmax.of(-1));
    }

    @Test
    void aRowIsLookedAtAlone() {
        float[] matrix = {9, 0, 1, 3, 3, 2, 8, 0, 0};
        assertEquals(0, Argmax.ofRow(matrix, 0, 3));
        assertEquals(0, Argmax.ofRow(matrix, 3, 3));
        assertEquals(2, Argmax.ofRow(matrix, 4, 3));
    }
}
