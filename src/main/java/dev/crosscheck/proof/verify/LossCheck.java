package dev.crosscheck.proof.verify;

import dev.crosscheck.math.FiniteDifference;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Comparisons;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.twin.LossTwin;
import java.util.SplittableRandom;
import java.util.function.BinaryOperator;
import java.util.function.ToDoubleBiFunction;

/**
 * Compares the values and gradients of a loss with DL4J's (Huber: SameDiff's), and its gradients with central differences of its own values. Needs ND4J
 * started.
 */
public final class LossCheck {
    private static final int SAMPLES = 40;
    private static final int ROWS = 5;
    private static final int OUTPUTS = 3;
    /** The distance of random probabilities from 0 and 1, nearer to which the third derivative of the logarithm makes central differences inaccurate. */
    private static final double MARGIN = 0.05;

    private static final double[] SURE = {1e-3, 1e-6, 1e-9, 1e-11, 1 - 1e-11, 1 - 1e-9, 1 - 1e-6, 1 - 1e-3};
    private static final double[] CLIPPED = {0, 1e-300, 9e-13, 1 - 9e-13, 1};

    /**
     * An implementation of a loss.
     *
     * @param value the loss of Y and T
     * @param gradient dLoss/dY of Y and T
     */
    record LossAndGradient(ToDoubleBiFunction<Matrix, Matrix> value, BinaryOperator<Matrix> gradient) {

        static LossAndGradient of(Loss loss) {
            return new LossAndGradient(loss::value, loss::gradient);
        }
    }

    private LossCheck() {}

    public static Findings findings(Loss loss) {
        return findings(loss, LossAndGradient.of(loss));
    }

    /**
     * Checks an implementation.
     *
     * @param right the loss that it should equal
     * @param candidate the implementation to check
     */
    static Findings findings(Loss right, LossAndGradient candidate) {
        LossTwin twin = new LossTwin(right, OUTPUTS);
        Comparisons all = new Comparisons();
        String theirs = right == Loss.HUBER ? " against SameDiff" : " against DL4J";
        Comparison values = all.of(right.title() + theirs, Tolerances.SUMS);
        Comparison gradients = all.of("gradient of " + right.title() + theirs, Tolerances.SUMS);
        Comparison differences =
                all.of("gradient of " + right.title() + " against central differences", Tolerances.CENTRAL_DIFFERENCES);
        boolean probabilities = right.partner() != Elementwise.IDENTITY;
        SplittableRandom random = new SplittableRandom(7);
        // Random outputs, then probabilities close to 0 or 1. Rows need not sum to 1 here.
        for (int sample = 0; sample < SAMPLES + (probabilities ? SURE.length : 0); sample++) {
            int sure = sample - SAMPLES;
            Matrix t = DrawnRows.targets(right, ROWS, OUTPUTS, random);
            Matrix y = t.map(zero -> sure >= 0
                    ? SURE[sure]
                    : probabilities ? random.nextDouble(MARGIN, 1 - MARGIN) : 2 * random.nextGaussian());
            Matrix gradient = candidate.gradient().apply(y, t);
            values.add(sample, "loss", twin.value(y, t), candidate.value().applyAsDouble(y, t));
            gradients.add(sample, "dY", twin.gradient(y, t), gradient);
            if (sure < 0) {
                double[] expected =
                        FiniteDifference.gradientInPlace(() -> candidate.value().applyAsDouble(y, t), y.data());
                differences.add(sample, "dY", expected, gradient.data());
            }
        }
        String note = "";
        if (probabilities) {
            compareClipped(all, right, candidate);
            note = "DL4J is set to clip at 1e-12, as the hand-written loss does (by default: at "
                    + (right == Loss.BINARY_CROSS_ENTROPY ? "1e-5" : "1e-10, and behind a softmax only")
                    + "). Beyond the clip the hand-written loss is level and its gradient 0, while DL4J keeps a slope there, so"
                    + " there it is compared with the two numbers that follow from that.";
        }
        return all.findings("Loss, " + right.title(), note);
    }

    private static void compareClipped(Comparisons all, Loss right, LossAndGradient candidate) {
        Comparison clipped = all.of(right.title() + ", clipped, against -ln of the clip", Tolerances.SUMS);
        Comparison level = all.of("gradient of " + right.title() + ", clipped, against 0", Tolerances.EXACT);
        Matrix one = Matrix.rowOf(1);
        for (double y : CLIPPED) {
            double expected = y < MARGIN ? 12 * Math.log(10) : -Math.log1p(-1e-12);
            clipped.add("y = " + y, expected, candidate.value().applyAsDouble(Matrix.rowOf(y), one));
            level.add("y = " + y, Matrix.rowOf(0), candidate.gradient().apply(Matrix.rowOf(y), one));
        }
    }
}
