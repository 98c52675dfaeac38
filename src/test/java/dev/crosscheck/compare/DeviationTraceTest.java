package dev.crosscheck.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class DeviationTraceTest {
    @Test
    void keepsTheLargestOfEachStretchAndTheRest() {
        DeviationTrace trace = new DeviationTrace(1000);
        List.of(1.0, 5.0, 2.0, 3.0, 7.0).forEach(trace::add);
        assertEquals(
                List.of(
                        new DeviationSeries.Point(1, 5),
                        new DeviationSeries.Point(3, 3),
                        new DeviationSeries.Point(4, 7)),
                trace.series("title", Tolerances.EXACT).points());
    }

    @Test
    void nothingIsAddedWhereTheLastStretchIsFull() {
        DeviationTrace trace = new DeviationTrace(1000);
        List.of(1.0, 5.0, 2.0, 3.0).forEach(trace::add);
        assertEquals(
                List.of(new DeviationSeries.Point(1, 5), new DeviationSeries.Point(3, 3)),
                trace.series("title", Tolerances.EXACT).points());
    }
}
