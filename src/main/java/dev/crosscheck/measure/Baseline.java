package dev.crosscheck.measure;

import java.util.Arrays;

/** Predictions that ignore a row's inputs, to compare a network with. The answer is the same for every row. */
public final class Baseline {
    private Baseline() {}

    /**
     * Predicts each class with its share of the training part, so that the answer is its most frequent class.
     *
     * @param labels number of classes, at least 2
     * @param training classes of the training part, at least one
     * @param test the true classes of the test rows
     * @return predictions whose area under the ROC curve is 0.5, and that under the precision-recall curve the class's share
     */
    public static Predictions ofClasses(int labels, int[] training, int... test) {
        int[] counts = new int[labels];
        for (int label : training) {
            counts[label]++;
        }
        float[] shares = new float[labels];
        for (int c = 0; c < labels; c++) {
            shares[c] = (float) ((double) counts[c] / training.length);
        }
        float[] all = new float[Math.multiplyExact(test.length, labels)];
        for (int row = 0; row < test.length; row++) {
            System.arraycopy(shares, 0, all, row * labels, labels);
        }
        return Predictions.of(all, labels, test);
    }

    /**
     * Predicts the mean of the training part.
     *
     * @param rows number of test rows
     * @param training numbers of the training part, at least one
     */
    public static double[] ofNumbers(int rows, double... training) {
        double[] predicted = new double[rows];
        Arrays.fill(predicted, Arrays.stream(training).sum() / training.length);
        return predicted;
    }
}
