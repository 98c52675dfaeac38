package dev.crosscheck.train;

import dev.crosscheck.Members;
import dev.crosscheck.OrNull;
import dev.crosscheck.data.Examples;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.math.Argmax;
import dev.crosscheck.measure.Confusion;
import dev.crosscheck.nn.Loss;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A network's predictions on a labelled set, counted; of numbers, measured.
 *
 * @param loss of numbers the mean of the network's own loss, of classes the mean of {@code -ln p} of the true class over all examples (each has the same weight, whatever its batch,
 *     unless the network is trained with class weights, which then count here too); p is clipped to at least 1e-10, as DL4J's cross-entropy does
 * @param confusion examples by [true class][predicted class]; empty for numbers, and where there are {@code counts} in its place
 * @param numbers how near predicted numbers come; null for classes
 * @param counts of classes what is left when the confusion is let go; else null
 */
public record Evaluation(
        double loss,
        int[][] confusion,
        @OrNull Numbers numbers,
        @OrNull Counts counts) {
    private static final double SMALLEST = 1e-10;
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

    /** Of classes. */
    public Evaluation(double loss, int[][] confusion) {
        this(loss, confusion, null, null);
    }

    /**
     * How many answers are right.
     *
     * @param correct examples predicted correctly
     * @param total all examples
     */
    public record Counts(int correct, int total) {
        /** @throws Members.Unfit if more are right than there are */
        public Counts {
            Members.whole("total", total, 0, Integer.MAX_VALUE);
            Members.whole("correct", correct, 0, total);
        }
    }

    /** @return the same without its confusion, which of many classes is large */
    Evaluation inShort() {
        return numbers != null || counts != null
                ? this
                : new Evaluation(loss, NO_CONFUSION, null, new Counts(correct(), total()));
    }

    /**
     * How near predicted numbers come to the true ones.
     *
     * @param rows how many there are
     * @param rmse root of the mean squared error, in the target's own unit
     * @param r2 the explained share of the true numbers' variance; null if these are all the same
     */
    public record Numbers(int rows, double rmse, @OrNull Double r2) {
        /** @throws Members.Unfit for fewer than no rows */
        public Numbers {
            Members.whole("rows", rows, 0, Integer.MAX_VALUE);
        }
    }

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
     * Counts or measures a network's answers.
     *
     * @param outputs (examples, outputs), row-major
     * @param examples what they are the answers to
     * @param loss the network's own
     * @param classWeights how much an example of each class counts in the loss; none where all are the same
     */
    public static Evaluation of(float[] outputs, Examples examples, Loss loss, List<Double> classWeights) {
        return examples.classes() > 0
                ? of(outputs, examples.labels(), classWeights)
                : ofNumbers(outputs, examples, loss);
    }

    private static Evaluation ofNumbers(float[] outputs, Examples examples, Loss loss) {
        int rows = examples.size();
        float[] targets = new float[rows];
        examples.targets(IntStream.range(0, rows).toArray(), 0, rows, targets);
        double mean = IntStream.range(0, rows).mapToDouble(i -> targets[i]).sum() / rows;
        double losses = 0;
        double squares = 0;
        double spread = 0;
        for (int i = 0; i < rows; i++) {
            double error = (double) outputs[i] - targets[i];
            losses += loss.pointwise(outputs[i], targets[i]);
            squares += error * error;
            spread += (targets[i] - mean) * (targets[i] - mean);
        }
        Double r2 = spread > 0 ? Double.valueOf(1 - squares / spread) : null;
        double rmse = examples.unit() * Math.sqrt(squares / rows);
        return new Evaluation(losses / rows, NO_CONFUSION, new Numbers(rows, rmse, r2), null);
    }

    /**
     * Counts predictions.
     *
     * @param probabilities (examples, classes), row-major; or of two classes that of the second alone
     * @param labels the true classes
     */
    public static Evaluation of(float[] probabilities, int[] labels) {
        return of(probabilities, labels, List.of());
    }

    private static Evaluation of(float[] probabilities, int[] labels, List<Double> classWeights) {
        if (probabilities.length == labels.length) {
            return of(ofBoth(probabilities), labels, classWeights);
        }
        double sum = 0;
        int classes = probabilities.length / labels.length;
        int[][] confusion = new int[classes][classes];
        for (int i = 0; i < labels.length; i++) {
            double loss = loss(probabilities[i * classes + labels[i]]);
            sum += classWeights.isEmpty() ? loss : classWeights.get(labels[i]) * loss;
            confusion[labels[i]][Argmax.ofRow(probabilities, i * classes, classes)]++;
        }
        return new Evaluation(sum / labels.length, confusion);
    }

    /** @return the probabilities of both of two classes */
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
     * @param most how many at most
     * @return worst first
     */
    public static List<Mistake> worst(float[] probabilities, int[] labels, int most) {
        List<Mistake> mistakes = new ArrayList<>();
        int classes = probabilities.length / labels.length;
        for (int i = 0; i < labels.length; i++) {
            int predicted = Argmax.ofRow(probabilities, i * classes, classes);
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

    private Confusion counted() {
        return new Confusion(confusion);
    }

    /** @return examples predicted correctly */
    public int correct() {
        return counts == null ? counted().correct() : counts.correct();
    }

    /** @return all examples */
    public int total() {
        if (counts != null) {
            return counts.total();
        }
        return numbers == null ? counted().total() : numbers.rows();
    }

    /** @return how good the answers are, for people: accuracy; of numbers RMSE and R² */
    public String words() {
        if (numbers == null) {
            return String.format(Locale.ROOT, "Accuracy: %d/%d (%.2f%%)", correct(), total(), accuracyPercent());
        }
        String rmse = String.format(Locale.ROOT, "RMSE: %.5g", numbers.rmse());
        return numbers.r2() == null ? rmse : rmse + String.format(Locale.ROOT, "  R2: %.4f", numbers.r2());
    }

    /** @return correct / total, in percent; not a number where there are no classes */
    public double accuracyPercent() {
        return 100.0 * correct() / total();
    }

    /** @return examples of class {@code c} */
    public int actual(int c) {
        return counted().actual(c);
    }

    /** @return the share of the examples predicted as {@code c} that are; 0 if there are none */
    public double precision(int c) {
        return counted().precision(c);
    }

    /** @return the share of the examples of class {@code c} predicted as such; 0 if there are none */
    public double recall(int c) {
        return counted().recall(c);
    }

    /** @return the harmonic mean of precision and recall of class {@code c}; 0 if both are */
    public double f1(int c) {
        return counted().f1(c);
    }
}
