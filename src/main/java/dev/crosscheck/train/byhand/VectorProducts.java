package dev.crosscheck.train.byhand;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The products with the Vector API, for matrices whose number of columns is a multiple of 16. Each element is one sum in a fixed order,
 * whatever the machine's vector width.
 */
final class VectorProducts implements Products {
    /** The machine's vectors, limited to 512 bits: columns are a multiple of 16 floats, not of wider vectors. */
    private static final VectorSpecies<Float> SPECIES =
            FloatVector.SPECIES_PREFERRED.length() <= 16 ? FloatVector.SPECIES_PREFERRED : FloatVector.SPECIES_512;

    private static final int LANES = SPECIES.length();
    private static final int BLOCK = 4 * LANES; // four independent sums hide the latency of an addition

    /** Units of a slice: the number of columns for which the products are fastest. */
    private static final int U = Sums.SLICE;

    /** Terms of a sum that are added at a time: so many rows of B, 32 KiB, stay in the processor's innermost cache. */
    private static final int DEPTH = 128;

    /** Whether 16 sums at once stay in registers: AVX-512 has 32 of them, older vectors have 16. */
    private static final boolean MANY_REGISTERS = LANES == 16;

    private final ThreadLocal<float[]> transposed = ThreadLocal.withInitial(() -> new float[0]);

    /** What the sums of a product do with the previous values of C. */
    private enum Previous {
        /** They replace them. */
        REPLACED,
        /** They begin with them. */
        CONTINUED,
        /** They are added to them in the end. */
        ADDED
    }

    @Override
    public void forward(int n, int k, int m, float[] x, float[] w, float[] z) {
        multiply(n, k, m, x, k, 1, w, z, Previous.REPLACED);
    }

    @Override
    public void addForward(int n, int k, int m, float[] x, float[] w, float[] z) {
        multiply(n, k, m, x, k, 1, w, z, Previous.ADDED);
    }

    @Override
    public void weightGradient(int n, int k, int m, float[] x, float[] dz, float[] dw) {
        multiply(k, n, m, x, 1, k, dz, dw, Previous.REPLACED);
    }

    @Override
    public void addInputGradient(int n, int k, int m, float[] dz, float[] w, float[] dx) {
        float[] into = transposed.get();
        if (into.length < k * m) {
            into = new float[k * m];
            transposed.set(into);
        }
        Products.transpose(k, m, w, into);
        multiply(n, m, k, dz, m, 1, into, dx, Previous.CONTINUED);
    }

    /**
     * {@code C = A·B} (rows, columns) with A's element (row, i) at {@code row·rowStride + i·innerStride}. Several rows at a time share each
     * load of B and several vectors of B each load of A; so many sums also hide the latency of an addition. Long sums are computed in
     * pieces, between which they are stored in C.
     */
    private static void multiply(
            int rows,
            int inner,
            int columns,
            float[] a,
            int rowStride,
            int innerStride,
            float[] b,
            float[] c,
            Previous previous) {
        int depth = previous == Previous.ADDED ? inner : DEPTH;
        Previous now = previous;
        for (int from = 0; from < inner; from += depth) {
            int to = Math.min(inner, from + depth);
            if (columns == U) {
                multiplySlice(rows, from, to, a, rowStride, innerStride, b, c, now);
            } else {
                multiplyAny(rows, from, to, columns, a, rowStride, innerStride, b, c, now);
            }
            now = Previous.CONTINUED;
        }
    }

    private static void multiplySlice(
            int rows,
            int from,
            int to,
            float[] a,
            int rowStride,
            int innerStride,
            float[] b,
            float[] c,
            Previous previous) {
        for (int column = 0; column < U; column += BLOCK) {
            int row = 0;
            for (; MANY_REGISTERS && row + 3 < rows; row += 4) {
                fourRowsOfFour(row, from, to, column, a, rowStride, innerStride, b, c, previous);
            }
            for (; row + 1 < rows; row += 2) {
                twoRowsOfFour(row, from, to, column, a, rowStride, innerStride, b, c, previous);
            }
            for (int last = column; row < rows && last < column + BLOCK; last += LANES) {
                oneRow(row, from, to, U, last, a, rowStride, innerStride, b, c, previous);
            }
        }
    }

    private static void multiplyAny(
            int rows,
            int from,
            int to,
            int columns,
            float[] a,
            int rowStride,
            int innerStride,
            float[] b,
            float[] c,
            Previous previous) {
        for (int column = 0; column < columns; column += LANES) {
            int row = 0;
            for (; row + 3 < rows; row += 4) {
                fourRows(row, from, to, columns, column, a, rowStride, innerStride, b, c, previous);
            }
            for (; row < rows; row++) {
                oneRow(row, from, to, columns, column, a, rowStride, innerStride, b, c, previous);
            }
        }
    }

