package dev.crosscheck.proof.judge;

import dev.crosscheck.data.MatrixExamples;
import dev.crosscheck.math.Matrix;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * A matrix computed in double, with a bound for each number on its distance from the result of another program that evaluates the same formulas in
 * floating point of a given precision, with sums in any order.
 *
 * <p>This is first-order running error analysis (Higham, Accuracy and Stability of Numerical Algorithms, 2002, section 3.3): every operation
 * propagates the bounds of its operands by the magnitude of its derivatives and adds its own roundings, each at most u times the magnitude of the
 * result. A sum of n terms, in any order, is off by at most n u times the sum of their magnitudes. Exact zeros stay exact: their bound is 0. These
 * are worst-case bounds for the small networks of {@link Judge}; {@code replay.Rounding} has statistical ones for larger batches.
 *
 * @param value the numbers
 * @param radius the bound of each number, same shape, at least 0
 * @param u the relative difference caused by one rounding on each side: the sum of both unit roundoffs
 */
record Bounded(Matrix value, Matrix radius, double u) {
    /** The error of a library's exp, log or tanh, in units of u of the result: no C library in use is off by more than two units in the last place (2u each). */
    private static final int LIBRARY = 4;

    /** The bound of a result, from an operand and its bound. */
    private interface Bound {
        double of(double value, double radius);
    }

    /** The bound of a result, from two operands a and b and their bounds. */
    interface PairBound {
        double of(double a, double ra, double b, double rb);
    }

    /** @return numbers that both programs know exactly, with bounds of 0 */
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

    /** @return this times b: (N, K) times (K, M) */
    Bounded times(Bounded b) {
        Matrix sizes = sizes(value).times(sizes(b.value));
        Matrix bound = radius.times(sizes(b.value))
                .combine(sizes(value).times(b.radius), Double::sum)
                .combine(radius.times(b.radius), Double::sum)
                .combine(sizes, (r, s) -> r + (columns() + 1) * u * s);
        return with(value.times(b.value), bound);
    }

    /** @return A Wᵀ + b, the pre-activation of a dense layer, with this as A (N, I), weights W (O, I) and bias b (1, O) */
    Bounded dense(Bounded weights, Bounded bias) {
        Bounded product = times(weights.transpose());
        Matrix sizes = sizes(value)
                .times(sizes(weights.value).transpose())
                .plusRow(sizes(bias.value)); // an upper bound of the partial sums, whenever the bias is added
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

    /** @return f of each pair of elements; {@code bound} must include the rounding of the result itself */
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

    /** @return this times a constant, which the other program may have rounded and may multiply by or divide by its inverse */
    Bounded scale(double factor) {
        return scale(factor, 2 * u * Math.abs(factor));
    }

    /** @return this times a constant that is known within a bound */
    Bounded scale(double factor, double bound) {
        return map(
                v -> v * factor,
                (v, r) -> r * (Math.abs(factor) + bound) + Math.abs(v) * (bound + u * Math.abs(factor)));
    }

    /** @return a monotonic function of each element, accurate to a few roundings of its result */
    Bounded map(DoubleUnaryOperator f) {
        return map(f, 0);
    }

    /**
     * A monotonic function of each element.
     *
     * @param size the magnitude of intermediate results in some implementations of the function, besides its result: 1 for {@code e^z - 1}, which
     *     cancels near 0
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

    /** @return a step function with its jump at 0: where the bound of an element includes 0, each of the levels is possible */
    Bounded stepAtZero(double below, double at, double above) {
        double apart = Math.max(above, at) - Math.min(below, at);
        DoubleUnaryOperator step = v -> v > 0 ? above : v < 0 ? below : at;
        return map(step, (v, r) -> r > 0 && Math.abs(v) <= r ? apart : u * step.applyAsDouble(v));
    }

    /** @return the same numbers with each bound increased by a function of its number */
    Bounded widened(DoubleUnaryOperator more) {
        return with(value, radius.combine(value.map(more), Double::sum));
    }

    /** @return some rows, by their indices from 0 */
    Bounded pick(int... rows) {
        return with(MatrixExamples.rows(value, rows), MatrixExamples.rows(radius, rows));
    }

    /** @return the same numbers in row-major order, in another shape */
    Bounded reshape(int rows, int columns) {
        return with(
                new Matrix(rows, columns, value.data().clone()),
                new Matrix(rows, columns, radius.data().clone()));
    }
}
