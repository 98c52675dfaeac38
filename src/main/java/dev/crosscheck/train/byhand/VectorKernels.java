package dev.crosscheck.train.byhand;

import static jdk.incubator.vector.VectorOperators.ASHR;

import dev.crosscheck.train.byhand.Update.AdamStep;
import dev.crosscheck.train.byhand.Update.Parameter;
import java.util.Arrays;
import java.util.Objects;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The kernels with the Vector API, for matrices whose number of columns is a multiple of 16. Each element is one sum in a fixed order,
 * whatever the machine's vector width.
 */
final class VectorKernels implements Kernels {
    /** The machine's vectors, limited to 512 bits: columns are a multiple of 16 floats, not of wider vectors. */
    private static final VectorSpecies<Float> SPECIES =
            FloatVector.SPECIES_PREFERRED.length() <= 16 ? FloatVector.SPECIES_PREFERRED : FloatVector.SPECIES_512;

    private static final int LANES = SPECIES.length();
    private static final int U = Sums.SLICE;
    private static final int BLOCK = 4 * LANES; // four independent sums hide the latency of an addition

    private final ThreadLocal<float[]> transposed = ThreadLocal.withInitial(() -> new float[0]);
    private final ThreadLocal<float[]> products = ThreadLocal.withInitial(() -> new float[0]);

    @Override
    public void addForward(int from, int to, int k, int m, float[] x, float[] w, float[] z) {
        float[] product = room(products, to * m);
        Arrays.fill(product, from * m, to * m, 0f);
        new Product(x, k, 1, w, m, product).add(from, to, k);
        for (int i = from * m; i < to * m; i++) {
            z[i] += product[i];
        }
    }