    private static void fourRowsOfFour(
            int row,
            int from,
            int to,
            int column,
            float[] a,
            int rowStride,
            int innerStride,
            float[] b,
            float[] c,
            Previous previous) {
        int at = row * U + column;
        FloatVector c0 = start(c, at, previous);
        FloatVector d0 = start(c, at + LANES, previous);
        FloatVector e0 = start(c, at + 2 * LANES, previous);
        FloatVector f0 = start(c, at + 3 * LANES, previous);
        FloatVector c1 = start(c, at + U, previous);
        FloatVector d1 = start(c, at + U + LANES, previous);
        FloatVector e1 = start(c, at + U + 2 * LANES, previous);
        FloatVector f1 = start(c, at + U + 3 * LANES, previous);
        FloatVector c2 = start(c, at + 2 * U, previous);
        FloatVector d2 = start(c, at + 2 * U + LANES, previous);
        FloatVector e2 = start(c, at + 2 * U + 2 * LANES, previous);
        FloatVector f2 = start(c, at + 2 * U + 3 * LANES, previous);
        FloatVector c3 = start(c, at + 3 * U, previous);
        FloatVector d3 = start(c, at + 3 * U + LANES, previous);
        FloatVector e3 = start(c, at + 3 * U + 2 * LANES, previous);
        FloatVector f3 = start(c, at + 3 * U + 3 * LANES, previous);
        int left = row * rowStride + from * innerStride;
        for (int i = from; i < to; i++) {
            FloatVector u0 = FloatVector.fromArray(SPECIES, b, i * U + column);
            FloatVector u1 = FloatVector.fromArray(SPECIES, b, i * U + column + LANES);
            FloatVector u2 = FloatVector.fromArray(SPECIES, b, i * U + column + 2 * LANES);
            FloatVector u3 = FloatVector.fromArray(SPECIES, b, i * U + column + 3 * LANES);
            FloatVector x = FloatVector.broadcast(SPECIES, a[left]);
            c0 = u0.fma(x, c0);
            d0 = u1.fma(x, d0);
            e0 = u2.fma(x, e0);
            f0 = u3.fma(x, f0);
            x = FloatVector.broadcast(SPECIES, a[left + rowStride]);
            c1 = u0.fma(x, c1);
            d1 = u1.fma(x, d1);
            e1 = u2.fma(x, e1);
            f1 = u3.fma(x, f1);
            x = FloatVector.broadcast(SPECIES, a[left + 2 * rowStride]);
            c2 = u0.fma(x, c2);
            d2 = u1.fma(x, d2);
            e2 = u2.fma(x, e2);
            f2 = u3.fma(x, f2);
            x = FloatVector.broadcast(SPECIES, a[left + 3 * rowStride]);
            c3 = u0.fma(x, c3);
            d3 = u1.fma(x, d3);
            e3 = u2.fma(x, e3);
            f3 = u3.fma(x, f3);
            left += innerStride;
        }
        end(c0, c, at, previous);
        end(d0, c, at + LANES, previous);
        end(e0, c, at + 2 * LANES, previous);
        end(f0, c, at + 3 * LANES, previous);
        end(c1, c, at + U, previous);
        end(d1, c, at + U + LANES, previous);
        end(e1, c, at + U + 2 * LANES, previous);
        end(f1, c, at + U + 3 * LANES, previous);
        end(c2, c, at + 2 * U, previous);
        end(d2, c, at + 2 * U + LANES, previous);
        end(e2, c, at + 2 * U + 2 * LANES, previous);
        end(f2, c, at + 2 * U + 3 * LANES, previous);
        end(c3, c, at + 3 * U, previous);
        end(d3, c, at + 3 * U + LANES, previous);
        end(e3, c, at + 3 * U + 2 * LANES, previous);
        end(f3, c, at + 3 * U + 3 * LANES, previous);
    }

