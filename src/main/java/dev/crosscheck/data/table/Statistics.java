package dev.crosscheck.data.table;

import java.util.Arrays;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;

/** Statistics of arrays of finite numbers, and choices of rows. */
final class Statistics {
    private Statistics() {}

    /** @return the standard deviation over n; distances are scaled by the largest one, so that squares of tiny ones do not underflow */
    static double deviation(double[] values, double mean) {
        double least = values[0];
        double most = values[0];
        for (double value : values) {
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        if (least == most) {
            return 0; // The mean of equal values may differ from them by rounding.
        }
        double largest = Math.max(most - mean, mean - least);
        double sum = 0;
        for (double value : values) {
            double share = (value - mean) / largest;
            sum += share * share;
        }
        return largest * Math.sqrt(sum / values.length);
    }

    /** @return at most {@code most} of the rows, evenly spaced */
    static int[] spaced(int[] rows, int most) {
        int count = Math.min(most, rows.length);
        return IntStream.range(0, count)
                .map(i -> rows[(int) ((long) i * rows.length / count)])
                .toArray();
    }

    /**
     * @param tie where a value is among those that are equal, from 0 to 1
     * @return the place of each value among ordered ones, as a share of them: from 0 to 1
     */
    static double[] places(double[] ordered, DoubleSupplier tie, double... values) {
        return Arrays.stream(values)
                .map(value -> {
                    int low = before(ordered, value, false);
                    return (low + tie.getAsDouble() * (before(ordered, value, true) - low)) / ordered.length;
                })
                .toArray();
    }

    /** @return how many ordered values are less than a value, or at most equal to it; NaN comes last */
    static int before(double[] ordered, double value, boolean orEqual) {
        int low = 0;
        int high = ordered.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            int order = Double.compare(ordered[middle], value);
            if (order < 0 || orEqual && order == 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Divides rows into two halves by a hash of their places, so that no pattern in their order matters (Knuth 1973). */
    static boolean isInFirstHalf(int place) {
        return place * 0x9E3779B9 < 0;
    }
}
