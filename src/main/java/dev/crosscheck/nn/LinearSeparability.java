package dev.crosscheck.nn;

import dev.crosscheck.math.Matrix;
import java.util.Arrays;

/** Decides whether a line separates the points of class 1 from those of class 0. The answer is exact. */
public final class LinearSeparability {
    private LinearSeparability() {}

    /**
     * Searches a direction that separates the classes. If two sets of points are separable, so are their convex hulls, and the shortest segment
     * between the hulls joins two corners, or a corner and an edge at a right angle. So one of the directions between two points, or
     * perpendicular to one of these, separates them.
     *
     * @param inputs (N, 2), whole numbers of less than 2²⁴ in size, for which the sums here are exact
     * @param targets (N, 1), each 0 or 1
     */
    public static boolean inPlane(Matrix inputs, Matrix targets) {
        for (int i = 0; i < inputs.rows(); i++) {
            for (int j = 0; j < i; j++) {
                double dx = inputs.get(i, 0) - inputs.get(j, 0);
                double dy = inputs.get(i, 1) - inputs.get(j, 1);
                if (divides(dx, dy, inputs, targets) || divides(-dy, dx, inputs, targets)) {
                    return true;
                }
            }
        }
        double first = targets.get(0, 0);
        return Arrays.stream(targets.data()).allMatch(target -> target == first);
    }

    private static boolean divides(double dx, double dy, Matrix inputs, Matrix targets) {
        double[] least = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
        double[] most = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
        for (int n = 0; n < inputs.rows(); n++) {
            double along = dx * inputs.get(n, 0) + dy * inputs.get(n, 1);
            int label = (int) targets.get(n, 0);
            least[label] = Math.min(least[label], along);
            most[label] = Math.max(most[label], along);
        }
        return most[0] < least[1] || most[1] < least[0];
    }
}
