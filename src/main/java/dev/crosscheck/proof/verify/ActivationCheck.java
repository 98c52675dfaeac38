package dev.crosscheck.proof.verify;

import dev.crosscheck.math.FiniteDifference;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Softmax;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Comparisons;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.compare.Verdict;
import dev.crosscheck.proof.twin.ActivationTwin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compares the values and derivatives of an activation with DL4J's, and its derivatives with central differences of its own values. Needs ND4J started.
 *
 * <p>Inputs range from -40 to 40 and up to the limits of double precision, densest around ±709 and ±745, where e^z overflows and underflows.
 * Elementwise functions get them one by one; softmax gets rows of logits with small and large spreads.
 */
public final class ActivationCheck {
    private static final double[] EXTREMES = {
        0, 1e-300, 36, 37, 100, 354, 708, 709, 710, 744, 745, 746, 1e5, 1e154, 1e300, 1e308
    };
    private static final double NEAR_A_KINK = 1e-3;
    private static final int CLASSES = 5;
    /**
     * The step of central differences grows with the logit: beyond this size it is too long for a function that changes over a distance of 1.
     */
    private static final double MOST_LOGIT = 40;

    private final Activation candidate;
    private final ActivationTwin twin;
    private final Comparisons all = new Comparisons();
    private final Comparison values;
    private final Comparison slopes;
    private final Comparison differences;

    private ActivationCheck(Activation right, Activation candidate) {
        this.candidate = candidate;
        this.twin = new ActivationTwin(right);
        String label = right.label();
        this.values = all.of(label + " against DL4J", Tolerances.ROUNDING);
        this.slopes = all.of("backward pass of " + label + " against DL4J", Tolerances.ROUNDING);
        this.differences =
                all.of("backward pass of " + label + " against central differences", Tolerances.CENTRAL_DIFFERENCES);
    }

    /** @return the verdicts of {@link #findings(Activation)} */
    public static List<Verdict> verdicts(Activation activation) {
        return findings(activation).verdicts();
    }

    /** Checks the hand-written activation. */
    public static Findings findings(Activation activation) {
        return findings(activation, activation);
    }

    /**
     * Checks an implementation.
     *
     * @param right the activation that it should equal
     * @param candidate the implementation to check
     */
    public static Findings findings(Activation right, Activation candidate) {
        ActivationCheck check = new ActivationCheck(right, candidate);
        boolean rows = right == Softmax.SOFTMAX;
        Matrix z = rows ? logits() : inputs();
        SplittableRandom random = new SplittableRandom(5);
        Matrix da = Matrix.zeros(z.rows(), z.columns()).map(zero -> random.nextDouble(-1, 1));
        Matrix a = candidate.forward(z);
        Matrix dz = candidate.backward(z, a, da);
        Matrix theirA = check.twin.forward(z);
        Matrix theirDz = check.twin.backward(z, da);
        for (int n = 0; n < z.rows(); n++) {
            String at = rows ? "row " + n : Comparison.place("z", z.get(n, 0));
            check.compareWithTwin(at, max(z.row(n)), theirA.row(n), a.row(n), theirDz.row(n), dz.row(n));
            if (!rows || Math.abs(max(z.row(n))) < MOST_LOGIT) {
                check.compareWithDifferences(at, z.row(n), da.row(n), dz.row(n));
            }
        }
        if (rows) {
            check.compareJacobians(z);
        }
        return check.all.findings("Activation, " + right.label(), check.note());
    }

    private void compareWithTwin(String at, double z, Matrix theirA, Matrix a, Matrix theirDz, Matrix dz) {
        if (twin.valueRange().contains(z)) {
            values.add(at, theirA, a);
        }
        if (twin.slopeRange().contains(z)) {
            slopes.add(at, theirDz, dz);
        }
    }

    /** Compares dz with the numerical gradient of {@code Σ da f(z)} with respect to z. */
    private void compareWithDifferences(String at, Matrix z, Matrix da, Matrix dz) {
        if (candidate.kinks().stream().noneMatch(kink -> Math.abs(z.get(0, 0) - kink) < NEAR_A_KINK)) {
            double[] expected = FiniteDifference.gradientInPlace(
                    () -> sum(candidate.forward(z).hadamard(da)), z.data());
            differences.add(at, expected, dz.data());
        }
    }

    /** Compares each row i of the Jacobian with DL4J's backward pass of a gradient that is 1 at i and 0 elsewhere. */
    private void compareJacobians(Matrix z) {
        for (int n = 0; n < z.rows(); n++) {
            Matrix jacobian = Softmax.SOFTMAX.jacobian(z.row(n));
            for (int i = 0; i < CLASSES; i++) {
                Matrix one = Matrix.zeros(1, CLASSES);
                one.data()[i] = 1;
                slopes.add("Jacobian of row " + n, twin.backward(z.row(n), one), jacobian.row(i));
            }
        }
    }

    private static double max(Matrix row) {
        return Arrays.stream(row.data()).max().orElseThrow();
    }

    private static double sum(Matrix matrix) {
        double sum = 0;
        for (double element : matrix.data()) {
            sum += element;
        }
        return sum;
    }

    /** @return the inputs of elementwise functions, (n, 1) */
    private static Matrix inputs() {
        List<Double> inputs = new ArrayList<>();
        for (int i = -400; i <= 400; i++) {
            inputs.add(i * 0.1 + 0.05);
        }
        for (double extreme : EXTREMES) {
            inputs.add(extreme);
            inputs.add(-extreme);
        }
        return new Matrix(
                inputs.size(),
                1,
                inputs.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** @return rows of logits with spreads from 0.001 to 1,000, each around its own level, (n, 5) */
    private static Matrix logits() {
        SplittableRandom random = new SplittableRandom(6);
        Matrix z = Matrix.zeros(140, CLASSES);
        for (int n = 0; n < z.rows(); n++) {
            double spread = Math.pow(10, n % 7 - 3);
            double level = n % 2 == 0 ? 0 : 500 * random.nextGaussian();
            for (int j = 0; j < CLASSES; j++) {
                z.data()[n * CLASSES + j] = level + spread * random.nextGaussian();
            }
        }
        return z;
    }

    private String note() {
        return Stream.of(twin.valueRange(), twin.slopeRange())
                .map(ActivationTwin.Range::reason)
                .distinct()
                .collect(Collectors.joining(" "))
                .strip();
    }
}
