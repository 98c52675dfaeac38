package dev.crosscheck.measure;

import java.util.Arrays;

/**
 * A confusion matrix: the numbers of examples by true and predicted class.
 *
 * @param counts by [true class][predicted class], square
 */
public record Confusion(int[][] counts) {

    /** @return number of examples */
    public int total() {
        return Arrays.stream(counts).mapToInt(row -> Arrays.stream(row).sum()).sum();
    }

    /** @return number of correct predictions */
    public int correct() {
        int correct = 0;
        for (int c = 0; c < counts.length; c++) {
            correct += counts[c][c];
        }
        return correct;
    }

    /** @return number of examples of class {@code c} */
    public int actual(int c) {
        return Arrays.stream(counts[c]).sum();
    }

    /** @return share of the examples predicted as {@code c} that belong to it; 0 if there are none */
    public double precision(int c) {
        return ratio(counts[c][c], Arrays.stream(counts).mapToInt(row -> row[c]).sum());
    }

    /** @return share of the examples of class {@code c} that are predicted as {@code c}; 0 if there are none */
    public double recall(int c) {
        return ratio(counts[c][c], actual(c));
    }

    /** @return the harmonic mean of precision and recall of class {@code c}; 0 if both are 0 */
    public double f1(int c) {
        return ratio(2 * precision(c) * recall(c), precision(c) + recall(c));
    }

    /** @return the mean recall of the classes that have examples: the accuracy if all classes had the same number of examples */
    public double balancedAccuracy() {
        double sum = 0;
        int present = 0;
        for (int c = 0; c < counts.length; c++) {
            if (actual(c) > 0) {
                sum += recall(c);
                present++;
            }
        }
        return ratio(sum, present);
    }

    private static double ratio(double part, double whole) {
        return whole == 0 ? 0 : part / whole;
    }
}
