package dev.crosscheck.proof.compare;

import java.util.ArrayList;
import java.util.List;

/**
 * Follows a {@link Comparison} from step to step and gathers a {@link DeviationSeries} of at most a few hundred points:
 * the largest share of each stretch of steps. Shares and tolerance are the comparison's own.
 */
public final class DeviationTrace {
    private static final int POINTS = 400;

    private final List<DeviationSeries.Point> points = new ArrayList<>();
    private final Comparison comparison;
    private final long stretch;
    private double largest;
    private long steps;

    /**
     * @param comparison whose deviations are followed, from now on
     * @param steps how many are expected
     */
    public DeviationTrace(Comparison comparison, long steps) {
        this.comparison = comparison;
        this.stretch = Math.max(1, steps / POINTS);
    }

    /** Ends a step: all that was compared since the previous one belongs to it. */
    public void endStep() {
        largest = Math.max(largest, comparison.endStep());
        steps++;
        if (steps % stretch == 0) {
            endStretch();
        }
    }

    private void endStretch() {
        points.add(new DeviationSeries.Point(steps - 1, largest));
        largest = 0;
    }

    /**
     * @param title what deviates from what
     * @return the series; call this once, at the end
     */
    public DeviationSeries series(String title) {
        if (steps % stretch != 0) {
            endStretch();
        }
        return new DeviationSeries(title, comparison.tolerance(), points);
    }
}
