package dev.crosscheck.measure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

class TemperatureTest {
    /**
     * Of 60 rows with 0.9 for a class, 45 are of it. A doubt of 1/61 makes that 0.7459, which a temperature gives the class: of ln 9 it leaves ln(0.7459/0.2541).
     */
    @Test
    void scaledProbabilitiesAreAsOftenRightAsTheySay() {
        float[] both = new float[120];
        float[] second = new float[60];
        int[] classes = new int[60];
        for (int i = 0; i < 60; i++) {
            second[i] = 0.9f;
            both[2 * i] = 0.1f;
            both[2 * i + 1] = 0.9f;
            classes[i] = i % 4 == 0 ? 0 : 1;
        }
        double expected = (1 - 1.0 / 61) * 0.75 + 0.5 / 61;
        float[] scaled = Temperature.scaled(both, classes);
        for (int i = 0; i < 60; i++) {
            assertEquals(expected, scaled[2 * i + 1], 1e-6);
            assertEquals(1 - expected, scaled[2 * i], 1e-6);
        }
        assertArrayEquals(scaled, Temperature.scaled(second, classes), 1e-6f);
    }

    @Test
    void fewRowsAndProbabilitiesThatAreNoneStayAsTheyAre() {
        float[] few = {0.1f, 0.9f};
        assertSame(few, Temperature.scaled(few, 0, 1));
        float[] none = new float[60];
        none[7] = Float.NaN;
        assertSame(none, Temperature.scaled(none, new int[60]));
    }
}
