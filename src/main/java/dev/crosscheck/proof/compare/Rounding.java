package dev.crosscheck.proof.compare;

import dev.crosscheck.math.Matrix;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

/**
 * Measures what rounding can explain: numbers are computed again with random moves in their last places, and a multiple of the change that results may be
 * rounding. In DL4J and SameDiff only the parameters can be moved; in a training of our own, each sum and each result of a few operations is moved, too.
 */
public final class Rounding {
    /** The largest relative error of one rounding to a float. */
    public static final double FLOAT = 0x1p-24;

    /** The largest relative error of one rounding to a double. */
    public static final double DOUBLE = 0x1p-53;

    public static final Rounding NONE = new Rounding(0, 0);

    /** Rounding may explain so many times the change that the moves make. */
    public static final double MULTIPLE = 3;

    /** A number in single precision is not judged if rounding explains more than this share of it. */
    public static final double MOST = 0.01;

    /** In double precision rounding explains this share at most, so that an error of a millionth is always noticed. */
    private static final double MOST_OF_DOUBLES = 1e-6;

    /** The move of a sum, in units in its last place: each addition rounds, and a sum of a thousand products is off by about five units. */
    private static final double OF_SUMS = 10;

    /** The move of a result of a few operations, or of a function such as exp, in u: their error is up to 8 u, and {@link #MULTIPLE} times the move is allowed. */
    private static final double FEW = 3;

    /** The move of a unit's slope at its kink, as a multiple of the jump there: several rows of a batch may be at the kink of the unit. */
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

    /** @param oneStep whether the next step is from a state that both sides have: only then {@link #kinks} moves slopes */
    public void begin(boolean oneStep) {
        isOneStep = oneStep;
    }

    private Matrix moved(Matrix m, DoubleUnaryOperator most) {
        return u == 0 ? m : m.map(v -> v + most.applyAsDouble(v) * (2 * random.nextDouble() - 1));
    }

    /** Moves each number by up to {@code most} times u of itself. */
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

    /** @return parameters, each moved up or down by the root mean square of the moves of {@link #sum}; for a single repetition that can move nothing else */
    public Matrix parameters(Matrix m) {
        double usual = 2 * OF_SUMS * u / Math.sqrt(3);
        return m.map(v -> v + (random.nextBoolean() ? usual : -usual) * v);
    }

    public Matrix few(Matrix m) {
        return moved(m, FEW);
    }

    /** @return the output of a curved activation, whose intermediate results may be as large as 1 */
    public Matrix curved(Matrix a) {
        return moved(a, v -> FEW * u * Math.max(1, Math.abs(v)));
    }

    /** @return parameters moved within what their printed digits leave open */
    public Matrix read(Matrix m, DoubleUnaryOperator open) {
        return moved(m, v -> 2 * open.applyAsDouble(v) / MULTIPLE);
    }

    /**
     * A constant that another program may have rounded differently, by the same amount in every step. The bound of that error is known, so that
     * no multiple of it is needed.
     *
     * @param ups a bit for each copy: 1 if it takes the constant too large, 0 if too small
     * @param ulps the bound of the error, in units of u
     */
    public double constant(int ups, double value, double ulps) {
        return value + ((ups >> copy & 1) == 1 ? 1 : -1) * ulps * u / MULTIPLE;
    }

    /**
     * Moves the slopes of units at their kink. A unit is there if a multiple of the move of its Z, or of the moves in its row, could change the sign
     * of Z. An exact 0 is not moved. In later steps the moves of Z themselves take units to the other side.
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

    /** @return the deviation that may be rounding, from the right numbers and those of moved parameters */
    public static double explained(Matrix right, Matrix ofMoved) {
        return MULTIPLE * right.combine(ofMoved, (a, b) -> a - b).largest();
    }

    /** @return the same for an array of doubles: at most {@value #MOST_OF_DOUBLES} of its largest number, or of 1 if that is less */
    public static double explainedOfDoubles(Matrix right, double explained) {
        return Math.min(explained, MOST_OF_DOUBLES * Math.max(1, right.largest()));
    }

    /**
     * @param largest the largest number of an array
     * @param explained the deviation that may be rounding
     * @return the size by which both sides are divided: then the tolerance, which is relative to {@code largest}, allows what rounding explains if that
     *     is more
     */
    public static double size(double largest, double explained, Tolerance tolerance) {
        return Math.max(largest, explained / tolerance.absolute());
    }
}
