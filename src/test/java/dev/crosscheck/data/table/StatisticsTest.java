package dev.crosscheck.data.table;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class StatisticsTest {
    @Test
    void theDeviationIsOverNAndOfAnySize() {
        double[] values = {2, 4, 4, 4, 5, 5, 7, 9};
        assertEquals(2, Statistics.deviation(values, Statistics.mean(values)));
        for (double scale : new double[] {1e-200, 1e99}) {
            double[] scaled = Arrays.stream(values).map(value -> value * scale).toArray();
            assertEquals(2 * scale, Statistics.deviation(scaled, Statistics.mean(scaled)), 1e-12 * scale);
        }
    }

    @Test
    void equalValuesDoNotDeviateWhateverTheirMeanIsRoundedTo() {
        double[] values = new double[10];
        Arrays.fill(values, 0.1);
        assertEquals(0, Statistics.deviation(values, Statistics.mean(values)));
    }
}
