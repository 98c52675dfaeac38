package dev.crosscheck.data.table;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StatisticsTest {
    @Test
    void theMedianIsThatOfTheSortedValues() {
        Random random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            double[] values = random.doubles(1 + random.nextInt(50), 0, 10)
                    .map(value -> random.nextBoolean() ? Math.rint(value) : value)
                    .toArray();
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            int middle = sorted.length / 2;
            double expected = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
            assertEquals(expected, Statistics.median(values), 1e-15);
        }
    }

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
