package dev.crosscheck.compare;

import java.util.List;

/**
 * How a deviation went from step to step.
 *
 * @param title what deviates from what
 * @param tolerance how far it may, for an expected value of 0
 * @param points in the order of their steps
 */
public record DeviationSeries(String title, double tolerance, List<Point> points) {

    /** Copies the points. */
    public DeviationSeries {
        points = List.copyOf(points);
    }

    /**
     * @param step from 0
     * @param deviation the largest since the point before
     */
    public record Point(long step, double deviation) {}
}
