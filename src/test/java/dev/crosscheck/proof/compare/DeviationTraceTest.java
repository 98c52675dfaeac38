package dev.crosscheck.proof.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class DeviationTraceTest {
    private static final Tolerance ONE = new Tolerance(1, 0, "so that a deviation is its share");

    @Test
    void keepsTheLargestOfEachStretchAndTheRest() {
        Comparison comparison = new Comparison("number", ONE);
        DeviationTrace trace = new DeviationTrace(comparison, 1000);
        for (double deviation : new double[] {1, 5, 2, 3, 7}) {
            comparison.add(0, "x", 0, deviation);
            comparison.add(0, "y", 0, deviation / 2);
            trace.endStep();
        }
        assertEquals(
                List.of(
                        new DeviationSeries.Point(1, 5),
                        new DeviationSeries.Point(3, 3),
                        new DeviationSeries.Point(4, 7)),
                trace.series("title").points());
    }

    @Test
    void aStepByItselfIsAPoint() {
        Comparison comparison = new Comparison("number", ONE);
        DeviationTrace trace = new DeviationTrace(comparison, 1000);
        comparison.add(0, "x", 0, 5);
        trace.endStep(7);
        comparison.add(0, "x", 0, 2);
        trace.endStep(900);
        assertEquals(
                List.of(new DeviationSeries.Point(7, 5), new DeviationSeries.Point(900, 2)),
                trace.series("title").points());
    }

    /** A deviation of 3 with a tolerance of 1 + 0.5 · 8, then of 1: it passes first and fails then. */
    @Test
    void aPointIsTheShareOfWhatWasAllowedForThatNumber() {
        Tolerance tolerance = new Tolerance(1, 0.5, "with a relative part");
        Comparison comparison = new Comparison("number", tolerance);
        DeviationTrace trace = new DeviationTrace(comparison, 3);
        comparison.add(0, "x", 8, 11);
        trace.endStep();
        comparison.add(1, "x", 0, 3);
        trace.endStep();
        comparison.add(2, "x", 1, Double.NaN);
        trace.endStep();
        DeviationSeries series = trace.series("title");
        assertEquals(tolerance, series.tolerance());
        assertEquals(
                List.of(0.6, 3.0, Double.POSITIVE_INFINITY),
                series.points().stream().map(DeviationSeries.Point::share).toList());
    }

    @Test
    void nothingIsAddedWhereTheLastStretchIsFull() {
        Comparison comparison = new Comparison("number", new Tolerance(1, 0, "shares are deviations"));
        DeviationTrace trace = new DeviationTrace(comparison, 1000);
        for (double deviation : new double[] {1, 5, 2, 3}) {
            comparison.add(0, "x", 0, deviation);
            trace.endStep();
        }
        assertEquals(
                List.of(new DeviationSeries.Point(1, 5), new DeviationSeries.Point(3, 3)),
                trace.series("title").points());
    }
}
