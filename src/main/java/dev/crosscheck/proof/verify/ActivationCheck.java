package dev.crosscheck.proof.verify;

import dev.crosscheck.math.DoubleMath;
import dev.crosscheck.math.FiniteDifference;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Softmax;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Comparisons;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.twin.ActivationTwin;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
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
    private static final int DIGITS = 6;
    /**
     * The step of central differences grows with the logit: beyond this size it is too long for a function that changes over a distance of 1.
     */
    private static final double MOST_LOGIT = 40;

    public static Findings findings(Activation activation) {
        return findings(activation, activation);
    }

    /**
     * Checks an implementation.
     *
     * @param right the activation that it should equal
     * @param candidate the implementation to check
     */
    static Findings findings(Activation right, Activation candidate) {
        String label = right.label();
        ActivationTwin twin = new ActivationTwin(right);
        Comparisons all = new Comparisons();
        Comparison values = all.of(label + " against DL4J", Tolerances.ROUNDING);
        Comparison slopes = all.of("backward pass of " + label + " against DL4J", Tolerances.ROUNDING);
        Comparison differences =
                all.of("backward pass of " + label + " against central differences", Tolerances.CENTRAL_DIFFERENCES);
        boolean rows = right == Softmax.SOFTMAX;
        Matrix z = rows ? logits() : inputs();
        SplittableRandom random = new SplittableRandom(5);
        Matrix da = z.map(zero -> random.nextDouble(-1, 1));
        Matrix a = candidate.forward(z);
        Matrix dz = candidate.backward(z, a, da);
        Matrix theirA = twin.forward(z);
        Matrix theirDz = twin.backward(z, da);
        for (int n = 0; n < z.rows(); n++) {
            Matrix row = z.row(n);
            double max = Arrays.stream(row.data()).max().orElseThrow();
            String at =
                    rows ? "row " + n : "z = " + DoubleMath.rounded(max, DIGITS).stripTrailingZeros();
            if (twin.valueRange().contains(max)) {
                values.add(at, theirA.row(n), a.row(n));
            }
            if (twin.slopeRange().contains(max)) {
                slopes.add(at, theirDz.row(n), dz.row(n));
            }
            boolean smooth = candidate.kinks().stream().noneMatch(kink -> Math.abs(max - kink) < NEAR_A_KINK);
            if (smooth && (!rows || Math.abs(max) < MOST_LOGIT)) {
                // dz is the gradient of Σ da f(z) with respect to z
                Matrix of = da.row(n);
                double[] expected = FiniteDifference.gradientInPlace(
                        () -> Arrays.stream(candidate.forward(row).hadamard(of).data())
                                .sum(),
                        row.data());
                differences.add(at, expected, dz.row(n).data());
            }
            for (int i = 0; rows && i < CLASSES; i++) {
                Matrix one = Matrix.zeros(1, CLASSES);
                one.data()[i] = 1;
                slopes.add(
                        "Jacobian of row " + n,
                        twin.backward(row, one),
                        Softmax.SOFTMAX.jacobian(row).row(i));
            }
        }
        String note = Stream.of(twin.valueRange(), twin.slopeRange())
                .map(ActivationTwin.Range::reason)
                .distinct()
                .collect(Collectors.joining(" "))
                .strip();
        return all.findings("Activation, " + label, note);
    }

    /** @return the inputs of elementwise functions, (n, 1) */
    private static Matrix inputs() {
        double[] inputs = DoubleStream.concat(
                        IntStream.rangeClosed(-400, 400).mapToDouble(i -> i * 0.1 + 0.05),
                        Arrays.stream(EXTREMES).flatMap(extreme -> DoubleStream.of(extreme, -extreme)))
                .toArray();
        return new Matrix(inputs.length, 1, inputs);
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
}
