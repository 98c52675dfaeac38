package dev.crosscheck.proof.compare;

import java.util.List;

/**
 * The share of its tolerance that a comparison used, step by step. Shares are stored instead of deviations, since a relative tolerance allows each
 * number a different deviation. A share above 1 fails.
 *
 * @param title the two sides that are compared
 * @param tolerance the tolerance of the comparison
 * @param points in the order of their steps
 */
public record DeviationSeries(String title, Tolerance tolerance, List<Point> points) {
    /**
     * One point of the series.
     *
     * @param step from 0
     * @param share the largest ratio of deviation to tolerance since the previous point; infinite if a number was not finite, or if it deviated and the
     *     tolerance is 0
     */
    public record Point(long step, double share) {}
}
