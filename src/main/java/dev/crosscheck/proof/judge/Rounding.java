package dev.crosscheck.proof.judge;

import dev.crosscheck.OrNull;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Elementwise;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

/**
 * How a training rounds. {@link #NONE} leaves its numbers as double makes them. Any other moves each number at random, so that a training that is
 * repeated with some of them shows how far rounding alone can drive two correct programs apart: parameters and sums by up to {@value #OF_SUMS} units in
 * the last place, results of a few operations by up to {@value #FEW} roundings. {@link Spread} takes a multiple of what comes of that.
 */
final class Rounding {
    /** Exact, but for the double that everything is computed in. */
    static final Rounding NONE = new Rounding(0, 0, null);

    /** Rounding happens at each operation, not once: a sum of a thousand products, one after the other, is off by about five units in its last place. */
    static final double OF_SUMS = 10;

    /** The error of a function such as exp or tanh, or of a few operations, is up to 8 u, and {@link Spread} takes three times this. */
    static final double FEW = 3;

    /** The share of a slope's jump by which a unit at its kink is moved: with the multiple of it, several rows of a unit may be at their kink. */
    private static final double OF_JUMPS = 2;

    private final double u;
    private final int copy;
    private final SplittableRandom random;
    private final Training unmoved;
    private double multiple;

    /**
     * @param u the unit roundoff of the other program
     * @param copy its number, from 0
     * @param unmoved the same training without rounding, which is one step ahead; null to move nothing
     */
    Rounding(double u, int copy, @OrNull Training unmoved) {
        this.u = u;
        this.copy = copy;
        this.random = new SplittableRandom(copy);
        this.unmoved = unmoved;
    }

    /** Says what multiple of the moves of the next step is taken. */
    void begin(double taken) {
        multiple = taken;
    }

    private Matrix moved(Matrix m, DoubleUnaryOperator most) {
        return unmoved == null ? m : m.map(v -> v + most.applyAsDouble(v) * (2 * random.nextDouble() - 1));
    }

    /** @return a sum of products, or a parameter */
    Matrix sum(Matrix m) {
        return moved(m, v -> 2 * OF_SUMS * u * v);
    }

    /** @return the result of a few operations */
    Matrix few(Matrix m) {
        return moved(m, v -> FEW * u * v);
    }

    /** @return the output of a curved activation, whose intermediate results may be as large as 1 */
    Matrix curved(Matrix a) {
        return moved(a, v -> FEW * u * Math.max(1, Math.abs(v)));
    }

    /** @return a parameter that was read from digits which leave it open */
    Matrix read(Matrix m, DoubleUnaryOperator open) {
        return moved(m, v -> 2 * open.applyAsDouble(v) / multiple);
    }

    /**
     * A constant that another program may have computed with an error of some u, the same in every step. That bound is known, so no multiple of it is needed.
     *
     * @param ups the copies that take it too large, a bit each; the others take it too small
     * @param ulps the bound of the error, in units of u
     */
    double constant(int ups, double value, double ulps) {
        boolean up = (ups >> copy & 1) == 1;
        return unmoved == null ? value : value + (up ? 1 : -1) * ulps * u / multiple;
    }

    /** @return the jump of an activation's derivative at its kink; 0 if it has none */
    static double jump(Elementwise f) {
        return switch (f) {
            case RELU -> 1;
            case LEAKY_RELU -> 1 - Elementwise.LEAK;
            default -> 0;
        };
    }

    /**
     * A unit is at its kink where a multiple of the move of its input, or of those in its row, could change its sign. An exact 0 is not moved. In later
     * steps units change their side by themselves.
     *
     * @param k the layer
     * @param slope f'(Z)
     * @param jump the jump of f' at 0
     */
    Matrix kinks(int k, Matrix z, Matrix slope, double jump) {
        if (jump == 0 || multiple == Spread.LATER || unmoved == null) {
            return slope;
        }
        Matrix exact = unmoved.z(k);
        Matrix apart = z.combine(exact, (a, b) -> Math.abs(a - b));
        Matrix moved = slope.copy();
        for (int n = 0; n < z.rows(); n++) {
            double squares = Arrays.stream(apart.row(n).data()).map(a -> a * a).sum();
            double ofRow = Math.sqrt(squares / z.columns());
            for (int j = 0; j < z.columns(); j++) {
                double most = multiple * Math.max(apart.get(n, j), ofRow);
                if (apart.get(n, j) > 0 && Math.abs(exact.get(n, j)) < most) {
                    moved.data()[n * z.columns() + j] += OF_JUMPS * jump * (random.nextBoolean() ? 1 : -1);
                }
            }
        }
        return moved;
    }
}
