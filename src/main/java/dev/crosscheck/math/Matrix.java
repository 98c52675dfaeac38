package dev.crosscheck.math;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * A dense matrix of doubles, row-major: element (i, j) is {@code data[i * columns + j]}.
 *
 * <p>Every operation returns a new matrix. {@link #data()} returns the array itself, for code whose name contains {@code InPlace}.
 */
public final class Matrix {
    /** Columns from which a row of sums fills vectors. */
    private static final int WIDE = 8;

    /** Rows of the second factor that are used together: with a thousand columns they fill a quarter of a megabyte, less than a processor's cache. */
    private static final int BLOCK = 32;

    /** Rows of a product that a thread computes at a time. */
    private static final int SHARE = 64;

    /** Products of numbers that are worth sharing by threads: about a millisecond's. */
    private static final long LARGE = 1 << 22;

    private final int rows;
    private final int columns;
    private final double[] data;

    /**
     * @param rows number of rows
     * @param columns number of columns
     * @param data the elements, row-major; kept, not copied
     */
    public Matrix(int rows, int columns, double... data) {
        if (rows < 1 || columns < 1 || data.length != (long) rows * columns) {
            throw new IllegalArgumentException(
                    data.length + " elements do not fill a matrix of " + shape(rows, columns));
        }
        this.rows = rows;
        this.columns = columns;
        this.data = data;
    }

    public static Matrix zeros(int rows, int columns) {
        return new Matrix(rows, columns, new double[rows * columns]);
    }

    /** @return a matrix of one row, (1, values.length), that holds a copy of the values */
    public static Matrix rowOf(double... values) {
        return new Matrix(1, values.length, values.clone());
    }

    /** @return the numbers, widened to double, as a matrix with this number of rows */
    public static Matrix widened(int rows, float... values) {
        return new Matrix(rows, values.length / rows, doubles(values));
    }

    public static double[] doubles(float... values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < doubles.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    /** @return the numbers, rounded to float */
    public static float[] floats(double... values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    /** @return a matrix whose elements are drawn from N(0,1), row by row */
    public static Matrix gaussian(int rows, int columns, RandomGenerator random) {
        Matrix drawn = zeros(rows, columns);
        Arrays.setAll(drawn.data, i -> random.nextGaussian());
        return drawn;
    }

    public int rows() {
        return rows;
    }

    public int columns() {
        return columns;
    }

    /** @return the elements, row-major; not a copy */
    public double[] data() {
        return data;
    }

    /** @return element (i, j), both from 0 */
    public double get(int i, int j) {
        return data[i * columns + j];
    }

    /** @return row i, from 0, as a matrix of shape (1, columns) */
    public Matrix row(int i) {
        Objects.checkIndex(i, rows); // copyOfRange would return zeros for the row after the last
        return new Matrix(1, columns, Arrays.copyOfRange(data, i * columns, (i + 1) * columns));
    }

    /** @return {@code count} columns from column {@code from} on, copied, (rows, count) */
    public Matrix columns(int from, int count) {
        Matrix some = zeros(rows, count);
        for (int i = 0; i < rows; i++) {
            System.arraycopy(data, i * columns + from, some.data, i * count, count);
        }
        return some;
    }

    /** Replaces the columns from column {@code from} on by those of another matrix with as many rows. */
    public void setColumns(int from, Matrix some) {
        for (int i = 0; i < rows; i++) {
            System.arraycopy(some.data, i * some.columns, data, i * columns + from, some.columns);
        }
    }

    public Matrix copy() {
        return new Matrix(rows, columns, data.clone());
    }

    /** @return the shape as text, for instance {@code (2, 3)} */
    public String shape() {
        return shape(rows, columns);
    }

    private static String shape(int rows, int columns) {
        return "(" + rows + ", " + columns + ")";
    }

    public boolean sameShape(Matrix other) {
        return rows == other.rows && columns == other.columns;
    }

    /** @return A B, of shape (rows of A, columns of B), with A this matrix: {@code c_ij = Σ_k a_ik b_kj}, summed in the order of k */
    public Matrix times(Matrix b) {
        require(columns == b.rows, "A B", b);
        return b.columns < WIDE ? timesNarrow(b) : product(rows, columns, 1, b.toRows());
    }

    private Matrix timesNarrow(Matrix b) {
        Matrix c = zeros(rows, b.columns);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < b.columns; j++) {
                double sum = 0;
                for (int k = 0; k < columns; k++) {
                    sum += data[i * columns + k] * b.data[k * b.columns + j];
                }
                c.data[i * b.columns + j] = sum;
            }
        }
        return c;
    }

    /**
     * The product F B, of shape (n, columns of B), whose factor {@code f_ik} is {@code data[i * down + k * right]}: A B, or Aᵀ B without a transposed copy.
     * The sums have the order of {@link #timesNarrow}. Large products are shared by all processors, row by row.
     *
     * @param b the rows of B in arrays of their own: where several arrays are read at the same index, Java's compiler uses vectors, unless most loops that
     *     it has seen there were short, as {@link #timesNarrow}'s would be
     */
    private Matrix product(int n, int down, int right, double[]... b) {
        Matrix c = zeros(n, b[0].length);
        IntStream shares = IntStream.rangeClosed(0, (n - 1) / SHARE);
        boolean isLarge = (long) n * b.length * c.columns >= LARGE;
        (isLarge ? shares.parallel() : shares)
                .forEach(share -> addProducts(share * SHARE, Math.min(n, (share + 1) * SHARE), down, right, b, c));
        return c;
    }

    /** Goes through B in blocks of rows, which stay in the cache while all rows of C from {@code first} to {@code end} need them. */
    private void addProducts(int first, int end, int down, int right, double[][] b, Matrix c) {
        double[][] sums = new double[end - first][c.columns];
        for (int block = 0; block < b.length; block += BLOCK) {
            int blockEnd = Math.min(b.length, block + BLOCK);
            for (int i = first; i < end; i++) {
                double[] sum = sums[i - first];
                int k = block;
                for (; k + 4 <= blockEnd; k += 4) {
                    int at = i * down + k * right;
                    double f0 = data[at];
                    double f1 = data[at + right];
                    double f2 = data[at + 2 * right];
                    double f3 = data[at + 3 * right];
                    addFour(sum, f0, b[k], f1, b[k + 1], f2, b[k + 2], f3, b[k + 3]);
                }
                for (; k < blockEnd; k++) {
                    double f = data[i * down + k * right];
                    double[] row = b[k];
                    for (int j = 0; j < sum.length; j++) {
                        sum[j] += f * row[j];
                    }
                }
            }
        }
        for (int i = first; i < end; i++) {
            System.arraycopy(sums[i - first], 0, c.data, i * c.columns, c.columns);
        }
    }

    /** Adds four terms to each sum, one after the other; each sum is read and written once. */
    private static void addFour(
            double[] sum,
            double f0,
            double[] b0,
            double f1,
            double[] b1,
            double f2,
            double[] b2,
            double f3,
            double[] b3) {
        for (int j = 0; j < sum.length; j++) {
            sum[j] = sum[j] + f0 * b0[j] + f1 * b1[j] + f2 * b2[j] + f3 * b3[j];
        }
    }

    private double[][] toRows() {
        double[][] copies = new double[rows][];
        Arrays.setAll(copies, i -> Arrays.copyOfRange(data, i * columns, (i + 1) * columns));
        return copies;
    }

    private double[][] toColumns() {
        double[][] copies = new double[columns][rows];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                copies[j][i] = data[i * columns + j];
            }
        }
        return copies;
    }

    /** @return Aᵀ B, of shape (columns of A, columns of B), with A this matrix: {@code c_ij = Σ_k a_ki b_kj} */
    public Matrix transposeTimes(Matrix b) {
        require(rows == b.rows, "Aᵀ B", b);
        return b.columns < WIDE ? transpose().timesNarrow(b) : product(columns, 1, columns, b.toRows());
    }

    /** @return A Bᵀ, of shape (rows of A, rows of B), with A this matrix: {@code c_ij = Σ_k a_ik b_jk} */
    public Matrix timesTranspose(Matrix b) {
        require(columns == b.columns, "A Bᵀ", b);
        if (rows == 1) {
            return rowTimesTranspose(b);
        }
        return b.rows < WIDE ? timesNarrow(b.transpose()) : product(rows, columns, 1, b.toColumns());
    }

    /** Computes the same sums in the same order without a transposed copy of b, which would take longer than the sums. */
    private Matrix rowTimesTranspose(Matrix b) {
        Matrix c = zeros(1, b.rows);
        for (int j = 0; j < b.rows; j++) {
            double sum = 0;
            for (int k = 0; k < columns; k++) {
                sum += data[k] * b.data[j * columns + k];
            }
            c.data[j] = sum;
        }
        return c;
    }

    /** @return Aᵀ, of shape (columns, rows), with A this matrix */
    public Matrix transpose() {
        Matrix transposed = zeros(columns, rows);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                transposed.data[j * rows + i] = data[i * columns + j];
            }
        }
        return transposed;
    }

    /**
     * @param row of shape (1, columns)
     * @return this matrix with the row added to each of its rows
     */
    public Matrix plusRow(Matrix row) {
        require(row.rows == 1 && row.columns == columns, "A + row", row);
        Matrix sum = copy();
        for (int i = 0; i < data.length; i++) {
            sum.data[i] += row.data[i % columns];
        }
        return sum;
    }

    /** @return the column sums, of shape (1, columns): {@code c_j = Σ_i a_ij} */
    public Matrix columnSums() {
        Matrix sums = zeros(1, columns);
        for (int i = 0; i < data.length; i++) {
            sums.data[i % columns] += data[i];
        }
        return sums;
    }

    /** @return the largest magnitude of its elements */
    public double largest() {
        return Arrays.stream(data).map(Math::abs).max().orElseThrow();
    }

    /** @return the root of the sum of its elements' squares */
    public double length() {
        return Math.sqrt(Arrays.stream(data).map(v -> v * v).sum());
    }

    public Matrix map(DoubleUnaryOperator f) {
        Matrix mapped = zeros(rows, columns);
        for (int i = 0; i < data.length; i++) {
            mapped.data[i] = f.applyAsDouble(data[i]);
        }
        return mapped;
    }

    /** @return the matrix of f(a_ij, b_ij), with A this matrix */
    public Matrix combine(Matrix b, DoubleBinaryOperator f) {
        require(sameShape(b), "f(A, B)", b);
        Matrix combined = zeros(rows, columns);
        for (int i = 0; i < data.length; i++) {
            combined.data[i] = f.applyAsDouble(data[i], b.data[i]);
        }
        return combined;
    }

    /** @return the matrix of a_ij b_ij, with A this matrix */
    public Matrix hadamard(Matrix b) {
        return combine(b, (x, y) -> x * y);
    }

    private void require(boolean fits, String operation, Matrix b) {
        if (!fits) {
            throw new IllegalArgumentException(
                    operation + ": shapes " + shape() + " and " + b.shape() + " do not go together");
        }
    }

    @Override
    public String toString() {
        return shape() + " " + Arrays.toString(data);
    }
}
