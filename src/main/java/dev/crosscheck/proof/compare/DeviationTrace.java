package dev.crosscheck.proof.compare;

import java.util.ArrayList;
import java.util.List;

/**
 * Records the shares of a {@link Comparison} over its steps as a {@link DeviationSeries} of at most a few hundred points: the largest share of each
 * stretch of steps.
 */
public final class DeviationTrace {
    private static final int POINTS = 400;

    private final List<DeviationSeries.Point> points = new ArrayList<>();
    private final Comparison comparison;
    private final long stretch;
    private double largest;
    private long steps;

    /**
     * @param comparison the comparison to follow from now on
     * @param steps the expected number of steps
     */
    public DeviationTrace(Comparison comparison, long steps) {
        this.comparison = comparison;
        this.stretch = Math.max(1, steps / POINTS);
    }

    /** Ends a step, to which everything compared since the previous call belongs. */
    public void endStep() {
        largest = Math.max(largest, comparison.endStep());
        steps++;
        if (steps % stretch == 0) {
            endStretch();
        }
    }

    /**
     * Ends a step that is a point by itself, since the steps before and after it are not compared.
     *
     * @param step from 0
     */
    public void endStep(long step) {
        points.add(new DeviationSeries.Point(step, comparison.endStep()));
    }

    private void endStretch() {
        points.add(new DeviationSeries.Point(steps - 1, largest));
        largest = 0;
    }

    /**
     * Returns the series; to be called once, at the end.
     *
     * @param title the two sides that are compared
     */
    public DeviationSeries series(String title) {
        if (steps % stretch != 0) {
            endStretch();
        }
        return new DeviationSeries(title, comparison.tolerance(), points);
    }
}
