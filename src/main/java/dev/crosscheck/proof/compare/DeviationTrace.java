package dev.crosscheck.proof.compare;

import java.util.ArrayList;
import java.util.List;

/**
 * Records the shares of a {@link Comparison} over its steps as a {@link DeviationSeries} of at most a few hundred points: the largest share of each
 * stretch of steps.
 */
public final class DeviationTrace {
    private static final int POINTS = 400;

    private final List<DeviationSeries.Point> steps = new ArrayList<>();
    private final Comparison comparison;

    /** @param comparison the comparison to follow from now on */
    public DeviationTrace(Comparison comparison) {
        this.comparison = comparison;
    }

    /**
     * Ends a step, to which everything compared since the previous call belongs.
     *
     * @param step from 0
     */
    public void endStep(long step) {
        steps.add(new DeviationSeries.Point(step, comparison.endStep()));
    }

    /** @param title the two sides that are compared */
    public DeviationSeries series(String title) {
        int stretch = Math.max(1, steps.size() / POINTS);
        List<DeviationSeries.Point> points = new ArrayList<>();
        for (int from = 0; from < steps.size(); from += stretch) {
            List<DeviationSeries.Point> some = steps.subList(from, Math.min(from + stretch, steps.size()));
            double largest =
                    some.stream().mapToDouble(DeviationSeries.Point::share).max().orElseThrow();
            points.add(new DeviationSeries.Point(some.get(some.size() - 1).step(), largest));
        }
        return new DeviationSeries(title, comparison.tolerance(), points);
    }
}
