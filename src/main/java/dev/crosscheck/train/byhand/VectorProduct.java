package dev.crosscheck.train.byhand;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@code C += A·B} with the Vector API, term by term: each sum begins with the element of C that is there.
 *
 * <p>Several rows at a time share each load of B, and several vectors of B each load of A; so many sums also hide the latency of an
 * addition. There are no cases for where a sum begins: the compiler would store vectors of several cases as objects.
 *
 * @param a A, with element (row, i) at {@code row·rowStride + i·innerStride}
 * @param b B, row-major
 * @param columns of B and C, a multiple of 16
 * @param c C, row-major
 */
record VectorProduct(float[] a, int rowStride, int innerStride, float[] b, int columns, float[] c) {
    private static final VectorSpecies<Float> SPECIES = VectorProducts.SPECIES;
    private static final int LANES = SPECIES.length();
    private static final int U = Sums.SLICE;
    private static final int BLOCK = 4 * LANES;

    /** Terms of a sum that are added before the next sums: so many rows of B, 64 KiB, stay in the processor's second cache. */
    private static final int DEPTH = 256;

    /** Whether 16 sums stay in registers: AVX-512 has 32 of them, older vectors have 16. */
    private static final boolean MANY_REGISTERS = LANES == 16;

    /**
     * Adds the product.
     *
     * @param rows of A and C
     * @param inner columns of A, rows of B
     */
    void add(int rows, int inner) {
        for (int from = 0; from < inner; from += DEPTH) {
            int to = Math.min(inner, from + DEPTH);
            if (columns == U) {
                addToSlice(rows, from, to);
            } else {
                addToAny(rows, from, to);
            }
        }
    }

    private void addToSlice(int rows, int from, int to) {
        for (int column = 0; column < U; column += BLOCK) {
            int row = 0;
            for (; MANY_REGISTERS && row + 3 < rows; row += 4) {
                fourRowsOfFour(row, column, from, to);
            }
            for (; row + 1 < rows; row += 2) {
                twoRowsOfFour(row, column, from, to);
            }
            if (row < rows) {
                oneRowOfFour(row, column, from, to);
            }
        }
    }

    private void addToAny(int rows, int from, int to) {
        for (int column = 0; column < columns; column += LANES) {
            int row = 0;
            for (; row + 7 < rows; row += 8) {
                eightRows(row, column, from, to);
            }
            for (; row < rows; row++) {
                oneRow(row, column, from, to);
            }
        }
    }

    private void fourRowsOfFour(int row, int column, int from, int to) {
        int at = row * U + column;
        FloatVector c0 = FloatVector.fromArray(SPECIES, c, at);
        FloatVector d0 = FloatVector.fromArray(SPECIES, c, at + LANES);
        FloatVector e0 = FloatVector.fromArray(SPECIES, c, at + 2 * LANES);
        FloatVector f0 = FloatVector.fromArray(SPECIES, c, at + 3 * LANES);
        FloatVector c1 = FloatVector.fromArray(SPECIES, c, at + U);
        FloatVector d1 = FloatVector.fromArray(SPECIES, c, at + U + LANES);
        FloatVector e1 = FloatVector.fromArray(SPECIES, c, at + U + 2 * LANES);
        FloatVector f1 = FloatVector.fromArray(SPECIES, c, at + U + 3 * LANES);
        FloatVector c2 = FloatVector.fromArray(SPECIES, c, at + 2 * U);
        FloatVector d2 = FloatVector.fromArray(SPECIES, c, at + 2 * U + LANES);
        FloatVector e2 = FloatVector.fromArray(SPECIES, c, at + 2 * U + 2 * LANES);
        FloatVector f2 = FloatVector.fromArray(SPECIES, c, at + 2 * U + 3 * LANES);
        FloatVector c3 = FloatVector.fromArray(SPECIES, c, at + 3 * U);
        FloatVector d3 = FloatVector.fromArray(SPECIES, c, at + 3 * U + LANES);
        FloatVector e3 = FloatVector.fromArray(SPECIES, c, at + 3 * U + 2 * LANES);
        FloatVector f3 = FloatVector.fromArray(SPECIES, c, at + 3 * U + 3 * LANES);
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
        c0.intoArray(c, at);
        d0.intoArray(c, at + LANES);
        e0.intoArray(c, at + 2 * LANES);
        f0.intoArray(c, at + 3 * LANES);
        c1.intoArray(c, at + U);
        d1.intoArray(c, at + U + LANES);
        e1.intoArray(c, at + U + 2 * LANES);
        f1.intoArray(c, at + U + 3 * LANES);
        c2.intoArray(c, at + 2 * U);
        d2.intoArray(c, at + 2 * U + LANES);
        e2.intoArray(c, at + 2 * U + 2 * LANES);
        f2.intoArray(c, at + 2 * U + 3 * LANES);
        c3.intoArray(c, at + 3 * U);
        d3.intoArray(c, at + 3 * U + LANES);
        e3.intoArray(c, at + 3 * U + 2 * LANES);
        f3.intoArray(c, at + 3 * U + 3 * LANES);
    }