    private static void twoRowsOfFour(
            int row,
            int from,
            int to,
            int column,
            float[] a,
            int rowStride,
            int innerStride,
            float[] b,
            float[] c,
            Previous previous) {
        int at = row * U + column;
        FloatVector c0 = start(c, at, previous);
        FloatVector d0 = start(c, at + LANES, previous);
        FloatVector e0 = start(c, at + 2 * LANES, previous);
        FloatVector f0 = start(c, at + 3 * LANES, previous);
        FloatVector c1 = start(c, at + U, previous);
        FloatVector d1 = start(c, at + U + LANES, previous);
        FloatVector e1 = start(c, at + U + 2 * LANES, previous);
        FloatVector f1 = start(c, at + U + 3 * LANES, previous);
        int left = row * rowStride + from * innerStride;
        for (int i = from; i < to; i++) {
            FloatVector u0 = FloatVector.fromArray(SPECIES, b, i * U + column);
            FloatVector u1 = FloatVector.fromArray(SPECIES, b, i * U + column + LANES);
            FloatVector u2 = FloatVector.fromArray(SPECIES, b, i * U + column + 2 * LANES);
            FloatVector u3 = FloatVector.fromArray(SPECIES, b, i * U + column + 3 * LANES);
            FloatVector x = FloatVector.broadcast(SPECIES, a[left]);
            c0 = u0.fma(x, c0);
            d0 = u1.fma(x, d0);
            e0 = u2.fma(x, e0);
            f0 = u3.fma(x, f0);
            x = FloatVector.broadcast(SPECIES, a[left + rowStride]);
            c1 = u0.fma(x, c1);
            d1 = u1.fma(x, d1);
            e1 = u2.fma(x, e1);
            f1 = u3.fma(x, f1);
            left += innerStride;
        }
        end(c0, c, at, previous);
        end(d0, c, at + LANES, previous);
        end(e0, c, at + 2 * LANES, previous);
        end(f0, c, at + 3 * LANES, previous);
        end(c1, c, at + U, previous);
        end(d1, c, at + U + LANES, previous);
        end(e1, c, at + U + 2 * LANES, previous);
        end(f1, c, at + U + 3 * LANES, previous);
    }

    private static void fourRows(
            int row,
            int from,
            int to,
            int columns,
            int column,
            float[] a,
            int rowStride,
            int innerStride,
            float[] b,
            float[] c,
            Previous previous) {
        int at = row * columns + column;
        FloatVector c0 = start(c, at, previous);
        FloatVector c1 = start(c, at + columns, previous);
        FloatVector c2 = start(c, at + 2 * columns, previous);
        FloatVector c3 = start(c, at + 3 * columns, previous);
        int left = row * rowStride + from * innerStride;
        for (int i = from; i < to; i++) {
            FloatVector u0 = FloatVector.fromArray(SPECIES, b, i * columns + column);
            FloatVector x = FloatVector.broadcast(SPECIES, a[left]);
            c0 = u0.fma(x, c0);
            x = FloatVector.broadcast(SPECIES, a[left + rowStride]);
            c1 = u0.fma(x, c1);
            x = FloatVector.broadcast(SPECIES, a[left + 2 * rowStride]);
            c2 = u0.fma(x, c2);
            x = FloatVector.broadcast(SPECIES, a[left + 3 * rowStride]);
            c3 = u0.fma(x, c3);
            left += innerStride;
        }
        end(c0, c, at, previous);
        end(c1, c, at + columns, previous);
        end(c2, c, at + 2 * columns, previous);
        end(c3, c, at + 3 * columns, previous);
    }

    private static void oneRow(
            int row,
            int from,
            int to,
            int columns,
            int column,
            float[] a,
            int rowStride,
            int innerStride,
            float[] b,
            float[] c,
            Previous previous) {
        int at = row * columns + column;
        FloatVector c0 = start(c, at, previous);
        int left = row * rowStride + from * innerStride;
        for (int i = from; i < to; i++) {
            FloatVector u0 = FloatVector.fromArray(SPECIES, b, i * columns + column);
            FloatVector x = FloatVector.broadcast(SPECIES, a[left]);
            c0 = u0.fma(x, c0);
            left += innerStride;
        }
        end(c0, c, at, previous);
    }

    private static FloatVector start(float[] c, int at, Previous previous) {
        return previous == Previous.CONTINUED ? FloatVector.fromArray(SPECIES, c, at) : FloatVector.zero(SPECIES);
    }

    private static void end(FloatVector sum, float[] c, int at, Previous previous) {
        FloatVector value = previous == Previous.ADDED
                ? FloatVector.fromArray(SPECIES, c, at).add(sum)
                : sum;
        value.intoArray(c, at);
    }

    @Override
    public void sumRows(int rows, int tile, float[] matrix, float[] sums) {
        for (int column = 0; column < sums.length; column += BLOCK) {
            sumRows(rows, tile, sums.length, column, matrix, sums);
        }
    }

