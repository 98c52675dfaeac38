package dev.crosscheck.proof.compare;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.proof.compare.DeviationSeries.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares a quantity with its expected values, element by element over any number of steps, and records the largest deviation.
 *
 * <p>It fails whenever nothing is proved: on a non-finite number on either side, even if both sides have the same one, on arrays of different shapes,
 * on a name that only one side has, and if nothing was compared at all.
 */
public final class Comparison {
    /** The step number for comparisons without steps. */
    public static final long NO_STEP = -1;

    private static final int NO_INDEX = -1;
    private static final double NO_RELATIVE = -1;

    private static final int POINTS = 400;

    private final String quantity;
    private final Tolerance tolerance;
    private final List<Point> steps = new ArrayList<>();
    private long compared;
    private double largestAbsolute;
    private double largestRelative = NO_RELATIVE;
    private double shareUsed;
    private double shareOfStep;
    private double largestBound;
    private String where = "";
    private String failure = "";

    /**
     * @param quantity the name of the quantity in the verdict
     * @param tolerance the tolerance of each element
     */
    public Comparison(String quantity, Tolerance tolerance) {
        this.quantity = quantity;
        this.tolerance = tolerance;
    }

    /**
     * Compares arrays by name; both sides must have the same names.
     *
     * @param step the step they belong to, or {@link #NO_STEP}
     * @return the largest absolute deviation among these arrays; infinite if they cannot be compared
     */
    public double add(long step, Map<String, Matrix> expected, Map<String, Matrix> actual) {
        if (!expected.keySet().equals(actual.keySet())) {
            return reject("arrays", "expected " + expected.keySet() + ", found " + actual.keySet(), step);
        }
        double largest = 0;
        for (Map.Entry<String, Matrix> entry : expected.entrySet()) {
            String name = entry.getKey();
            largest = Math.max(largest, add(step, name, entry.getValue(), actual.get(name)));
        }
        return largest;
    }

    /**
     * Compares two matrices, which must have the same shape.
     *
     * @param step the step they belong to, or {@link #NO_STEP}
     * @param name their name in the verdict
     * @return their largest absolute deviation; infinite if they cannot be compared
     */
    public double add(long step, String name, Matrix expected, Matrix actual) {
        return add(step, name, expected, actual, 0);
    }

    /**
     * Compares two matrices.
     *
     * @param explained a deviation that passes even if the tolerance is smaller, since rounding explains it ({@link Rounding})
     */
    public double add(long step, String name, Matrix expected, Matrix actual, double explained) {
        if (!expected.sameShape(actual)) {
            return reject(name, "expected shape " + expected.shape() + ", found " + actual.shape(), step);
        }
        double largest = 0;
        for (int i = 0; i < expected.rows(); i++) {
            for (int j = 0; j < expected.columns(); j++) {
                double right = expected.get(i, j);
                double allowed = Math.max(tolerance.allowed(right), explained);
                largest = Math.max(largest, add(step, name, i, j, right, actual.get(i, j), allowed));
            }
        }
        return largest;
    }

