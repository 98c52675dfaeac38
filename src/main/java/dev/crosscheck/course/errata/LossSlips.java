package dev.crosscheck.course.errata;

import dev.crosscheck.course.LossSheets;
import dev.crosscheck.course.Points;
import dev.crosscheck.course.errata.Erratum.Finding;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Softmax;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

/** The errors about losses: two in the plots of section 3, one in the test of section 5. */
final class LossSlips {
    private static final int POINTS = 100;
    private static final int CLASSES = 10;
    private static final int EXAMPLES = 10_000;
    private static final int BATCH = 1_000;

    private LossSlips() {}

    static Erratum scalarCurve() {
        double[] p = Points.between(0, 1, POINTS);
        Matrix y = new Matrix(POINTS, 1, p.clone());
        double[] published = {Loss.MEAN_SQUARED_ERROR.value(y, y.map(ignored -> 1))};
        double[] correct = Arrays.stream(p).map(LossSheets::squaredError).toArray();
        return new Erratum(
                "3, plots",
                "passes all points to the loss at once, and plots the one mean it returns",
                "the loss of each point by itself",
                "One value does not make a curve over " + POINTS + " points: the plot stops with an error.",
                List.of(
                        new Finding("values for " + POINTS + " points", published.length, correct.length),
                        new Finding("mean squared error at p = 0, target 1", published[0], correct[0]),
                        new Finding("mean squared error at p = 1, target 1", published[0], correct[POINTS - 1])));
    }

    static Erratum threeTargets() {
        DoubleUnaryOperator published = LossSlips::lossAgainstEveryClass;
        DoubleUnaryOperator correct = LossSheets::categoricalCrossEntropy;
        return new Erratum(
                "3, plot of categorical cross-entropy",
                "compares one prediction with three one-hot rows, and never draws the result",
                "-ln p of the true class",
                "With every class true in turn, it is the mean of -ln p over all classes: lowest where the prediction"
                        + " is undecided, not where it is right.",
                List.of(
                        finding("loss at p = 1/3", published, correct, 1.0 / 3),
                        finding("loss at p = 0.9", published, correct, 0.9),
                        new Finding("p at which the curve is lowest", lowest(published), lowest(correct))));
    }

    private static Finding finding(
            String quantity, DoubleUnaryOperator published, DoubleUnaryOperator correct, double p) {
        return new Finding(quantity, published.applyAsDouble(p), correct.applyAsDouble(p));
    }

    private static double lossAgainstEveryClass(double p) {
        double[] y = LossSheets.prediction(p).data();
        Matrix broadcast = new Matrix(3, 3, y[0], y[1], y[2], y[0], y[1], y[2], y[0], y[1], y[2]);
        return Loss.CATEGORICAL_CROSS_ENTROPY.value(broadcast, new Matrix(3, 3, 1, 0, 0, 0, 1, 0, 0, 0, 1));
    }

    private static double lowest(DoubleUnaryOperator loss) {
        double best = 0;
        for (double p : Points.between(0, 1, POINTS)) {
            best = loss.applyAsDouble(p) < loss.applyAsDouble(best) ? p : best;
        }
        return best;
    }

    static Erratum sumOfMeans() {
        SplittableRandom random = new SplittableRandom(1);
        Matrix y = Softmax.SOFTMAX.forward(Matrix.gaussian(EXAMPLES, CLASSES, random));
        Matrix t = Matrix.zeros(EXAMPLES, CLASSES);
        for (int n = 0; n < EXAMPLES; n++) {
            t.data()[n * CLASSES + random.nextInt(CLASSES)] = 1;
        }
        double means = 0;
        double sums = 0;
        for (int first = 0; first < EXAMPLES; first += BATCH) {
            double mean = Loss.CATEGORICAL_CROSS_ENTROPY.value(batch(y, first), batch(t, first));
            means += mean;
            sums += BATCH * mean;
        }
        double published = means / EXAMPLES;
        double correct = sums / EXAMPLES;
        return new Erratum(
                "5, test",
                "adds up the means of the batches, and divides by the number of examples",
                "weight each batch's mean by its size, then divide",
                "The loss comes out too small by the size of a batch; the accuracy beside it is right.",
                List.of(
                        new Finding(
                                "test loss of " + EXAMPLES + " random predictions in batches of " + BATCH,
                                published,
                                correct),
                        new Finding(
                                "the same, as a multiple of the mean over all",
                                factor(published, y, t),
                                factor(correct, y, t))));
    }

    private static double factor(double loss, Matrix y, Matrix t) {
        return loss / Loss.CATEGORICAL_CROSS_ENTROPY.value(y, t);
    }

    private static Matrix batch(Matrix matrix, int first) {
        return new Matrix(
                BATCH, CLASSES, Arrays.copyOfRange(matrix.data(), first * CLASSES, (first + BATCH) * CLASSES));
    }
}