    private static void sumRows(int rows, int tile, int width, int column, float[] matrix, float[] sums) {
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        for (int first = 0; first < rows; first += tile) {
            FloatVector t0 = FloatVector.zero(SPECIES);
            FloatVector t1 = t0;
            FloatVector t2 = t0;
            FloatVector t3 = t0;
            int end = Math.min(rows, first + tile) * width;
            for (int at = first * width + column; at < end; at += width) {
                t0 = t0.add(FloatVector.fromArray(SPECIES, matrix, at));
                t1 = t1.add(FloatVector.fromArray(SPECIES, matrix, at + LANES));
                t2 = t2.add(FloatVector.fromArray(SPECIES, matrix, at + 2 * LANES));
                t3 = t3.add(FloatVector.fromArray(SPECIES, matrix, at + 3 * LANES));
            }
            s0 = s0.add(t0);
            s1 = s1.add(t1);
            s2 = s2.add(t2);
            s3 = s3.add(t3);
        }
        s0.intoArray(sums, column);
        s1.intoArray(sums, column + LANES);
        s2.intoArray(sums, column + 2 * LANES);
        s3.intoArray(sums, column + 3 * LANES);
    }

    @Override
    public void sumLit(
            int[] entries, int from, int to, float[] levels, float[] matrix, float[] start, float[] sums, int at) {
        for (int block = 0; block < Sums.SLICE; block += BLOCK) {
            sumLitBlock(entries, from, to, levels, matrix, start, block, sums, at + block);
        }
    }

    private static void sumLitBlock(
            int[] entries,
            int from,
            int to,
            float[] levels,
            float[] matrix,
            float[] start,
            int block,
            float[] sums,
            int at) {
        FloatVector s0 = FloatVector.fromArray(SPECIES, start, block);
        FloatVector s1 = FloatVector.fromArray(SPECIES, start, block + LANES);
        FloatVector s2 = FloatVector.fromArray(SPECIES, start, block + 2 * LANES);
        FloatVector s3 = FloatVector.fromArray(SPECIES, start, block + 3 * LANES);
        for (int i = from; i < to; i++) {
            FloatVector x = FloatVector.broadcast(SPECIES, levels[LitPixels.value(entries[i])]);
            int row = LitPixels.index(entries[i]) * Sums.SLICE + block;
            s0 = FloatVector.fromArray(SPECIES, matrix, row).fma(x, s0);
            s1 = FloatVector.fromArray(SPECIES, matrix, row + LANES).fma(x, s1);
            s2 = FloatVector.fromArray(SPECIES, matrix, row + 2 * LANES).fma(x, s2);
            s3 = FloatVector.fromArray(SPECIES, matrix, row + 3 * LANES).fma(x, s3);
        }
        s0.intoArray(sums, at);
        s1.intoArray(sums, at + LANES);
        s2.intoArray(sums, at + 2 * LANES);
        s3.intoArray(sums, at + 3 * LANES);
    }

    /** Adam uses the operations of {@link AdamStep} in the same order, so that the bits are the same. */
    @Override
    public void update(Update update, float[] gradient, Parameter parameter, int from, int length) {
        if (!(update instanceof AdamStep step)) {
            Products.super.update(update, gradient, parameter, from, length);
            return;
        }
        float[] theta = parameter.theta();
        float[] m = parameter.m();
        float[] v = parameter.v();
        for (int i = 0; i < length; i += SPECIES.length()) {
            FloatVector g = FloatVector.fromArray(SPECIES, gradient, i);
            int at = from + i;
            FloatVector mi = FloatVector.fromArray(SPECIES, m, at)
                    .mul(step.beta1())
                    .add(g.mul(step.fresh1()))
                    .add(Update.ROUNDING)
                    .sub(Update.ROUNDING);
            FloatVector vi = FloatVector.fromArray(SPECIES, v, at)
                    .mul(step.beta2())
                    .add(g.mul(step.fresh2()).mul(g))
                    .add(Update.ROUNDING)
                    .sub(Update.ROUNDING);
            mi.intoArray(m, at);
            vi.intoArray(v, at);
            FloatVector change =
                    mi.mul(step.rate()).div(vi.lanewise(VectorOperators.SQRT).add(step.epsilon()));
            FloatVector before = FloatVector.fromArray(SPECIES, theta, at);
            before.sub(change.add(before.mul(step.decay()))).intoArray(theta, at);
        }
    }

    @Override
    public String name() {
        return "Vector API (" + SPECIES.vectorBitSize() + " bits)";
    }
}
