package dev.crosscheck.measure;

import java.util.ArrayList;
import java.util.List;

/**
 * Calibration: whether a probability of p comes true in a share p of all cases. Rows are put into bins of equal width by probability. With
 * two classes this is the probability of the positive class; with more, that of the predicted class, which comes true if the prediction is correct.
 *
 * @param error the expected calibration error (ECE): the mean over all rows of the distance between their bin's mean probability and the
 *     share that came true, from 0 to 1
 * @param bins that have rows, in ascending order
 */
public record Calibration(double error, List<Bin> bins) {
    /** Number of bins from 0 to 1. */
    static final int BINS = 10;

    /**
     * Rows of similar probability.
     *
     * @param from lower end, which only the first bin includes
     * @param to upper end, included
     * @param rows number of rows, at least 1
     * @param meanPredicted the mean of their probabilities
     * @param fraction share of the rows in which it came true
     */
    public record Bin(double from, double to, int rows, double meanPredicted, double fraction) {}

    /** Sorts predictions into bins. */
    public static Calibration of(Predictions predictions) {
        int[] rows = new int[BINS];
        int[] right = new int[BINS];
        double[] sums = new double[BINS];
        for (int row = 0; row < predictions.rows(); row++) {
            int label = predictions.labels() == 2 ? predictions.positive() : predictions.likeliest(row);
            double p = predictions.probability(row, label);
            int bin = bin(p);
            rows[bin]++;
            sums[bin] += p;
            right[bin] += predictions.actual(row) == label ? 1 : 0;
        }
        List<Bin> bins = new ArrayList<>();
        double off = 0;
        for (int b = 0; b < BINS; b++) {
            if (rows[b] > 0) {
                off += Math.abs(sums[b] - right[b]);
                bins.add(new Bin(edge(b), edge(b + 1), rows[b], sums[b] / rows[b], (double) right[b] / rows[b]));
            }
        }
        return new Calibration(off / predictions.rows(), List.copyOf(bins));
    }

    private static double edge(int bin) {
        return (double) bin / BINS;
    }

    private static int bin(double p) {
        int bin = 0;
        while (bin < BINS - 1 && p > edge(bin + 1)) {
            bin++;
        }
        return bin;
    }
}
