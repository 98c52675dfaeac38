package dev.crosscheck.data.table;

import java.util.Arrays;

/** Figures of arrays of finite numbers. */
final class Statistics {
    /** Passes over a shrinking part; only an order made for it needs more, and would take as many as there are values. */
    private static final int MOST_PASSES = 200;

    private Statistics() {}

    static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    /** The standard deviation over n; its squares are taken of shares of the largest distance, so that tiny ones do not vanish. */
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

    /** The middle value, or the mean of the two; the array's order is lost. */
    static double median(double[] values) {
        int middle = values.length / 2;
        double upper = select(values, middle);
        if (values.length % 2 == 1) {
            return upper;
        }
        double lower = values[0];
        for (int i = 1; i < middle; i++) {
            lower = Math.max(lower, values[i]);
        }
        return lower + (upper - lower) / 2;
    }

    /** Hoare's selection: the value that would be at this place if they were sorted, with none above it before it. */
    private static double select(double[] values, int place) {
        int from = 0;
        int to = values.length - 1;
        for (int pass = 0; from < to; pass++) {
            if (pass == MOST_PASSES) {
                Arrays.sort(values, from, to + 1);
                break;
            }
            double pivot = middleOfThree(values[from], values[(from + to) >>> 1], values[to]);
            int i = from;
            int j = to;
            while (i <= j) {
                while (values[i] < pivot) {
                    i++;
                }
                while (values[j] > pivot) {
                    j--;
                }
                if (i <= j) {
                    double kept = values[i];
                    values[i++] = values[j];
                    values[j--] = kept;
                }
            }
            if (place <= j) {
                to = j;
            } else if (place >= i) {
                from = i;
            } else {
                return values[place];
            }
        }
        return values[place];
    }

    private static double middleOfThree(double a, double b, double c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }
}