    /** Compares two arrays, which must have the same length and at least one element. */
    public double add(long step, String name, double[] expected, double[] actual) {
        if (expected.length != actual.length || expected.length == 0) {
            String lengths = "expected " + expected.length + " elements, found " + actual.length;
            return reject(name, actual.length == 0 ? lengths + "; an empty array proves nothing" : lengths, step);
        }
        double largest = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(
                    largest, add(step, name, i, NO_INDEX, expected[i], actual[i], tolerance.allowed(expected[i])));
        }
        return largest;
    }

    public double add(long step, String name, double expected, double actual) {
        return add(step, name, NO_INDEX, NO_INDEX, expected, actual, tolerance.allowed(expected));
    }

    public double add(String name, Matrix expected, Matrix actual) {
        return add(NO_STEP, name, expected, actual);
    }

    public double add(String name, double[] expected, double[] actual) {
        return add(NO_STEP, name, expected, actual);
    }

    public double add(String name, double expected, double actual) {
        return add(NO_STEP, name, expected, actual);
    }

    /**
     * Compares an element with a bound of its own instead of the tolerance. The verdict shows the largest of these bounds if it exceeds the tolerance.
     *
     * @param i its row
     * @param j its column
     * @param allowed the largest deviation that passes
     */
    public double add(long step, String name, int i, int j, double expected, double actual, double allowed) {
        if (allowed > tolerance.allowed(expected)) {
            largestBound = Math.max(largestBound, Math.min(allowed, Double.MAX_VALUE));
        }
        compared++;
        double difference = Math.abs(actual - expected);
        if (!(difference < Double.POSITIVE_INFINITY)) { // true of NaN, too
            return reject(place(name, i, j), "expected " + expected + ", found " + actual, step);
        }
        double share = difference == 0 ? 0 : difference / allowed;
        largestAbsolute = Math.max(largestAbsolute, difference);
        if (tolerance.isFarFromZero(expected)) {
            largestRelative = Math.max(largestRelative, difference / Math.max(Math.abs(expected), Math.abs(actual)));
        }
        shareOfStep = Math.max(shareOfStep, share);
        if (share > shareUsed) {
            shareUsed = share;
            where = at(place(name, i, j), step);
        }
        if (!(difference <= allowed)
                && failure.isEmpty()) { // only the first is reported: a wrong array may have a million
            fail(place(name, i, j), "expected " + expected + ", found " + actual, step);
        }
        return difference;
    }

    /** Records a failure regardless of the tolerance. */
    private double reject(String place, String problem, long step) {
        largestAbsolute = Double.POSITIVE_INFINITY;
        largestRelative = Double.POSITIVE_INFINITY;
        shareOfStep = Double.POSITIVE_INFINITY;
        if (shareUsed < Double.POSITIVE_INFINITY) {
            shareUsed = Double.POSITIVE_INFINITY;
            where = at(place, step);
        }
        fail(place, problem, step);
        return Double.POSITIVE_INFINITY;
    }

    private void fail(String place, String problem, long step) {
        if (failure.isEmpty()) {
            failure = at(place, step) + ": " + problem;
        }
    }

    private static String place(String name, int i, int j) {
        if (i == NO_INDEX) {
            return name;
        }
        return name + "[" + i + (j == NO_INDEX ? "" : "," + j) + "]";
    }

    private static String at(String what, long step) {
        return step == NO_STEP ? what : what + " at step " + step;
    }

    /**
     * Ends a step: everything compared since the previous call belongs to it. These steps become a {@link DeviationSeries}.
     *
     * @param step from 0
     */
    public void endStep(long step) {
        steps.add(new Point(step, shareOfStep));
        shareOfStep = 0;
    }

    /**
     * @param title what was checked
     * @return the steps as at most a few hundred points, each with the largest share of a stretch of steps; empty if no step was ended
     */
    Optional<DeviationSeries> series(String title) {
        int stretch = Math.max(1, steps.size() / POINTS);
        List<Point> points = new ArrayList<>();
        for (int from = 0; from < steps.size(); from += stretch) {
            List<Point> some = steps.subList(from, Math.min(from + stretch, steps.size()));
            double largest = some.stream().mapToDouble(Point::share).max().orElseThrow();
            points.add(new Point(some.get(some.size() - 1).step(), largest));
        }
        return points.isEmpty()
                ? Optional.empty()
                : Optional.of(new DeviationSeries(title + ": " + quantity, tolerance, points));
    }

    public Verdict verdict() {
        String reason = compared == 0 && failure.isEmpty() ? "nothing was compared" : failure;
        return new Verdict(
                quantity,
                reason.isEmpty(),
                compared,
                largestAbsolute,
                largestRelative == NO_RELATIVE ? null : largestRelative,
                where,
                largestBound > 0 ? new Tolerance(largestBound, 0, tolerance.reason()) : tolerance,
                shareUsed,
                reason);
    }
}
