package dev.crosscheck.proof.compare;

import dev.crosscheck.math.Matrix;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What rounding can explain. Whatever is compared is computed again with each parameter moved to one of its two neighbours, at random; a multiple of what
 * that changes may be rounding. The checks of networks, optimizers and trainers all measure it in this way.
 */
public final class LastPlace {
    /** The multiple: each operation rounds, and only the parameters are moved. */
    public static final double MULTIPLE = 30;

    /** The largest share of a number in single precision that rounding may explain; if it explains more, the number is not judged. */
    public static final double MOST_OF_FLOATS = 0.01;

    /** The same share of a number in double precision, so that an error of a millionth is always noticed. */
    public static final double MOST_OF_DOUBLES = 1e-6;

    private static final long SEED = 17;

    private LastPlace() {}

    /** @return each float moved to one of its neighbouring floats */
    public static double[] moved(float... numbers) {
        SplittableRandom random = new SplittableRandom(SEED);
        double[] moved = new double[numbers.length];
        Arrays.setAll(moved, i -> random.nextBoolean() ? Math.nextUp(numbers[i]) : Math.nextDown(numbers[i]));
        return moved;
    }

    /**
     * @param random for the choice between the neighbours
     * @return each number moved to one of its neighbours
     */
    public static double[] moved(SplittableRandom random, double... numbers) {
        return Arrays.stream(numbers)
                .map(number -> random.nextBoolean() ? Math.nextUp(number) : Math.nextDown(number))
                .toArray();
    }

    /** @return matrices whose elements are moved to their neighbours */
    public static List<Matrix> moved(List<Matrix> matrices) {
        SplittableRandom random = new SplittableRandom(SEED);
        return matrices.stream()
                .map(matrix -> new Matrix(matrix.rows(), matrix.columns(), moved(random, matrix.data())))
                .toList();
    }

    /** @return the deviation that may be rounding, given the right numbers and those computed from moved parameters */
    public static double explained(Matrix right, Matrix ofMoved) {
        return MULTIPLE * right.combine(ofMoved, (a, b) -> a - b).largest();
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
