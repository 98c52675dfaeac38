package dev.crosscheck.data.table;

/** Statistics of arrays of finite numbers. */
final class Statistics {
    private Statistics() {}

    static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

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
}