    @Override
    public void weightGradient(int n, int k, int m, int used, float[] x, float[] dz, float[] dw) {
        if (used == m) {
            Arrays.fill(dw, 0, k * m, 0f);
            new Product(x, 1, k, dz, m, dw).add(0, k, n);
            return;
        }
        float[] turned = room(products, used * k); // dWᵀ = dZᵀ·X has the same sums, and fewer columns that are padding
        Arrays.fill(turned, 0, used * k, 0f);
        new Product(dz, 1, m, x, k, turned).add(0, used, n);
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < used; j++) {
                dw[i * m + j] = turned[j * k + i];
            }
        }
    }

    @Override
    public void addInputGradient(int n, int k, int m, int used, float[] dz, float[] w, float[] dx) {
        float[] turned = room(transposed, k * used);
        transpose(k, m, used, w, turned);
        new Product(dz, m, 1, turned, k, dx).add(0, n, used);
    }

    /** Transposes W's first columns, four rows at a time, so that fewer lines of the cache are written at once. */
    private static void transpose(int k, int m, int used, float[] w, float[] into) {
        for (int i = 0; i < k; i += 4) {
            for (int j = 0; j < used; j++) {
                into[j * k + i] = w[i * m + j];
                into[j * k + i + 1] = w[(i + 1) * m + j];
                into[j * k + i + 2] = w[(i + 2) * m + j];
                into[j * k + i + 3] = w[(i + 3) * m + j];
            }
        }
    }

    /** @return a thread's array of at least this length */
    private static float[] room(ThreadLocal<float[]> arrays, int length) {
        if (arrays.get().length < length) {
            arrays.set(new float[length]);
        }
        return arrays.get();
    }

    @Override
    public void sumRows(int rows, int tile, float[] matrix, float[] sums) {
        if (sums.length != U) {
            Kernels.super.sumRows(rows, tile, matrix, sums);
            return;
        }
        for (int column = 0; column < U; column += BLOCK) {
            sumRows(rows, tile, column, matrix, sums);
        }
    }

    private static void sumRows(int rows, int tile, int column, float[] matrix, float[] sums) {
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        for (int first = 0; first < rows; first += tile) {
            FloatVector t0 = FloatVector.zero(SPECIES);
            FloatVector t1 = t0;
            FloatVector t2 = t0;
            FloatVector t3 = t0;
            int end = Math.min(rows, first + tile) * U;
            for (int at = first * U + column; at < end; at += U) {
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
            EntryLists lists,
            int first,
            int count,
            float[] levels,
            float[] matrix,
            int origin,
            int distance,
            float[][] starts,
            int stride,
            float[][] sums) {
        int blocks = sums.length * U / BLOCK;
        for (int i = 0; i + 1 < blocks; i += 2) {
            int columnS = i * BLOCK % U;
            int columnT = (i + 1) * BLOCK % U;
            int s = i * BLOCK / U;
            int t = (i + 1) * BLOCK / U;
            int row = origin + s * distance + columnS;
            int apart = (t - s) * distance + columnT - columnS;
            float[] next = starts[t];
            twoBlocks(
                    lists, first, count, levels, matrix, row, apart, starts[s], next, columnS, columnT, stride, sums[s],
                    sums[t]);
        }
        if (blocks % 2 == 1) {
            int last = sums.length - 1;
            int row = origin + last * distance;
            oneBlock(lists, first, count, levels, matrix, row, starts[last], stride, sums[last]);
        }
    }

    /** The sums of a slice whose columns are one block. */
    private static void oneBlock(
            EntryLists lists,
            int first,
            int count,
            float[] levels,
            float[] matrix,
            int origin,
            float[] start,
            int stride,
            float[] sums) {
        int[] entries = lists.entries();
        for (int k = 0; k < count; k++) {
            int at = k * stride;
            FloatVector s0 = FloatVector.fromArray(SPECIES, start, at);
            FloatVector s1 = FloatVector.fromArray(SPECIES, start, at + LANES);
            FloatVector s2 = FloatVector.fromArray(SPECIES, start, at + 2 * LANES);
            FloatVector s3 = FloatVector.fromArray(SPECIES, start, at + 3 * LANES);
            int end = lists.ends()[first + k];
            for (int i = lists.starts()[first + k]; i < end; i++) {
                FloatVector x = FloatVector.broadcast(SPECIES, levels[LitPixels.value(entries[i])]);
                int row = origin + LitPixels.index(entries[i]) * U;
                s0 = x.fma(FloatVector.fromArray(SPECIES, matrix, row), s0);
                s1 = x.fma(FloatVector.fromArray(SPECIES, matrix, row + LANES), s1);
                s2 = x.fma(FloatVector.fromArray(SPECIES, matrix, row + 2 * LANES), s2);
                s3 = x.fma(FloatVector.fromArray(SPECIES, matrix, row + 3 * LANES), s3);
            }
            int to = k * U;
            s0.intoArray(sums, to);
            s1.intoArray(sums, to + LANES);
            s2.intoArray(sums, to + 2 * LANES);
            s3.intoArray(sums, to + 3 * LANES);
        }
    }

    /**
     * The sums of two blocks of columns, of two slices or of one. They share the decoding of each entry, and eight sums hide the latency of
     * an addition.
     *
     * @param origin where the first block's row of index 0 is, or would be
     * @param distance from there to the second block's
     * @param columnS of the first block in its slice
     * @param columnT of the second
     */
    private static void twoBlocks(
            EntryLists lists,
            int first,
            int count,
            float[] levels,
            float[] matrix,
            int origin,
            int distance,
            float[] startS,
            float[] startT,
            int columnS,
            int columnT,
            int stride,
            float[] sumsS,
            float[] sumsT) {
        int[] entries = lists.entries();
        for (int k = 0; k < count; k++) {
            int at = k * stride + columnS;
            int atT = k * stride + columnT;
            FloatVector s0 = FloatVector.fromArray(SPECIES, startS, at);
            FloatVector s1 = FloatVector.fromArray(SPECIES, startS, at + LANES);
            FloatVector s2 = FloatVector.fromArray(SPECIES, startS, at + 2 * LANES);
            FloatVector s3 = FloatVector.fromArray(SPECIES, startS, at + 3 * LANES);
            FloatVector t0 = FloatVector.fromArray(SPECIES, startT, atT);
            FloatVector t1 = FloatVector.fromArray(SPECIES, startT, atT + LANES);
            FloatVector t2 = FloatVector.fromArray(SPECIES, startT, atT + 2 * LANES);
            FloatVector t3 = FloatVector.fromArray(SPECIES, startT, atT + 3 * LANES);
            int end = lists.ends()[first + k];
            for (int i = lists.starts()[first + k]; i < end; i++) {
                FloatVector x = FloatVector.broadcast(SPECIES, levels[LitPixels.value(entries[i])]);
                int row = origin + LitPixels.index(entries[i]) * U;
                s0 = x.fma(FloatVector.fromArray(SPECIES, matrix, row), s0);
                s1 = x.fma(FloatVector.fromArray(SPECIES, matrix, row + LANES), s1);
                s2 = x.fma(FloatVector.fromArray(SPECIES, matrix, row + 2 * LANES), s2);
                s3 = x.fma(FloatVector.fromArray(SPECIES, matrix, row + 3 * LANES), s3);
                row += distance;
                t0 = x.fma(FloatVector.fromArray(SPECIES, matrix, row), t0);
                t1 = x.fma(FloatVector.fromArray(SPECIES, matrix, row + LANES), t1);
                t2 = x.fma(FloatVector.fromArray(SPECIES, matrix, row + 2 * LANES), t2);
                t3 = x.fma(FloatVector.fromArray(SPECIES, matrix, row + 3 * LANES), t3);
            }
            int to = k * U + columnS;
            s0.intoArray(sumsS, to);
            s1.intoArray(sumsS, to + LANES);
            s2.intoArray(sumsS, to + 2 * LANES);
            s3.intoArray(sumsS, to + 3 * LANES);
            to = k * U + columnT;
            t0.intoArray(sumsT, to);
            t1.intoArray(sumsT, to + LANES);
            t2.intoArray(sumsT, to + 2 * LANES);
            t3.intoArray(sumsT, to + 3 * LANES);
        }
    }

    @Override
    public void keepWherePositive(int count, float[] a, float[] da) {
        for (int i = 0; i < count; i += LANES) {
            IntVector keep = FloatVector.fromArray(SPECIES, a, i)
                    .reinterpretAsInts()
                    .neg()
                    .lanewise(ASHR, 31);
            FloatVector.fromArray(SPECIES, da, i)
                    .reinterpretAsInts()
                    .and(keep)
                    .reinterpretAsFloats()
                    .intoArray(da, i);
        }
    }

    @Override
    public void update(Update update, float[] gradient, Parameter parameter, int from, int length) {
        if (update instanceof AdamStep adam) {
            adam(adam, gradient, parameter.theta(), parameter.m(), parameter.v(), from, length);
        } else {
            Kernels.super.update(update, gradient, parameter, from, length);
        }
    }

    /**
     * Adam with the operations of {@link AdamStep} in the same order, so that the bits are the same.
     *
     * <p>The JIT compiler stops inlining in the middle of a method that becomes too large, and then puts vectors on the heap. Therefore the
     * coefficients become vectors before the loop, and the method has more than 325 bytes of code, so that it is not inlined itself.
     */
    private static void adam(
            AdamStep adam, float[] gradient, float[] theta, float[] m, float[] v, int from, int length) {
        Objects.checkFromIndexSize(0, length, gradient.length);
        Objects.checkFromIndexSize(from, length, theta.length);
        Objects.checkFromIndexSize(from, length, m.length);
        Objects.checkFromIndexSize(from, length, v.length);
        FloatVector rate = FloatVector.broadcast(SPECIES, adam.rate());
        FloatVector epsilon = FloatVector.broadcast(SPECIES, adam.epsilon());
        FloatVector beta1 = FloatVector.broadcast(SPECIES, adam.beta1());
        FloatVector beta2 = FloatVector.broadcast(SPECIES, adam.beta2());
        FloatVector fresh1 = FloatVector.broadcast(SPECIES, adam.fresh1());
        FloatVector fresh2 = FloatVector.broadcast(SPECIES, adam.fresh2());
        FloatVector decay = FloatVector.broadcast(SPECIES, adam.decay());
        FloatVector rounding = FloatVector.broadcast(SPECIES, Update.ROUNDING);
        for (int i = 0; i < length; i += LANES) {
            int at = from + i;
            FloatVector g = FloatVector.fromArray(SPECIES, gradient, i);
            FloatVector mi = FloatVector.fromArray(SPECIES, m, at).mul(beta1).add(g.mul(fresh1));
            mi = mi.add(rounding).sub(rounding);
            FloatVector vi = FloatVector.fromArray(SPECIES, v, at)
                    .mul(beta2)
                    .add(g.mul(fresh2).mul(g));
            vi = vi.add(rounding).sub(rounding);
            mi.intoArray(m, at);
            vi.intoArray(v, at);
            FloatVector change = mi.mul(rate).div(vi.sqrt().add(epsilon));
            FloatVector before = FloatVector.fromArray(SPECIES, theta, at);
            before.sub(change.add(before.mul(decay))).intoArray(theta, at);
        }
    }

    @Override
    public ConvolutionKernels convolutions() {
        return new VectorConvolutions();
    }

    @Override
    public String name() {
        return "Vector API (" + SPECIES.vectorBitSize() + " bits)";
    }

    /**
     * {@code C += A·B}, term by term: each sum begins with the element of C that is there.
     *
     * <p>Several rows at a time share each load of B, and several vectors of B each load of A; so many sums also hide the latency of an
     * addition. There are no cases for where a sum begins: the compiler would store vectors of several cases as objects.
     *
     * @param a A, with element (row, i) at {@code row·rowStride + i·innerStride}
     * @param b B, row-major
     * @param columns of B and C, a multiple of 16
     * @param c C, row-major
     */
    private record Product(float[] a, int rowStride, int innerStride, float[] b, int columns, float[] c) {
        /** Terms of a sum that are added before the next sums: so many rows of B, 64 KiB, stay in the processor's second cache. */
        private static final int DEPTH = 256;

        /** Whether 16 sums stay in registers: AVX-512 has 32 of them, older vectors have 16. */
        private static final boolean MANY_REGISTERS = LANES == 16;

        /**
         * Adds the product's rows from {@code first} to before {@code end}.
         *
         * @param inner columns of A, rows of B
         */
        void add(int first, int end, int inner) {
            for (int from = 0; from < inner; from += DEPTH) {
                int to = Math.min(inner, from + DEPTH);
                if (columns == U) {
                    addToSlice(first, end, from, to);
                } else {
                    addToAny(first, end, from, to);
                }
            }
        }

        private void addToSlice(int first, int end, int from, int to) {
            for (int column = 0; column < U; column += BLOCK) {
                int row = first;
                for (; MANY_REGISTERS && row + 3 < end; row += 4) {
                    fourRowsOfFour(row, column, from, to);
                }
                for (; row + 1 < end; row += 2) {
                    twoRowsOfFour(row, column, from, to);
                }
                for (int part = column; row < end && part < column + BLOCK; part += LANES) {
                    oneRow(row, part, from, to);
                }
            }
        }

        private void addToAny(int first, int end, int from, int to) {
            for (int column = 0; column < columns; column += LANES) {
                int row = first;
                for (; row + 7 < end; row += 8) {
                    eightRows(row, column, from, to);
                }
                for (; row < end; row++) {
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
}
