package dev.crosscheck.course;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.showing.plot.CombinedSheet;
import dev.crosscheck.showing.plot.CombinedSheet.Curve;
import dev.crosscheck.showing.plot.CombinedSheet.Panel;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/** The sheets of course section 3: losses as curves, each computed point by point. */
public final class LossSheets {
    private static final int POINTS = 100;

    /** Far below what a cross-entropy reaches at p = 0; up to here its course can be seen. */
    private static final double CROSS_ENTROPY_LIMIT = 6;

    private LossSheets() {}

    /** @return the three losses against the predicted value over [0, 1] */
    public static CombinedSheet losses() {
        return new CombinedSheet(
                String.format(
                        Locale.ROOT,
                        "Losses against the predicted value (cross-entropies rise to %.1f at p = 0)",
                        binaryCrossEntropy(0)),
                3,
                List.of(
                        panel("mean squared error, target 1", LossSheets::squaredError),
                        panel("binary cross-entropy, target 1", LossSheets::binaryCrossEntropy),
                        panel("categorical cross-entropy, true class 0", LossSheets::categoricalCrossEntropy)));
    }

    /** @return Huber's loss and the squared error it replaces, against the residual over [-3, 3] */
    public static CombinedSheet huber() {
        double[] residuals = Points.between(-3, 3, POINTS);
        return new CombinedSheet(
                "Huber loss",
                1,
                List.of(new Panel(
                        "parabola within 1, line beyond",
                        "residual y - t",
                        "loss",
                        List.of(
                                curve("half squared error", residuals, r -> one(Loss.HALF_SQUARED_ERROR, r, 0)),
                                curve("Huber", residuals, r -> one(Loss.HUBER, r, 0))))));
    }

    /** @return the mean squared error of the prediction p for the target 1 */
    public static double squaredError(double p) {
        return one(Loss.MEAN_SQUARED_ERROR, p, 1);
    }

    /** @return the binary cross-entropy of the prediction p for the target 1 */
    public static double binaryCrossEntropy(double p) {
        return one(Loss.BINARY_CROSS_ENTROPY, p, 1);
    }

    /** @return the categorical cross-entropy of the prediction (p, (1-p)/2, (1-p)/2) where class 0 is the true one */
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

    private static Panel panel(String title, DoubleUnaryOperator loss) {
        return new Panel(
                title,
                "predicted value p",
                "loss",
                CROSS_ENTROPY_LIMIT,
                List.of(curve("loss", Points.between(0, 1, POINTS), loss)));
    }

    private static Curve curve(String name, double[] x, DoubleUnaryOperator loss) {
        return new Curve(name, x, Arrays.stream(x).map(loss).toArray());
    }
}
