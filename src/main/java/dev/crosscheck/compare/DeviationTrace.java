package dev.crosscheck.compare;

import java.util.ArrayList;
import java.util.List;

/** Gathers a {@link DeviationSeries}, of which it keeps some hundred points: the largest deviation of each stretch of steps. */
public final class DeviationTrace {
    private static final int POINTS = 400;

    private final List<DeviationSeries.Point> points = new ArrayList<>();
    private final long stretch;
    private double largest;
    private long added;

    /** @param steps how many are expected */
    public DeviationTrace(long steps) {
        this.stretch = Math.max(1, steps / POINTS);
    }

    /** Adds the deviation of the next step. */
    public void add(double deviation) {
        largest = Math.max(largest, deviation);
        added++;
        if (added % stretch == 0) {
            endStretch();
        }
    }

    private void endStretch() {
        points.add(new DeviationSeries.Point(added - 1, largest));
        largest = 0;
    }

    /**
     * @param title what deviates from what
     * @param tolerance what was allowed
     * @return what was gathered, to be called once, at the end
     */
    public DeviationSeries series(String title, Tolerance tolerance) {
        if (added % stretch != 0) {
            endStretch();
        }
        return new DeviationSeries(title, tolerance.allowed(0), points);
    }
}
