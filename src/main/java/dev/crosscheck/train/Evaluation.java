package dev.crosscheck.train;

import dev.crosscheck.data.Mnist;
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
    public static Evaluation of(float[] probabilities, byte[] labels) {
        double sum = 0;
        int[][] confusion = new int[Mnist.CLASSES][Mnist.CLASSES];
        for (int i = 0; i < labels.length; i++) {
            sum += loss(probabilities, i, labels[i]);
            confusion[labels[i]][predicted(probabilities, i)]++;
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
    public static List<Mistake> worst(float[] probabilities, byte[] labels, int most) {
        List<Mistake> mistakes = new ArrayList<>();
        for (int i = 0; i < labels.length; i++) {
            int predicted = predicted(probabilities, i);
            if (predicted != labels[i]) {
                double given = probabilities[i * Mnist.CLASSES + predicted];
                mistakes.add(new Mistake(i, labels[i], predicted, given, loss(probabilities, i, labels[i])));
            }
        }
        mistakes.sort(Comparator.comparingDouble(Mistake::loss).reversed());
        return List.copyOf(mistakes.subList(0, Math.min(most, mistakes.size())));
    }

    private static double loss(float[] probabilities, int example, int label) {
        double p = probabilities[example * Mnist.CLASSES + label];
        // Written so that NaN stays NaN: a network that gives no number must not look like a very wrong one.
        return -Math.log(p < SMALLEST ? SMALLEST : p);
    }

    private static int predicted(float[] probabilities, int example) {
        int best = 0;
        for (int c = 1; c < Mnist.CLASSES; c++) {
            if (probabilities[example * Mnist.CLASSES + c] > probabilities[example * Mnist.CLASSES + best]) {
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
