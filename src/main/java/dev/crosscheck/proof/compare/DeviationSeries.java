package dev.crosscheck.proof.compare;

import java.util.List;

/**
 * How much of its tolerance a comparison used, step by step. Shares rather than deviations, since a relative tolerance
 * allows each number a different deviation: a share above 1 fails, whatever the number.
 *
 * @param title what deviates from what
 * @param tolerance what the comparison allowed
 * @param points in the order of their steps
 */
public record DeviationSeries(String title, Tolerance tolerance, List<Point> points) {

    /** Copies the points. */
    public DeviationSeries {
        points = List.copyOf(points);
    }

    /**
     * @param step from 0
     * @param share the largest deviation divided by what was allowed, since the previous point; infinite where a number
     *     was not finite or no deviation was allowed
     */
    public record Point(long step, double share) {}
}
