package dev.crosscheck.train;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A network's predictions on a labelled set, counted.
 *
 * @param loss mean of {@code -ln p} of the true class over all examples (each has the same weight, whatever its batch); p is
 *     clipped to at least 1e-10, as DL4J's cross-entropy does
 * @param confusion examples by [true class][predicted class]
 */
public record Evaluation(double loss, int[][] confusion) {
    private static final double SMALLEST = 1e-10;

    /**
     * A wrong prediction.
     *
     * @param index the example
     * @param label its true class
     * @param predicted the class predicted
     * @param probability the network's probability of the predicted class
     * @param loss {@code -ln p} of the true class
     */
    public record Mistake(int index, int label, int predicted, double probability, double loss) {}

    /**
     * Counts predictions.
     *
     * @param probabilities (examples, classes), row-major
     * @param labels the true classes
     */
    public static Evaluation of(float[] probabilities, int[] labels) {
        double sum = 0;
        int classes = probabilities.length / labels.length;
        int[][] confusion = new int[classes][classes];
        for (int i = 0; i < labels.length; i++) {
            sum += loss(probabilities[i * classes + labels[i]]);
            confusion[labels[i]][predicted(probabilities, i * classes, classes)]++;
        }
        return new Evaluation(sum / labels.length, confusion);
    }

    /**
     * The mistakes with the largest loss.
     *
     * @param probabilities (examples, classes), row-major
     * @param labels the true classes
     * @param most how many at most
     * @return worst first
     */
    public static List<Mistake> worst(float[] probabilities, int[] labels, int most) {
        List<Mistake> mistakes = new ArrayList<>();
        int classes = probabilities.length / labels.length;
        for (int i = 0; i < labels.length; i++) {
            int predicted = predicted(probabilities, i * classes, classes);
            if (predicted != labels[i]) {
                double given = probabilities[i * classes + predicted];
                mistakes.add(new Mistake(i, labels[i], predicted, given, loss(probabilities[i * classes + labels[i]])));
            }
        }
        mistakes.sort(Comparator.comparingDouble(Mistake::loss).reversed());
        return List.copyOf(mistakes.subList(0, Math.min(most, mistakes.size())));
    }

    /** @param p probability of the true class */
    private static double loss(double p) {
        // Written so that NaN stays NaN: a network that gives no number must not look like a very wrong one.
        return -Math.log(p < SMALLEST ? SMALLEST : p);
    }

    private static int predicted(float[] probabilities, int from, int classes) {
        int best = 0;
        for (int c = 1; c < classes; c++) {
            if (probabilities[from + c] > probabilities[from + best]) {
                best = c;
            }
        }
        return best;
    }

    /** @return examples predicted correctly */
    public int correct() {
        int correct = 0;
        for (int c = 0; c < confusion.length; c++) {
            correct += confusion[c][c];
        }
        return correct;
    }

    /** @return all examples */
    public int total() {
        int total = 0;
        for (int c = 0; c < confusion.length; c++) {
            total += actual(c);
        }
        return total;
    }

    /** @return correct / total, in percent */
    public double accuracyPercent() {
        return 100.0 * correct() / total();
    }

    /** @return examples of class {@code c} */
    public int actual(int c) {
        int sum = 0;
        for (int count : confusion[c]) {
            sum += count;
        }
        return sum;
    }

    /** @return the share of the examples predicted as {@code c} that are; 0 if there are none */
    public double precision(int c) {
        int predicted = 0;
        for (int[] row : confusion) {
            predicted += row[c];
        }
        return ratio(confusion[c][c], predicted);
    }

    /** @return the share of the examples of class {@code c} predicted as such; 0 if there are none */
    public double recall(int c) {
        return ratio(confusion[c][c], actual(c));
    }

    /** @return the harmonic mean of precision and recall of class {@code c}; 0 if both are */
    public double f1(int c) {
        return ratio(2 * precision(c) * recall(c), precision(c) + recall(c));
    }

    private static double ratio(double part, double whole) {
        return whole == 0 ? 0 : part / whole;
    }
}
