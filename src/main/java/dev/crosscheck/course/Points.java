package dev.crosscheck.course;

import java.util.Arrays;

/** Points at which curves are drawn. */
public final class Points {
    private Points() {}

    /** @return {@code count} points at equal distances, the first and the last at the ends */
    public static double[] between(double first, double last, int count) {
        double[] points = new double[count];
        Arrays.setAll(points, i -> first + (last - first) * i / (count - 1));
        return points;
    }
}
