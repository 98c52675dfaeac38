package dev.crosscheck.course;

import java.util.Arrays;

/** Points at which curves are evaluated. */
public final class Points {
    private Points() {}

    /** @return {@code count} evenly spaced points, including both ends */
    public static double[] between(double first, double last, int count) {
        double[] points = new double[count];
        Arrays.setAll(points, i -> first + (last - first) * i / (count - 1));
        return points;
    }
}