    private void twoRowsOfFour(int row, int column, int from, int to) {
        int at = row * U + column;
        FloatVector c0 = FloatVector.fromArray(SPECIES, c, at);
        FloatVector d0 = FloatVector.fromArray(SPECIES, c, at + LANES);
        FloatVector e0 = FloatVector.fromArray(SPECIES, c, at + 2 * LANES);
        FloatVector f0 = FloatVector.fromArray(SPECIES, c, at + 3 * LANES);
        FloatVector c1 = FloatVector.fromArray(SPECIES, c, at + U);
        FloatVector d1 = FloatVector.fromArray(SPECIES, c, at + U + LANES);
        FloatVector e1 = FloatVector.fromArray(SPECIES, c, at + U + 2 * LANES);
        FloatVector f1 = FloatVector.fromArray(SPECIES, c, at + U + 3 * LANES);
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
        c0.intoArray(c, at);
        d0.intoArray(c, at + LANES);
        e0.intoArray(c, at + 2 * LANES);
        f0.intoArray(c, at + 3 * LANES);
        c1.intoArray(c, at + U);
        d1.intoArray(c, at + U + LANES);
        e1.intoArray(c, at + U + 2 * LANES);
        f1.intoArray(c, at + U + 3 * LANES);
    }

    private void oneRowOfFour(int row, int column, int from, int to) {
        int at = row * U + column;
        FloatVector c0 = FloatVector.fromArray(SPECIES, c, at);
        FloatVector d0 = FloatVector.fromArray(SPECIES, c, at + LANES);
        FloatVector e0 = FloatVector.fromArray(SPECIES, c, at + 2 * LANES);
        FloatVector f0 = FloatVector.fromArray(SPECIES, c, at + 3 * LANES);
        int left = row * rowStride + from * innerStride;
        for (int i = from; i < to; i++) {
            FloatVector x = FloatVector.broadcast(SPECIES, a[left]);
            c0 = FloatVector.fromArray(SPECIES, b, i * U + column).fma(x, c0);
            d0 = FloatVector.fromArray(SPECIES, b, i * U + column + LANES).fma(x, d0);
            e0 = FloatVector.fromArray(SPECIES, b, i * U + column + 2 * LANES).fma(x, e0);
            f0 = FloatVector.fromArray(SPECIES, b, i * U + column + 3 * LANES).fma(x, f0);
            left += innerStride;
        }
        c0.intoArray(c, at);
        d0.intoArray(c, at + LANES);
        e0.intoArray(c, at + 2 * LANES);
        f0.intoArray(c, at + 3 * LANES);
    }

    private void eightRows(int row, int column, int from, int to) {
        int at = row * columns + column;
        FloatVector c0 = FloatVector.fromArray(SPECIES, c, at);
        FloatVector c1 = FloatVector.fromArray(SPECIES, c, at + columns);
        FloatVector c2 = FloatVector.fromArray(SPECIES, c, at + 2 * columns);
        FloatVector c3 = FloatVector.fromArray(SPECIES, c, at + 3 * columns);
        FloatVector c4 = FloatVector.fromArray(SPECIES, c, at + 4 * columns);
        FloatVector c5 = FloatVector.fromArray(SPECIES, c, at + 5 * columns);
        FloatVector c6 = FloatVector.fromArray(SPECIES, c, at + 6 * columns);
        FloatVector c7 = FloatVector.fromArray(SPECIES, c, at + 7 * columns);
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
            x = FloatVector.broadcast(SPECIES, a[left + 4 * rowStride]);
            c4 = b0.fma(x, c4);
            x = FloatVector.broadcast(SPECIES, a[left + 5 * rowStride]);
            c5 = b0.fma(x, c5);
            x = FloatVector.broadcast(SPECIES, a[left + 6 * rowStride]);
            c6 = b0.fma(x, c6);
            x = FloatVector.broadcast(SPECIES, a[left + 7 * rowStride]);
            c7 = b0.fma(x, c7);
            left += innerStride;
        }
        c0.intoArray(c, at);
        c1.intoArray(c, at + columns);
        c2.intoArray(c, at + 2 * columns);
        c3.intoArray(c, at + 3 * columns);
        c4.intoArray(c, at + 4 * columns);
        c5.intoArray(c, at + 5 * columns);
        c6.intoArray(c, at + 6 * columns);
        c7.intoArray(c, at + 7 * columns);
    }

    private void oneRow(int row, int column, int from, int to) {
        int at = row * columns + column;
        FloatVector c0 = FloatVector.fromArray(SPECIES, c, at);
        int left = row * rowStride + from * innerStride;
        for (int i = from; i < to; i++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, i * columns + column);
            FloatVector x = FloatVector.broadcast(SPECIES, a[left]);
            c0 = b0.fma(x, c0);
            left += innerStride;
        }
        c0.intoArray(c, at);
    }
}
