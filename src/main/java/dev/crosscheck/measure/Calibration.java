package dev.crosscheck.measure;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether a probability of p comes true in p of all cases: rows in bins of equal width by probability. Of two classes it is the probability of
 * class 1; of more, that of the predicted class, which comes true where the prediction is right.
 *
 * @param bins those that have rows, in ascending order
 */
public record Calibration(List<Bin> bins) {
    /** Of the probabilities from 0 to 1. */
    static final int BINS = 10;

    /**
     * Rows of like probability.
     *
     * @param from lower end, which only the first bin includes
     * @param to upper end, included
     * @param rows how many, at least 1
     * @param meanPredicted the mean of their probabilities
     * @param fraction in how many of them it came true
     */
    public record Bin(double from, double to, int rows, double meanPredicted, double fraction) {}

    /** Sorts predictions into bins. */
    public static Calibration of(Predictions predictions) {
        int[] rows = new int[BINS];
        int[] right = new int[BINS];
        double[] sums = new double[BINS];
        for (int row = 0; row < predictions.rows(); row++) {
            int label = predictions.labels() == 2 ? 1 : predictions.predicted(row);
            double p = predictions.probability(row, label);
            int bin = bin(p);
            rows[bin]++;
            sums[bin] += p;
            right[bin] += predictions.actual(row) == label ? 1 : 0;
        }
        List<Bin> bins = new ArrayList<>();
        for (int b = 0; b < BINS; b++) {
            if (rows[b] > 0) {
                bins.add(new Bin(edge(b), edge(b + 1), rows[b], sums[b] / rows[b], (double) right[b] / rows[b]));
            }
        }
        return new Calibration(List.copyOf(bins));
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
