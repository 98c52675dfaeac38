package dev.crosscheck.train.byhand;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A product of matrices {@code A·B} with the Vector API, whose sums of C begin with some numbers, and to which others are added in the end.
 *
 * <p>Several rows at a time share each load of B, and several vectors of B each load of A; so many sums also hide the latency of an
 * addition. Where the sums begin and what is added are arrays, not cases: vectors of several cases would be stored as objects.
 *
 * @param a A, with element (row, i) at {@code row·rowStride + i·innerStride}
 * @param b B, row-major
 * @param columns of B and C, a multiple of 16
 * @param c C, row-major
 * @param begin the numbers that the sums begin with: {@code c}, or zeros
 * @param beginStride columns, or 0 for the same zeros in each row
 * @param added what is added to the sums: {@code c}, or negative zeros, which change no number
 * @param addedStride columns, or 0
 */
record VectorProduct(
        float[] a,
        int rowStride,
        int innerStride,
        float[] b,
        int columns,
        float[] c,
        float[] begin,
        int beginStride,
        float[] added,
        int addedStride) {
    private static final VectorSpecies<Float> SPECIES = VectorProducts.SPECIES;
    private static final int LANES = SPECIES.length();
    private static final int U = Sums.SLICE;
    private static final int BLOCK = 4 * LANES;

    /** Terms of a sum that are added before the next sums: so many rows of B, 32 KiB, stay in the processor's innermost cache. */
    private static final int DEPTH = Integer.getInteger("depth", 128);

    /** Whether 16 sums stay in registers: AVX-512 has 32 of them, older vectors have 16. */
    private static final boolean MANY_REGISTERS = LANES == 16;

    private static final float[] ZEROS = new float[BLOCK];
    private static final float[] NEGATIVE_ZEROS = negativeZeros();

    private static float[] negativeZeros() {
        float[] zeros = new float[BLOCK];
        Arrays.fill(zeros, -0f);
        return zeros;
    }

    /** C = A·B. */
    static void replace(
            int rows, int inner, int columns, float[] a, int rowStride, int innerStride, float[] b, float[] c) {
        int first = Math.min(DEPTH, inner);
        new VectorProduct(a, rowStride, innerStride, b, columns, c, ZEROS, 0, NEGATIVE_ZEROS, 0).piece(rows, 0, first);
        goOn(rows, first, inner, columns, a, rowStride, innerStride, b, c);
    }

    /** C += A·B, term by term. */
    static void goOn(
            int rows,
            int from,
            int inner,
            int columns,
            float[] a,
            int rowStride,
            int innerStride,
            float[] b,
            float[] c) {
        VectorProduct product =
                new VectorProduct(a, rowStride, innerStride, b, columns, c, c, columns, NEGATIVE_ZEROS, 0);
        for (int at = from; at < inner; at += DEPTH) {
            product.piece(rows, at, Math.min(inner, at + DEPTH));
        }
    }

    /** C += A·B, with each sum of the product before it is added. */
    static void add(int rows, int inner, int columns, float[] a, int rowStride, int innerStride, float[] b, float[] c) {
        new VectorProduct(a, rowStride, innerStride, b, columns, c, ZEROS, 0, c, columns).piece(rows, 0, inner);
    }

    private void piece(int rows, int from, int to) {
        if (columns == U) {
            slice(rows, from, to);
            return;
        }
        for (int column = 0; column < columns; column += LANES) {
            int row = 0;
            for (; row + 3 < rows; row += 4) {
                fourRows(row, column, from, to);
            }
            for (; row < rows; row++) {
                oneRow(row, column, from, to);
            }
        }
    }

    private void slice(int rows, int from, int to) {
        for (int column = 0; column < U; column += BLOCK) {
            int row = 0;
            for (; MANY_REGISTERS && row + 3 < rows; row += 4) {
                fourRowsOfFour(row, column, from, to);
            }
            for (; row + 1 < rows; row += 2) {
                twoRowsOfFour(row, column, from, to);
            }
            for (int last = column; row < rows && last < column + BLOCK; last += LANES) {
                oneRow(row, last, from, to);
            }
        }
    }

    private void fourRowsOfFour(int row, int column, int from, int to) {
        int at = row * U + column;
        int start = beginStride == 0 ? 0 : at;
        int end = addedStride == 0 ? 0 : at;
        FloatVector c0 = FloatVector.fromArray(SPECIES, begin, start);
        FloatVector d0 = FloatVector.fromArray(SPECIES, begin, start + LANES);
        FloatVector e0 = FloatVector.fromArray(SPECIES, begin, start + 2 * LANES);
        FloatVector f0 = FloatVector.fromArray(SPECIES, begin, start + 3 * LANES);
        FloatVector c1 = FloatVector.fromArray(SPECIES, begin, start + beginStride);
        FloatVector d1 = FloatVector.fromArray(SPECIES, begin, start + beginStride + LANES);
        FloatVector e1 = FloatVector.fromArray(SPECIES, begin, start + beginStride + 2 * LANES);
        FloatVector f1 = FloatVector.fromArray(SPECIES, begin, start + beginStride + 3 * LANES);
        FloatVector c2 = FloatVector.fromArray(SPECIES, begin, start + 2 * beginStride);
        FloatVector d2 = FloatVector.fromArray(SPECIES, begin, start + 2 * beginStride + LANES);
        FloatVector e2 = FloatVector.fromArray(SPECIES, begin, start + 2 * beginStride + 2 * LANES);
        FloatVector f2 = FloatVector.fromArray(SPECIES, begin, start + 2 * beginStride + 3 * LANES);
        FloatVector c3 = FloatVector.fromArray(SPECIES, begin, start + 3 * beginStride);
        FloatVector d3 = FloatVector.fromArray(SPECIES, begin, start + 3 * beginStride + LANES);
        FloatVector e3 = FloatVector.fromArray(SPECIES, begin, start + 3 * beginStride + 2 * LANES);
        FloatVector f3 = FloatVector.fromArray(SPECIES, begin, start + 3 * beginStride + 3 * LANES);
        int left = row * rowStride + from * innerStride;
        for (int i = from; i < to; i++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, i * U + column);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, i * U + column + LANES);
            FloatVector b2 = FloatVector.fromArray(SPECIES, b, i * U + column + 2 * LANES);
            FloatVector b3 = FloatVector.fromArray(SPECIES, b, i * U + column + 3 * LANES);
            FloatVector x = FloatVector.broadcast(SPECIES, a[left]);
            c0 = b0.fma(x, c0);
            d0 = b1.fma(x, d0);
            e0 = b2.fma(x, e0);
            f0 = b3.fma(x, f0);
            x = FloatVector.broadcast(SPECIES, a[left + rowStride]);
            c1 = b0.fma(x, c1);
            d1 = b1.fma(x, d1);
            e1 = b2.fma(x, e1);
            f1 = b3.fma(x, f1);
            x = FloatVector.broadcast(SPECIES, a[left + 2 * rowStride]);
            c2 = b0.fma(x, c2);
            d2 = b1.fma(x, d2);
            e2 = b2.fma(x, e2);
            f2 = b3.fma(x, f2);
            x = FloatVector.broadcast(SPECIES, a[left + 3 * rowStride]);
            c3 = b0.fma(x, c3);
            d3 = b1.fma(x, d3);
            e3 = b2.fma(x, e3);
            f3 = b3.fma(x, f3);
            left += innerStride;
        }
        end(c0, end, at);
        end(d0, end + LANES, at + LANES);
        end(e0, end + 2 * LANES, at + 2 * LANES);
        end(f0, end + 3 * LANES, at + 3 * LANES);
        end(c1, end + addedStride, at + U);
        end(d1, end + addedStride + LANES, at + U + LANES);
        end(e1, end + addedStride + 2 * LANES, at + U + 2 * LANES);
        end(f1, end + addedStride + 3 * LANES, at + U + 3 * LANES);
        end(c2, end + 2 * addedStride, at + 2 * U);
        end(d2, end + 2 * addedStride + LANES, at + 2 * U + LANES);
        end(e2, end + 2 * addedStride + 2 * LANES, at + 2 * U + 2 * LANES);
        end(f2, end + 2 * addedStride + 3 * LANES, at + 2 * U + 3 * LANES);
        end(c3, end + 3 * addedStride, at + 3 * U);
        end(d3, end + 3 * addedStride + LANES, at + 3 * U + LANES);
        end(e3, end + 3 * addedStride + 2 * LANES, at + 3 * U + 2 * LANES);
        end(f3, end + 3 * addedStride + 3 * LANES, at + 3 * U + 3 * LANES);
    }

    private void twoRowsOfFour(int row, int column, int from, int to) {
        int at = row * U + column;
        int start = beginStride == 0 ? 0 : at;
        int end = addedStride == 0 ? 0 : at;
        FloatVector c0 = FloatVector.fromArray(SPECIES, begin, start);
        FloatVector d0 = FloatVector.fromArray(SPECIES, begin, start + LANES);
        FloatVector e0 = FloatVector.fromArray(SPECIES, begin, start + 2 * LANES);
        FloatVector f0 = FloatVector.fromArray(SPECIES, begin, start + 3 * LANES);
        FloatVector c1 = FloatVector.fromArray(SPECIES, begin, start + beginStride);
        FloatVector d1 = FloatVector.fromArray(SPECIES, begin, start + beginStride + LANES);
        FloatVector e1 = FloatVector.fromArray(SPECIES, begin, start + beginStride + 2 * LANES);
        FloatVector f1 = FloatVector.fromArray(SPECIES, begin, start + beginStride + 3 * LANES);
        int left = row * rowStride + from * innerStride;
        for (int i = from; i < to; i++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, i * U + column);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, i * U + column + LANES);
            FloatVector b2 = FloatVector.fromArray(SPECIES, b, i * U + column + 2 * LANES);
            FloatVector b3 = FloatVector.fromArray(SPECIES, b, i * U + column + 3 * LANES);
            FloatVector x = FloatVector.broadcast(SPECIES, a[left]);
            c0 = b0.fma(x, c0);
            d0 = b1.fma(x, d0);
            e0 = b2.fma(x, e0);
            f0 = b3.fma(x, f0);
            x = FloatVector.broadcast(SPECIES, a[left + rowStride]);
            c1 = b0.fma(x, c1);
            d1 = b1.fma(x, d1);
            e1 = b2.fma(x, e1);
            f1 = b3.fma(x, f1);
            left += innerStride;
        }
        end(c0, end, at);
        end(d0, end + LANES, at + LANES);
        end(e0, end + 2 * LANES, at + 2 * LANES);
        end(f0, end + 3 * LANES, at + 3 * LANES);
        end(c1, end + addedStride, at + U);
        end(d1, end + addedStride + LANES, at + U + LANES);
        end(e1, end + addedStride + 2 * LANES, at + U + 2 * LANES);
        end(f1, end + addedStride + 3 * LANES, at + U + 3 * LANES);
    }

    private void fourRows(int row, int column, int from, int to) {
        int at = row * columns + column;
        int start = beginStride == 0 ? 0 : at;
        int end = addedStride == 0 ? 0 : at;
        FloatVector c0 = FloatVector.fromArray(SPECIES, begin, start);
        FloatVector c1 = FloatVector.fromArray(SPECIES, begin, start + beginStride);
        FloatVector c2 = FloatVector.fromArray(SPECIES, begin, start + 2 * beginStride);
        FloatVector c3 = FloatVector.fromArray(SPECIES, begin, start + 3 * beginStride);
        int left = row * rowStride + from * innerStride;
        for (int i = from; i < to; i++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, i * columns + column);
            FloatVector x = FloatVector.broadcast(SPECIES, a[left]);
            c0 = b0.fma(x, c0);
            x = FloatVector.broadcast(SPECIES, a[left + rowStride]);
            c1 = b0.fma(x, c1);
            x = FloatVector.broadcast(SPECIES, a[left + 2 * rowStride]);
            c2 = b0.fma(x, c2);
            x = FloatVector.broadcast(SPECIES, a[left + 3 * rowStride]);
            c3 = b0.fma(x, c3);
            left += innerStride;
        }
        end(c0, end, at);
        end(c1, end + addedStride, at + columns);
        end(c2, end + 2 * addedStride, at + 2 * columns);
        end(c3, end + 3 * addedStride, at + 3 * columns);
    }

    private void oneRow(int row, int column, int from, int to) {
        int at = row * columns + column;
        int start = beginStride == 0 ? 0 : at;
        int end = addedStride == 0 ? 0 : at;
        FloatVector c0 = FloatVector.fromArray(SPECIES, begin, start);
        int left = row * rowStride + from * innerStride;
        for (int i = from; i < to; i++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, i * columns + column);
            FloatVector x = FloatVector.broadcast(SPECIES, a[left]);
            c0 = b0.fma(x, c0);
            left += innerStride;
        }
        end(c0, end, at);
    }

    private void end(FloatVector sum, int from, int at) {
        sum.add(FloatVector.fromArray(SPECIES, added, from)).intoArray(c, at);
    }
}
