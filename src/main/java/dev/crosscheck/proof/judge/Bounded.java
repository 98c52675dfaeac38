package dev.crosscheck.proof.judge;

import dev.crosscheck.math.Matrix;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * A matrix of numbers computed in double, each with a bound on how far another program's may be from it that does the same mathematics in
 * floating-point numbers of a given precision, in any order.
 *
 * <p>This is running error analysis of first order (Higham, Accuracy and Stability of Numerical Algorithms, 2002, section 3.3): every
 * operation passes on the bounds of what it is given, by the size of its derivatives, and adds its own roundings, each at most u times the
 * size of its result. A sum of n terms in any order rounds by at most n u times the sum of their sizes. Exact zeros stay exact: their bound
 * is 0.
 *
 * @param value the numbers
 * @param radius the bound of each, same shape, 0 or more
 * @param u how far a rounding may put the two apart, for a number of size 1: the unit roundoffs of both added
 */
record Bounded(Matrix value, Matrix radius, double u) {
    /** Roundings of a library's exp, log or tanh, in units of u of the result: no C library in use is off by more than 2 of 2u. */
    private static final int LIBRARY = 4;

    /** A bounded number. */
    private interface Bound {
        double of(double value, double radius);
    }

    /** A bound from two bounded numbers. */
    interface PairBound {
        double of(double a, double ra, double b, double rb);
    }

    /** @return numbers that both programs were given */
    static Bounded exact(Matrix value, double u) {
        return new Bounded(value, Matrix.zeros(value.rows(), value.columns()), u);
    }

    int rows() {
        return value.rows();
    }

    int columns() {
        return value.columns();
    }

    private Bounded with(Matrix other, Matrix bound) {
        return new Bounded(other, bound, u);
    }

    private static Matrix sizes(Matrix m) {
        return m.map(Math::abs);
    }

    /** @return A B with A this: (N, K) times (K, M) */
    Bounded times(Bounded b) {
        Matrix sizes = sizes(value).times(sizes(b.value));
        Matrix bound = radius.times(sizes(b.value))
                .combine(sizes(value).times(b.radius), Double::sum)
                .combine(radius.times(b.radius), Double::sum)
                .combine(sizes, (r, s) -> r + (columns() + 1) * u * s);
        return with(value.times(b.value), bound);
    }

    /** @return A Wᵀ + b with A this, (N, I), W (O, I) and b (1, O): what a dense layer computes */
    Bounded dense(Bounded weights, Bounded bias) {
        Bounded product = times(weights.transpose());
        Matrix sizes = sizes(value)
                .times(sizes(weights.value).transpose())
                .plusRow(sizes(bias.value)); // in whatever order the bias is added, partial sums are smaller
        return with(
                product.value.plusRow(bias.value),
                product.radius
                        .plusRow(bias.radius)
                        .combine(sizes, (r, s) -> r + 2 * u * s)
                        .combine(
                                Matrix.zeros(rows(), bias.columns()).plusRow(sizes(bias.value)),
                                (r, s) -> r + columns() * u * s));
    }

    Bounded transpose() {
        return with(value.transpose(), radius.transpose());
    }

    /** @return the sums down the columns, (1, columns) */
    Bounded columnSums() {
        return with(
                value.columnSums(),
                radius.columnSums().combine(sizes(value).columnSums(), (r, s) -> r + rows() * u * s));
    }

    /** @return element by element */
    Bounded plus(Bounded b) {
        return combine(b, Double::sum, (x, rx, y, ry) -> rx + ry + u * Math.abs(x + y));
    }

    /** @return element by element */
    Bounded minus(Bounded b) {
        return combine(b, (x, y) -> x - y, (x, rx, y, ry) -> rx + ry + u * Math.abs(x - y));
    }

    /** @return element by element */
    Bounded hadamard(Bounded b) {
        return combine(
                b,
                (x, y) -> x * y,
                (x, rx, y, ry) -> rx * Math.abs(y) + ry * Math.abs(x) + rx * ry + u * Math.abs(x * y));
    }

    /** @return element by element, with the bound of the result's own rounding among what {@code bound} gives */
    Bounded combine(Bounded b, DoubleBinaryOperator f, PairBound bound) {
        Matrix result = value.combine(b.value, f);
        Matrix bounds = Matrix.zeros(rows(), columns());
        for (int i = 0; i < bounds.data().length; i++) {
            bounds.data()[i] = bound.of(
                    value.data()[i],
                    radius.data()[i],
                    b.value.data()[i],
                    b.radius.data()[i]);
        }
        return with(result, bounds);
    }

    /** @return times a constant that the other program may have rounded, and multiplied or divided by */
    Bounded scale(double factor) {
        return scale(factor, 2 * u * Math.abs(factor));
    }

    /** @return times a constant that is known within a bound */
    Bounded scale(double factor, double bound) {
        return map(
                v -> v * factor,
                (v, r) -> r * (Math.abs(factor) + bound) + Math.abs(v) * (bound + u * Math.abs(factor)));
    }

    /** @return a function that rises or falls all along, of each element, right to some roundings of its size */
    Bounded map(DoubleUnaryOperator f) {
        return map(f, 0);
    }

    /**
     * The same.
     *
     * @param size what some forms of the function round at beside its result: 1 for {@code e^z - 1}, which cancels near 0
     */
    Bounded map(DoubleUnaryOperator f, double size) {
        return map(f, (v, r) -> {
            double y = f.applyAsDouble(v);
            double moved =
                    r == 0 ? 0 : Math.max(Math.abs(f.applyAsDouble(v + r) - y), Math.abs(f.applyAsDouble(v - r) - y));
            return moved + LIBRARY * u * (Math.abs(y) + size);
        });
    }

    private Bounded map(DoubleUnaryOperator f, Bound bound) {
        Matrix bounds = Matrix.zeros(rows(), columns());
        for (int i = 0; i < bounds.data().length; i++) {
            bounds.data()[i] = bound.of(value.data()[i], radius.data()[i]);
        }
        return with(value.map(f), bounds);
    }

    /** @return a step between two levels at 0: where the bound reaches over it, either level is possible */
    Bounded stepAtZero(double below, double at, double above) {
        double apart = Math.max(above, at) - Math.min(below, at);
        DoubleUnaryOperator step = v -> v > 0 ? above : v < 0 ? below : at;
        return map(step, (v, r) -> r > 0 && Math.abs(v) <= r ? apart : u * step.applyAsDouble(v));
    }

    /** @return the same numbers within a wider bound, by some for each */
    Bounded widened(DoubleUnaryOperator more) {
        return with(value, radius.combine(value.map(more), Double::sum));
    }

    /** @return the rows of these numbers, from 0 */
    Bounded pick(int... rows) {
        return with(pick(value, rows), pick(radius, rows));
    }

    private static Matrix pick(Matrix from, int... rows) {
        Matrix picked = Matrix.zeros(rows.length, from.columns());
        for (int n = 0; n < rows.length; n++) {
            System.arraycopy(from.data(), rows[n] * from.columns(), picked.data(), n * from.columns(), from.columns());
        }
        return picked;
    }

    /** @return the same numbers, read row by row into other rows and columns */
    Bounded reshape(int rows, int columns) {
        return with(
                new Matrix(rows, columns, value.data().clone()),
                new Matrix(rows, columns, radius.data().clone()));
    }
}
