package dev.crosscheck.proof.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crosscheck.proof.compare.DeviationSeries.Point;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The steps of a comparison, of which its findings make a series. */
class DeviationSeriesTest {
    private final Comparisons all = new Comparisons();

    private List<Point> points() {
        return all.findings("title", "").series().get(0).points();
    }

    /** Of 803 steps, two are a stretch. */
    @Test
    void theLargestOfEachStretchAndOfTheRestIsKept() {
        Comparison comparison = all.of("number", new Tolerance(1, 0, "so that a deviation is its share"));
        for (int step = 0; step < 803; step++) {
            comparison.add(step, "x", 0, 1000 - step);
            comparison.add(step, "y", 0, 1);
            comparison.endStep(step);
        }
        List<Point> points = points();
        assertEquals(402, points.size());
        assertEquals(List.of(new Point(1, 1000), new Point(3, 998)), points.subList(0, 2));
        assertEquals(new Point(802, 198), points.get(401));
    }

    /** A deviation of 3 with a tolerance of 1 + 0.5 · 8, then of 1: it passes first and fails then. */
    @Test
    void aPointIsTheShareOfWhatWasAllowedForThatNumber() {
        Tolerance tolerance = new Tolerance(1, 0.5, "with a relative part");
        Comparison comparison = all.of("number", tolerance);
        comparison.add(0, "x", 8, 11);
        comparison.endStep(7);
        comparison.add(1, "x", 0, 3);
        comparison.endStep(8);
        comparison.add(2, "x", 1, Double.NaN);
        comparison.endStep(900);
        assertEquals(List.of(new Point(7, 0.6), new Point(8, 3), new Point(900, Double.POSITIVE_INFINITY)), points());
        DeviationSeries series = all.findings("title", "").series().get(0);
        assertEquals(tolerance, series.tolerance());
        assertEquals("title: number", series.title());
    }

    @Test
    void withoutStepsThereIsNone() {
        all.of("number", Tolerances.EXACT).add("x", 1, 1);
        assertEquals(List.of(), all.findings("title", "").series());
    }
}
