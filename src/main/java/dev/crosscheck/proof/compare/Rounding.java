package dev.crosscheck.proof.compare;

import dev.crosscheck.math.Matrix;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

/**
 * What rounding can explain. Whatever is compared is computed again with its parameters moved in the last places, at random; a multiple of what that
 * changes may be rounding. Of DL4J and SameDiff nothing else can be moved; in a training that is followed operation by operation, each sum and each
 * result of a few operations is moved, too.
 */
public final class Rounding {
    /** The largest relative error of one rounding to a float. */
    public static final double FLOAT = 0x1p-24;

    /** The largest relative error of one rounding to a double. */
    public static final double DOUBLE = 0x1p-53;

    /** Moves nothing. */
    public static final Rounding NONE = new Rounding(0, 0);

    /** The multiple that rounding may be of what it changes. */
    public static final double MULTIPLE = 3;

    /** The largest share of a number in single precision that rounding may explain; if it explains more, the number is not judged. */
    public static final double MOST = 0.01;

    /** The same share of a number in double precision, so that an error of a millionth is always noticed. */
    private static final double MOST_OF_DOUBLES = 1e-6;

    /** Rounding happens at each operation, not once: a sum of a thousand products, one after the other, is off by about five units in its last place. */
    private static final double OF_SUMS = 10;

    /** The error of a function such as exp or tanh, or of a few operations, is up to 8 u; {@link #MULTIPLE} times this is allowed. */
    private static final double FEW = 3;

    /** The share of a slope's jump by which a unit at its kink is moved: with the multiple of it, several rows of a unit may be at their kink. */
    private static final double OF_JUMPS = 2;

    private final double u;
    private final int copy;
    private final SplittableRandom random;
    private boolean isOneStep;

    /**
     * @param u the unit roundoff, {@link #FLOAT} or {@link #DOUBLE}
     * @param copy the number of this repetition, from 0, which determines the directions of the moves
     */
    public Rounding(double u, int copy) {
        this.u = u;
        this.copy = copy;
        this.random = new SplittableRandom(copy);
    }

    /** Says whether the next step is one from a state that both sides have, so that units at their kink are moved ({@link #kinks}). */
    public void begin(boolean oneStep) {
        isOneStep = oneStep;
    }

    private Matrix moved(Matrix m, DoubleUnaryOperator most) {
        return u == 0 ? m : m.map(v -> v + most.applyAsDouble(v) * (2 * random.nextDouble() - 1));
    }

    /** Moves each number by up to {@code most} units of itself. */
    private Matrix moved(Matrix m, double most) {
        if (u == 0) {
            return m;
        }
        Matrix moved = m.copy();
        double[] all = moved.data();
        for (int i = 0; i < all.length; i++) {
            all[i] += all[i] * (most * u * (2 * random.nextDouble() - 1));
        }
        return moved;
    }

    /** @return a sum of products, or a parameter, moved by up to {@value #OF_SUMS} units in the last place */
    public Matrix sum(Matrix m) {
        return moved(m, 2 * OF_SUMS);
    }

    /** @return parameters where nothing else can be moved and there is one repetition: each by the root mean square of {@link #sum}, up or down */
    public Matrix parameters(Matrix m) {
        double usual = 2 * OF_SUMS * u / Math.sqrt(3);
        return m.map(v -> v + (random.nextBoolean() ? usual : -usual) * v);
    }

    /** @return the result of a few operations */
    public Matrix few(Matrix m) {
        return moved(m, FEW);
    }

    /** @return the output of a curved activation, whose intermediate results may be as large as 1 */
    public Matrix curved(Matrix a) {
        return moved(a, v -> FEW * u * Math.max(1, Math.abs(v)));
    }

    /** @return a parameter that was read from digits which leave it open */
    public Matrix read(Matrix m, DoubleUnaryOperator open) {
        return moved(m, v -> 2 * open.applyAsDouble(v) / MULTIPLE);
    }

    /**
     * A constant that another program may have computed with an error of some u, the same in every step. That bound is known, so no multiple of it is needed.
     *
     * @param ups the copies that take it too large, a bit each; the others take it too small
     * @param ulps the bound of the error, in units of u
     */
    public double constant(int ups, double value, double ulps) {
        return value + ((ups >> copy & 1) == 1 ? 1 : -1) * ulps * u / MULTIPLE;
    }

    /**
     * A unit is at its kink where a multiple of the move of its input, or of those in its row, could change its sign. An exact 0 is not moved. In later
     * steps units change their side by themselves.
     *
     * @param z Z as it was moved
     * @param exact Z without any moves
     * @param slope f'(Z)
     * @param jump the jump of f' at 0
     */
    public Matrix kinks(Matrix z, Matrix exact, Matrix slope, double jump) {
        if (jump == 0 || !isOneStep) {
            return slope;
        }
        Matrix apart = z.combine(exact, (a, b) -> Math.abs(a - b));
        Matrix moved = slope.copy();
        for (int n = 0; n < z.rows(); n++) {
            double squares = Arrays.stream(apart.row(n).data()).map(a -> a * a).sum();
            double ofRow = Math.sqrt(squares / z.columns());
            for (int j = 0; j < z.columns(); j++) {
                double most = MULTIPLE * Math.max(apart.get(n, j), ofRow);
                if (apart.get(n, j) > 0 && Math.abs(exact.get(n, j)) < most) {
                    moved.data()[n * z.columns() + j] += OF_JUMPS * jump * (random.nextBoolean() ? 1 : -1);
                }
            }
        }
        return moved;
    }

    /** @return the deviation that may be rounding, given the right numbers and those computed from moved parameters */
    public static double explained(Matrix right, Matrix ofMoved) {
        return MULTIPLE * right.combine(ofMoved, (a, b) -> a - b).largest();
    }

    /** @return what is explained of an array of doubles, but at most {@value #MOST_OF_DOUBLES} of its largest number, or of 1 if that is less */
    public static double explainedOfDoubles(Matrix right, double explained) {
        return Math.min(explained, MOST_OF_DOUBLES * Math.max(1, right.largest()));
    }

    /**
     * @param largest the largest number of an array
     * @param explained the deviation that may be rounding
     * @return the number by which both sides are divided, so that the tolerance allows a deviation of {@code largest} times it, or of what rounding explains
     *     if that is more
     */
    public static double size(double largest, double explained, Tolerance tolerance) {
        return Math.max(largest, explained / tolerance.absolute());
    }
}
