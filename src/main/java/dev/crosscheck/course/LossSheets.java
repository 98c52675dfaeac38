package dev.crosscheck.course;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.showing.plot.CombinedSheet;
import dev.crosscheck.showing.plot.CombinedSheet.Curve;
import dev.crosscheck.showing.plot.CombinedSheet.Panel;
import dev.crosscheck.text.Text;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** The charts of course section 3: losses and their gradients, computed point by point. */
public final class LossSheets {
    private static final int POINTS = 100;

    /**
     * Points of the losses' curves: ten for each of the course's, since between the first two of those a cross-entropy falls from 27.6 to 4.6, and
     * a line from one to the other has a corner that the curve has not.
     */
    private static final int FINE = 10 * (POINTS - 1) + 1;

    /**
     * Upper end of the y axis. A cross-entropy and its gradient reach far larger values near p = 0, which would hide the shape of the
     * curves.
     */
    private static final double CROSS_ENTROPY_LIMIT = 6;

    private LossSheets() {}

    /** @return three losses and their gradients as functions of the predicted value in [0, 1] */
    public static CombinedSheet losses() {
        String title = "Losses and gradients against the predicted value (cross-entropies rise to %.1f at p = 0)";
        Panel squared = panel(
                "mean squared error, target 1", LossSheets::squaredError, p -> slope(Loss.MEAN_SQUARED_ERROR, p, 1));
        Panel binary = panel(
                "binary cross-entropy, target 1",
                LossSheets::binaryCrossEntropy,
                p -> slope(Loss.BINARY_CROSS_ENTROPY, p, 1));
        Panel categorical = panel(
                "categorical cross-entropy, true class 0",
                LossSheets::categoricalCrossEntropy,
                LossSheets::categoricalSlope);
        return new CombinedSheet(Text.of(title, binaryCrossEntropy(0)), 3, List.of(squared, binary, categorical));
    }

    /** @return the Huber loss and the squared error, with their gradients, as functions of the residual in [-3, 3] */
    public static CombinedSheet huber() {
        double[] r = Points.between(-3, 3, POINTS);
        List<Curve> losses = List.of(
                new Curve("half squared error", r, v -> one(Loss.HALF_SQUARED_ERROR, v, 0)),
                new Curve("Huber", r, v -> one(Loss.HUBER, v, 0)));
        List<Curve> gradients = List.of(
                new Curve("half squared error", r, v -> slope(Loss.HALF_SQUARED_ERROR, v, 0)),
                new Curve("Huber", r, v -> slope(Loss.HUBER, v, 0)));
        String residual = "residual r = y - t";
        return new CombinedSheet(
                "Huber loss",
                2,
                List.of(
                        new Panel("parabola within 1, line beyond", residual, "loss", losses),
                        new Panel("gradient: bounded beyond 1", residual, "gradient dL/dr", gradients)));
    }

    /** @return the mean squared error of the prediction p for the target 1 */
    public static double squaredError(double p) {
        return one(Loss.MEAN_SQUARED_ERROR, p, 1);
    }

    /** @return the binary cross-entropy of the prediction p for the target 1 */
    public static double binaryCrossEntropy(double p) {
        return one(Loss.BINARY_CROSS_ENTROPY, p, 1);
    }

    /** @return the categorical cross-entropy of the prediction (p, (1-p)/2, (1-p)/2) if class 0 is the true class */
    public static double categoricalCrossEntropy(double p) {
        return Loss.CATEGORICAL_CROSS_ENTROPY.value(prediction(p), Matrix.rowOf(1, 0, 0));
    }

    /** @return (p, (1-p)/2, (1-p)/2) */
    public static Matrix prediction(double p) {
        return Matrix.rowOf(p, (1 - p) / 2, (1 - p) / 2);
    }

    private static double one(Loss loss, double y, double t) {
        return loss.value(Matrix.rowOf(y), Matrix.rowOf(t));
    }

    private static double slope(Loss loss, double y, double t) {
        return loss.gradient(Matrix.rowOf(y), Matrix.rowOf(t)).get(0, 0);
    }

    /** The derivative by p of the true class. The other two probabilities do not affect the loss. */
    private static double categoricalSlope(double p) {
        return Loss.CATEGORICAL_CROSS_ENTROPY
                .gradient(prediction(p), Matrix.rowOf(1, 0, 0))
                .get(0, 0);
    }

    /** The gradient is drawn without the end points, where a cross-entropy is clipped and its gradient is therefore 0. */
    private static Panel panel(String title, DoubleUnaryOperator loss, DoubleUnaryOperator gradient) {
        double[] p = Points.between(0, 1, FINE);
        double[] inside = Arrays.copyOfRange(p, 1, FINE - 1);
        return new Panel(
                title,
                "predicted value p",
                "",
                CROSS_ENTROPY_LIMIT,
                List.of(new Curve("loss L", p, loss), new Curve("gradient dL/dp", inside, gradient)));
    }
}
