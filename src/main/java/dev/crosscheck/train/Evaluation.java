package dev.crosscheck.train;

import dev.crosscheck.data.Examples;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.limits.Members;
import dev.crosscheck.math.Argmax;
import dev.crosscheck.math.DoubleMath;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.measure.ClassMeasures;
import dev.crosscheck.measure.Confusion;
import dev.crosscheck.measure.NumberMeasures;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.text.Text;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The results of a network on a labelled set: counts for classes, errors for numbers.
 *
 * @param loss for numbers the mean of the network's own loss, for classes the mean of {@code -ln p} of the true class over all examples;
 *     each example has the same weight, or its class weight if the network is trained with class weights; p is clipped to at least 1e-10,
 *     as in DL4J's cross-entropy
 * @param confusion examples by [true class][predicted class]; empty for numbers, and if {@code counts} replace it
 * @param numbers errors of predicted numbers; null for classes
 * @param counts for classes the totals, if the confusion was dropped; else null
 */
public record Evaluation(
        double loss,
        int[][] confusion,
        @Nullable Numbers numbers,
        @Nullable Counts counts) {
    private static final int[][] NO_CONFUSION = {};

    /** @throws Members.Unfit for a confusion of more than 1000 classes, or with negative counts */
    public Evaluation {
        Members.size("confusion", confusion.length, 0, ImageForm.MOST_CLASSES);
        for (int c = 0; c < confusion.length; c++) {
            String row = "confusion/" + c;
            Members.size(row, confusion[c].length, 2, ImageForm.MOST_CLASSES);
            for (int p = 0; p < confusion[c].length; p++) {
                if (confusion[c][p] < 0) {
                    Members.whole(row + "/" + p, confusion[c][p], 0, Integer.MAX_VALUE);
                }
            }
        }
    }

    public Evaluation(double loss, int[][] confusion) {
        this(loss, confusion, null, null);
    }

    /**
     * Totals of classes.
     *
     * @param correct number of correct predictions
     * @param total number of examples
     */
    public record Counts(int correct, int total) {
        public Counts {
            Members.whole("total", total, 0, Integer.MAX_VALUE);
            Members.whole("correct", correct, 0, total);
        }
    }

    /** @return the same without the confusion matrix, which is large if there are many classes */
    Evaluation inShort() {
        return numbers != null || counts != null
                ? this
                : new Evaluation(loss, NO_CONFUSION, null, new Counts(correct(), total()));
    }

    /**
     * Errors of predicted numbers.
     *
     * @param rows number of rows
     * @param rmse root of the mean squared error, in the target's own unit
     * @param r2 explained share of the true numbers' variance; null if these are all equal
     */
    public record Numbers(int rows, double rmse, @Nullable Double r2) {
        public Numbers {
            Members.whole("rows", rows, 0, Integer.MAX_VALUE);
        }
    }

    /**
     * A wrong prediction.
     *
     * @param index of the example
     * @param label its true class
     * @param predicted the class predicted
     * @param probability the network's probability of the predicted class
     * @param loss {@code -ln p} of the true class
     */
    public record Mistake(int index, int label, int predicted, double probability, double loss) {}

    /**
     * Evaluates a network's answers.
     *
     * @param outputs (examples, outputs), row-major
     * @param examples to which these are the answers
     * @param loss the network's loss
     * @param classWeights weights of the classes in the loss; empty if all are equal
     */
    public static Evaluation of(float[] outputs, Examples examples, Loss loss, List<Double> classWeights) {
        return examples.classes() > 0
                ? of(outputs, examples.labels(), classWeights)
                : ofNumbers(outputs, examples, loss);
    }

    /**
     * Returns the loss of each example, of which {@link #loss} is the mean.
     *
     * @param outputs (examples, outputs), row-major
     * @param examples to which these are the answers
     * @param loss the network's loss
     * @param classWeights weights of the classes in the loss; empty if all are equal
     */
    public static double[] losses(float[] outputs, Examples examples, Loss loss, List<Double> classWeights) {
        int rows = examples.size();
        if (examples.classes() > 0) {
            float[] all = outputs.length == rows ? ofBoth(outputs) : outputs;
            return losses(all, examples.labels(), classWeights);
        }
        float[] targets = examples.allTargets();
        return IntStream.range(0, rows)
                .mapToDouble(i -> loss.pointwise(outputs[i], targets[i]))
                .toArray();
    }

    private static double[] losses(float[] probabilities, int[] labels, List<Double> classWeights) {
        int classes = probabilities.length / labels.length;
        return IntStream.range(0, labels.length)
                .mapToDouble(i -> {
                    double loss = ClassMeasures.loss(probabilities[i * classes + labels[i]]);
                    return classWeights.isEmpty() ? loss : classWeights.get(labels[i]) * loss;
                })
                .toArray();
    }

    private static Evaluation ofNumbers(float[] outputs, Examples examples, Loss loss) {
        double[] predicted = Matrix.doubles(outputs);
        double[] actual = Matrix.doubles(examples.allTargets());
        double rmse = examples.unit() * NumberMeasures.rmse(predicted, actual);
        Numbers numbers = new Numbers(examples.size(), rmse, NumberMeasures.r2(predicted, actual));
        return new Evaluation(DoubleMath.mean(losses(outputs, examples, loss, List.of())), NO_CONFUSION, numbers, null);
    }

    /**
     * Counts predictions of classes.
     *
     * @param probabilities (examples, classes), row-major; with two classes also (examples, 1), the probability of the second
     * @param labels the true classes
     */
    public static Evaluation of(float[] probabilities, int[] labels) {
        return of(probabilities, labels, List.of());
    }

    private static Evaluation of(float[] probabilities, int[] labels, List<Double> classWeights) {
        if (probabilities.length == labels.length) {
            return of(ofBoth(probabilities), labels, classWeights);
        }
        int classes = probabilities.length / labels.length;
        int[][] confusion = new int[classes][classes];
        for (int i = 0; i < labels.length; i++) {
            confusion[labels[i]][Argmax.ofRow(probabilities, i * classes, classes)]++;
        }
        return new Evaluation(DoubleMath.mean(losses(probabilities, labels, classWeights)), confusion);
    }

    /** @return the probabilities of both classes, from that of the second */
    private static float[] ofBoth(float... second) {
        float[] both = new float[2 * second.length];
        for (int i = 0; i < second.length; i++) {
            both[2 * i] = 1 - second[i];
            both[2 * i + 1] = second[i];
        }
        return both;
    }

    /**
     * The mistakes with the largest loss.
     *
     * @param probabilities (examples, classes), row-major
     * @param labels the true classes
     * @param most largest number of mistakes to return
     * @return worst first
     */
    public static List<Mistake> worst(float[] probabilities, int[] labels, int most) {
        List<Mistake> mistakes = new ArrayList<>();
        int classes = probabilities.length / labels.length;
        for (int i = 0; i < labels.length; i++) {
            int predicted = Argmax.ofRow(probabilities, i * classes, classes);
            if (predicted != labels[i]) {
                double given = probabilities[i * classes + predicted];
                mistakes.add(new Mistake(
                        i, labels[i], predicted, given, ClassMeasures.loss(probabilities[i * classes + labels[i]])));
            }
        }
        mistakes.sort(Comparator.comparingDouble(Mistake::loss).reversed());
        return List.copyOf(mistakes.subList(0, Math.min(most, mistakes.size())));
    }

    /** @return the confusion matrix, with precision, recall and F1 of the classes */
    public Confusion counted() {
        return new Confusion(confusion);
    }

    public int correct() {
        return counts == null ? counted().correct() : counts.correct();
    }

    public int total() {
        if (counts != null) {
            return counts.total();
        }
        return numbers == null ? counted().total() : numbers.rows();
    }

    /** @return the main result, for messages: accuracy; for numbers RMSE and R² */
    public String words() {
        if (numbers == null) {
            return Text.of("Accuracy: %d/%d (%.2f%%)", correct(), total(), accuracyPercent());
        }
        String rmse = "RMSE: " + Text.number(numbers.rmse(), 5);
        return numbers.r2() == null ? rmse : rmse + Text.of("  R2: %.4f", numbers.r2());
    }

    /** @return correct / total, in percent; NaN if there are no classes */
    public double accuracyPercent() {
        return 100.0 * correct() / total();
    }
}
