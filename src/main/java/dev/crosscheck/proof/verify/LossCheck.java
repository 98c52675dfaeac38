package dev.crosscheck.proof.verify;

import dev.crosscheck.math.FiniteDifference;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Comparisons;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.compare.Verdict;
import dev.crosscheck.proof.twin.LossTwin;
import java.util.List;
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

    private final Loss right;
    private final Candidate candidate;
    private final LossTwin twin;
    private final Comparisons all = new Comparisons();
    private final Comparison values;
    private final Comparison gradients;
    private final Comparison differences;

    /**
     * An implementation of a loss.
     *
     * @param value the loss of Y and T
     * @param gradient dLoss/dY of Y and T
     */
    public record Candidate(ToDoubleBiFunction<Matrix, Matrix> value, BinaryOperator<Matrix> gradient) {

        /** The hand-written loss. */
        public static Candidate of(Loss loss) {
            return new Candidate(loss::value, loss::gradient);
        }
    }

    private LossCheck(Loss right, Candidate candidate) {
        this.right = right;
        this.candidate = candidate;
        this.twin = new LossTwin(right, OUTPUTS);
        String theirs = right == Loss.HUBER ? " against SameDiff" : " against DL4J";
        this.values = all.of(right.title() + theirs, Tolerances.SUMS);
        this.gradients = all.of("gradient of " + right.title() + theirs, Tolerances.SUMS);
        this.differences =
                all.of("gradient of " + right.title() + " against central differences", Tolerances.CENTRAL_DIFFERENCES);
    }

    /** @return the verdicts of {@link #findings(Loss)} */
    public static List<Verdict> verdicts(Loss loss) {
        return findings(loss).verdicts();
    }

    /** Checks the hand-written loss. */
    public static Findings findings(Loss loss) {
        return findings(loss, Candidate.of(loss));
    }

    /**
     * Checks an implementation.
     *
     * @param right the loss that it should equal
     * @param candidate the implementation to check
     */
    public static Findings findings(Loss right, Candidate candidate) {
        LossCheck check = new LossCheck(right, candidate);
        SplittableRandom random = new SplittableRandom(7);
        for (int sample = 0; sample < SAMPLES; sample++) {
            Matrix t = DrawnRows.targets(right, ROWS, OUTPUTS, random);
            Matrix y = check.outputs(random);
            check.compareWithTwin(sample, y, t);
            check.compareWithDifferences(sample, y, t);
        }
        String note = "";
        if (right.partner() != Elementwise.IDENTITY) {
            check.compareNearTheEnds(random);
            note = "DL4J is set to clip at 1e-12, as the hand-written loss does (by default: at "
                    + (right == Loss.BINARY_CROSS_ENTROPY ? "1e-5" : "1e-10, and behind a softmax only")
                    + "). Beyond the clip the hand-written loss is level and its gradient 0, while DL4J keeps a slope there, so"
                    + " there it is compared with the two numbers that follow from that.";
        }
        return check.all.findings("Loss, " + right.title(), note);
    }

    /** @return random outputs: probabilities for a cross-entropy (rows need not sum to 1 here), otherwise any numbers */
    private Matrix outputs(SplittableRandom random) {
        boolean numbers = right.partner() == Elementwise.IDENTITY;
        return Matrix.zeros(ROWS, OUTPUTS)
                .map(zero -> numbers ? 2 * random.nextGaussian() : random.nextDouble(MARGIN, 1 - MARGIN));
    }

    private void compareWithTwin(int sample, Matrix y, Matrix t) {
        values.add(sample, "loss", twin.value(y, t), candidate.value().applyAsDouble(y, t));
        gradients.add(sample, "dY", twin.gradient(y, t), candidate.gradient().apply(y, t));
    }

    private void compareWithDifferences(int sample, Matrix y, Matrix t) {
        double[] expected =
                FiniteDifference.gradientInPlace(() -> candidate.value().applyAsDouble(y, t), y.data());
        differences.add(sample, "dY", expected, candidate.gradient().apply(y, t).data());
    }

    /** Compares at probabilities close to 0 or 1, up to the clip and beyond it. */
    private void compareNearTheEnds(SplittableRandom random) {
        for (double sure : SURE) {
            Matrix t = DrawnRows.targets(right, ROWS, OUTPUTS, random);
            compareWithTwin(SAMPLES, t.map(zero -> sure), t);
        }
        Comparison clipped = all.of(right.title() + ", clipped, against -ln of the clip", Tolerances.SUMS);
        Comparison level = all.of("gradient of " + right.title() + ", clipped, against 0", Tolerances.EXACT);
        for (double y : CLIPPED) {
            Matrix one = Matrix.rowOf(1);
            Matrix at = Matrix.rowOf(y);
            double expected = y < MARGIN ? 12 * Math.log(10) : -Math.log1p(-1e-12);
            String place = Comparison.place("y", y);
            clipped.add(place, expected, candidate.value().applyAsDouble(at, one));
            level.add(place, Matrix.rowOf(0), candidate.gradient().apply(at, one));
        }
    }
}
