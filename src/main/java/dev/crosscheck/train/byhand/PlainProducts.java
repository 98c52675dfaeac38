package dev.crosscheck.train.byhand;

import static dev.crosscheck.math.FloatMath.fma;

import java.util.Arrays;

/**
 * The products in plain Java. Four terms at a time are added to a sum, one after the other, so that the sum is loaded and stored once for
 * all four; the loops over columns are written such that the compiler vectorises them.
 */
final class PlainProducts implements Products {
    private static final int U = Sums.SLICE;

    @Override
    public void forward(int n, int k, int m, float[] x, float[] w, float[] z) {
        Arrays.fill(z, 0, n * m, 0f);
        addProduct(n, k, m, x, k, 1, w, z);
    }

    @Override
    public void addForward(int n, int k, int m, float[] x, float[] w, float[] z) {
        float[] product = new float[n * m];
        addProduct(n, k, m, x, k, 1, w, product);
        for (int i = 0; i < product.length; i++) {
            z[i] += product[i];
        }
    }

    @Override
    public void weightGradient(int n, int k, int m, int used, float[] x, float[] dz, float[] dw) {
        Arrays.fill(dw, 0, k * m, 0f);
        addProduct(k, n, m, x, 1, k, dz, dw);
    }

    @Override
    public void addInputGradient(int n, int k, int m, int used, float[] dz, float[] w, float[] dx) {
        float[] transposed = new float[used * k];
        Products.transpose(k, m, used, w, transposed);
        addProduct(n, used, k, dz, m, 1, transposed, dx);
    }

    /** {@code C += A·B} (rows, columns), term by term, with A's element (row, i) at {@code row·rowStride + i·innerStride}. */
    private static void addProduct(
            int rows, int inner, int columns, float[] a, int rowStride, int innerStride, float[] b, float[] c) {
        for (int row = 0; row < rows; row++) {
            int at = row * rowStride;
            int i = 0;
            for (; i + 3 < inner; i += 4) {
                addFour(
                        a[at + i * innerStride],
                        i * columns,
                        a[at + (i + 1) * innerStride],
                        (i + 1) * columns,
                        a[at + (i + 2) * innerStride],
                        (i + 2) * columns,
                        a[at + (i + 3) * innerStride],
                        (i + 3) * columns,
                        b,
                        c,
                        row * columns,
                        columns);
            }
            for (; i < inner; i++) {
                Sums.addScaled(a[at + i * innerStride], b, i * columns, c, row * columns, columns);
            }
        }
    }

    /** sums += Σ xi · row i of a matrix, for i from 0 to 3 in this order. */
    private static void addFour(
            float x0,
            int row0,
            float x1,
            int row1,
            float x2,
            int row2,
            float x3,
            int row3,
            float[] matrix,
            float[] sums,
            int at,
            int length) {
        for (int j = 0; j < length; j++) {
            float sum = fma(matrix[row0 + j], x0, sums[at + j]);
            sum = fma(matrix[row1 + j], x1, sum);
            sum = fma(matrix[row2 + j], x2, sum);
            sums[at + j] = fma(matrix[row3 + j], x3, sum);
        }
    }

    @Override
    public void sumRows(int rows, int tile, float[] matrix, float[] sums) {
        Arrays.fill(sums, 0f);
        float[] inTile = new float[U];
        for (int first = 0; first < rows; first += tile) {
            Arrays.fill(inTile, 0f);
            for (int row = first; row < Math.min(rows, first + tile); row++) {
                for (int j = 0; j < U; j++) {
                    inTile[j] += matrix[row * U + j];
                }
            }
            for (int j = 0; j < U; j++) {
                sums[j] += inTile[j];
            }
        }
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
        for (int slice = 0; slice < sums.length; slice++) {
            for (int k = 0; k < count; k++) {
                System.arraycopy(starts[slice], k * stride, sums[slice], k * U, U);
                int from = lists.starts()[first + k];
                int to = lists.ends()[first + k];
                addLit(lists.entries(), from, to, levels, matrix, origin + slice * distance, sums[slice], k * U);
            }
        }
    }

    private static void addLit(
            int[] entries, int from, int to, float[] levels, float[] matrix, int origin, float[] sums, int at) {
        int i = from;
        for (; i + 3 < to; i += 4) {
            addFour(
                    levels[LitPixels.value(entries[i])],
                    origin + LitPixels.index(entries[i]) * U,
                    levels[LitPixels.value(entries[i + 1])],
                    origin + LitPixels.index(entries[i + 1]) * U,
                    levels[LitPixels.value(entries[i + 2])],
                    origin + LitPixels.index(entries[i + 2]) * U,
                    levels[LitPixels.value(entries[i + 3])],
                    origin + LitPixels.index(entries[i + 3]) * U,
                    matrix,
                    sums,
                    at,
                    U);
        }
        for (; i < to; i++) {
            Sums.addScaled(
                    levels[LitPixels.value(entries[i])], matrix, origin + LitPixels.index(entries[i]) * U, sums, at, U);
        }
    }

    @Override
    public String name() {
        return "plain Java";
    }
}
