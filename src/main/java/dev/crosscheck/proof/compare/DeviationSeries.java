package dev.crosscheck.proof.compare;

import java.util.List;

/**
 * How much of its tolerance a comparison used from step to step. The share and not the deviation, for what is allowed differs from
 * number to number where a tolerance has a relative part: a share above 1 fails, whatever the number.
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
     * @param share the largest deviation over what was allowed for it, since the point before; infinite where a number was not
     *     finite, and where none was allowed
     */
    public record Point(long step, double share) {}
}
