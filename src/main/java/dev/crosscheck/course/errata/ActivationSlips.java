package dev.crosscheck.course.errata;

import dev.crosscheck.course.Points;
import dev.crosscheck.course.errata.Erratum.Finding;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Softmax;
import dev.crosscheck.text.Text;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoublePredicate;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/** The errors in section 2: a sigmoid that overflows, a softmax that mixes the rows of a batch, and its plot as a curve. */
final class ActivationSlips {
    /** Here e^-x overflows a double, while the sigmoid itself is still representable. */
    private static final double FAR = -710;

    private static final int FURTHEST = -1000;
    private static final int POINTS = 100;
    private static final int END = 5;

    private ActivationSlips() {}

    static Erratum sigmoidOverflow() {
        DoubleUnaryOperator published = x -> 1 / (1 + StrictMath.exp(-x));
        DoubleUnaryOperator correct = Elementwise.SIGMOID::value;
        return new Erratum(
                "2, sigmoid",
                "1 / (1 + e^-x) for every x",
                "e^x / (1 + e^x) for x < 0, whose exponential cannot overflow",
                "A warning of the overflow appears at run time. The course's clip hides the rest: without it the loss is"
                        + " infinite.",
                List.of(
                        new Finding(
                                "integers x from " + FURTHEST
                                        + " to 0 at which the exponential overflows, double precision",
                                count(x -> Double.isInfinite(StrictMath.exp(-x))),
                                count(x -> Double.isInfinite(StrictMath.exp(-Math.abs(x))))),
                        new Finding(
                                "the same, single precision",
                                count(x -> Float.isInfinite((float) StrictMath.exp(-x))),
                                count(x -> Float.isInfinite((float) StrictMath.exp(-Math.abs(x))))),
                        new Finding("sigmoid(-710)", published.applyAsDouble(FAR), correct.applyAsDouble(FAR)),
                        new Finding(
                                "-ln sigmoid(-710), with the course's clip at 1e-12",
                                Loss.BINARY_CROSS_ENTROPY.pointwise(published.applyAsDouble(FAR), 1),
                                Loss.BINARY_CROSS_ENTROPY.pointwise(correct.applyAsDouble(FAR), 1)),
                        new Finding(
                                "-ln sigmoid(-710), without a clip",
                                -StrictMath.log(published.applyAsDouble(FAR)),
                                -StrictMath.log(correct.applyAsDouble(FAR)))));
    }

    private static double count(DoublePredicate overflows) {
        return IntStream.rangeClosed(FURTHEST, 0).filter(overflows::test).count();
    }

    static Erratum softmaxAcrossRows() {
        Matrix vector = Matrix.rowOf(1, 2, 3);
        Matrix near = new Matrix(2, 3, 1, 2, 3, 3, 2, 1);
        Matrix far = new Matrix(2, 3, 1, 2, 3, 1001, 1002, 1003);
        return new Erratum(
                "2, softmax",
                "subtracts the maximum of the whole array, and divides by sums down axis 0",
                "maximum and sum of each row",
                "Right for one vector. In a batch the columns sum to 1 instead of the rows, and a row far below another"
                        + " vanishes.",
                List.of(
                        finding("sum of the vector (1, 2, 3)", vector, alongFirstAxis(vector.data(), 3, 1)),
                        finding("sum of row (1, 2, 3) above row (3, 2, 1)", near, alongFirstAxis(near.data(), 2, 3)),
                        finding(
                                "sum of row (1, 2, 3) above row (1001, 1002, 1003)",
                                far,
                                alongFirstAxis(far.data(), 2, 3))));
    }

    static Erratum softmaxCurve() {
        return new Erratum(
                "2, plots",
                "draws the softmax of 100 points from -5 to 5 as a curve over them",
                "a curve of one input while the others stay, such as softmax(x, 0) = sigmoid(x)",
                "Softmax is a function of all its inputs, so the height at a point depends on how many others are drawn.",
                List.of(curveAtEnd(POINTS), curveAtEnd(10 * POINTS)));
    }

    private static Finding curveAtEnd(int points) {
        double[] x = Points.between(-END, END, points);
        double[] shares = Softmax.SOFTMAX.forward(Matrix.rowOf(x)).data();
        return new Finding(
                Text.of("height at x = %d, drawn with %d points", END, points),
                shares[points - 1],
                Softmax.SOFTMAX.forward(Matrix.rowOf(END, 0)).get(0, 0));
    }

    private static Finding finding(String quantity, Matrix z, double[] published) {
        double[] correct = Softmax.SOFTMAX.forward(z).data();
        return new Finding(quantity, firstRow(published, z.columns()), firstRow(correct, z.columns()));
    }

    private static double firstRow(double[] values, int columns) {
        return Arrays.stream(values, 0, columns).sum();
    }

    /** The listing's softmax of an array with {@code length} rows of {@code width} elements; a vector has rows of one element. */
    private static double[] alongFirstAxis(double[] z, int length, int width) {
        double max = Arrays.stream(z).max().orElseThrow();
        double[] sums = new double[width];
        double[] result = new double[z.length];
        for (int i = 0; i < length * width; i++) {
            result[i] = StrictMath.exp(z[i] - max);
            sums[i % width] += result[i];
        }
        for (int i = 0; i < length * width; i++) {
            result[i] /= sums[i % width];
        }
        return result;
    }
}
