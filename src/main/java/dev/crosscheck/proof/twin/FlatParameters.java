package dev.crosscheck.proof.twin;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.LayerArrays;
import dev.crosscheck.nn.Parameters;
import java.util.ArrayList;
import java.util.List;

/**
 * DL4J's layout of a network's parameters or gradients as one array: layer by layer, W column by column, then b.
 *
 * @param sizes the number of inputs, then of the units of each layer
 */
public record FlatParameters(List<Integer> sizes) {

    /** @return the arrays as one array in DL4J's order */
    public double[] flatten(LayerArrays arrays) {
        double[] flat = new double[length()];
        int at = 0;
        for (Matrix matrix : arrays.matrices()) {
            for (int j = 0; j < matrix.columns(); j++) {
                for (int i = 0; i < matrix.rows(); i++) {
                    flat[at++] = matrix.get(i, j);
                }
            }
        }
        return flat;
    }

    /** @return the parameters, or anything else of their shapes */
    public Parameters parameters(double... flat) {
        return new Parameters(matrices(flat, 1));
    }

    /** @return W1, b1, W2, b2, …, each element multiplied by a factor */
    public List<Matrix> matrices(double[] flat, double factor) {
        List<Matrix> matrices = new ArrayList<>();
        int at = 0;
        for (int k = 1; k < sizes.size(); k++) {
            for (int rows : new int[] {sizes.get(k - 1), 1}) {
                matrices.add(matrix(flat, at, rows, sizes.get(k), factor));
                at += rows * sizes.get(k);
            }
        }
        return matrices;
    }

    private static Matrix matrix(double[] flat, int at, int rows, int columns, double factor) {
        Matrix matrix = Matrix.zeros(rows, columns);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                matrix.data()[i * columns + j] = factor * flat[at + j * rows + i];
            }
        }
        return matrix;
    }

    private int length() {
        int length = 0;
        for (int k = 1; k < sizes.size(); k++) {
            length += (sizes.get(k - 1) + 1) * sizes.get(k);
        }
        return length;
    }
}
