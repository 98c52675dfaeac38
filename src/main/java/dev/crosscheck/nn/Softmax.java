package dev.crosscheck.nn;

import dev.crosscheck.math.Matrix;
import java.util.Arrays;

/**
 * Softmax of each row: {@code s_i = e^(z_i - max z) / Σ_j e^(z_j - max z)} (course section 2).
 *
 * <p>The row's maximum is subtracted so that no exponential overflows; mathematically this changes nothing.
 */
public enum Softmax implements Activation {
    /** The only instance. */
    SOFTMAX;

    @Override
    public String label() {
        return "softmax";
    }

    @Override
    public Matrix forward(Matrix z) {
        Matrix s = z.copy();
        for (int n = 0; n < z.rows(); n++) {
            normaliseInPlace(s.data(), n * z.columns(), (n + 1) * z.columns());
        }
        return s;
    }

    /**
     * The logarithms of the probabilities, {@code z_i - max z - ln Σ_j e^(z_j - max z)}, which are finite even where a probability is 0.
     *
     * @param z logits, (N, O)
     * @return ln S, (N, O)
     */
    public Matrix logarithms(Matrix z) {
        Matrix logarithms = z.copy();
        for (int n = 0; n < z.rows(); n++) {
            double[] row = z.row(n).data();
            double max = Arrays.stream(row).max().orElseThrow();
            double sum = 0;
            for (double element : row) {
                sum += StrictMath.exp(element - max);
            }
            for (int i = 0; i < row.length; i++) {
                logarithms.data()[n * row.length + i] = row[i] - max - StrictMath.log(sum);
            }
        }
        return logarithms;
    }

    /** Replaces a row of logits, the elements from {@code from} to before {@code to}, by its probabilities. */
    private static void normaliseInPlace(double[] row, int from, int to) {
        double max = Double.NEGATIVE_INFINITY;
        for (int i = from; i < to; i++) {
            max = Math.max(max, row[i]);
        }
        double sum = 0;
        for (int i = from; i < to; i++) {
            row[i] = StrictMath.exp(row[i] - max);
            sum += row[i];
        }
        for (int i = from; i < to; i++) {
            row[i] /= sum;
        }
    }

    /**
     * The product of the upstream gradient and the Jacobian, computed without forming the Jacobian:
     * {@code dz_j = s_j (ds_j - Σ_i ds_i s_i)}.
     *
     * @param z logits, (N, O)
     * @param s forward(z), (N, O)
     * @param ds dLoss/dS, (N, O)
     * @return dLoss/dZ, (N, O)
     */
    @Override
    public Matrix backward(Matrix z, Matrix s, Matrix ds) {
        Matrix weighted = s.hadamard(ds);
        Matrix dz = Matrix.zeros(s.rows(), s.columns());
        for (int n = 0; n < s.rows(); n++) {
            double mean = 0;
            for (int i = 0; i < s.columns(); i++) {
                mean += weighted.get(n, i);
            }
            for (int j = 0; j < s.columns(); j++) {
                dz.data()[n * s.columns() + j] = s.get(n, j) * (ds.get(n, j) - mean); // S = forward(Z)
            }
        }
        return dz;
    }

    /**
     * @param z one row of logits, (1, O)
     * @return the Jacobian, (O, O): {@code ∂s_i/∂z_j = s_i (δ_ij - s_j)} at (i, j)
     */
    public Matrix jacobian(Matrix z) {
        if (z.rows() != 1) {
            throw new IllegalArgumentException("the Jacobian is defined for one row, and this has shape " + z.shape());
        }
        Matrix s = forward(z);
        int outputs = s.columns();
        Matrix jacobian = Matrix.zeros(outputs, outputs);
        for (int i = 0; i < outputs; i++) {
            for (int j = 0; j < outputs; j++) {
                jacobian.data()[i * outputs + j] = s.get(0, i) * ((i == j ? 1 : 0) - s.get(0, j));
            }
        }
        return jacobian;
    }
}
