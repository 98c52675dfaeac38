package dev.crosscheck.nn;

import dev.crosscheck.math.Matrix;
import java.util.ArrayList;
import java.util.List;

/** What a network learns: weights and biases of its layers. An optimizer changes the matrices in place. */
public final class Parameters extends LayerArrays {

    /** @param matrices W1, b1, W2, b2, …; kept, not copied */
    public Parameters(List<Matrix> matrices) {
        super(matrices);
    }

    /**
     * Takes parameters from an array in which each W is column by column, one unit after the other: W1, b1, W2, and so on.
     *
     * @param sizes inputs, then the units of each layer
     */
    public static Parameters of(List<Integer> sizes, float... values) {
        List<Matrix> matrices = new ArrayList<>();
        int read = 0;
        for (int k = 1; k < sizes.size(); k++) {
            for (int rows : new int[] {sizes.get(k - 1), 1}) {
                Matrix matrix = Matrix.zeros(rows, sizes.get(k));
                for (int j = 0; j < matrix.columns(); j++) {
                    for (int i = 0; i < rows; i++) {
                        matrix.data()[i * matrix.columns() + j] = values[read++];
                    }
                }
                matrices.add(matrix);
            }
        }
        return new Parameters(matrices);
    }

    /** @return the same values in matrices of their own */
    public Parameters copy() {
        return new Parameters(matrices().stream().map(Matrix::copy).toList());
    }
}
