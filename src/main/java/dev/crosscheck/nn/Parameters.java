package dev.crosscheck.nn;

import dev.crosscheck.math.Matrix;
import java.util.ArrayList;
import java.util.List;

/** The weights and biases of a network's layers. An optimizer changes the matrices in place. */
public final class Parameters extends LayerArrays {

    /** @param matrices W1, b1, W2, b2, …; kept, not copied */
    public Parameters(List<Matrix> matrices) {
        super(matrices);
    }

    /**
     * Creates parameters from an array W1, b1, W2, and so on, in which each W is stored column by column, one unit after the other.
     *
     * @param sizes inputs, then the units of each layer
     */
    public static Parameters of(List<Integer> sizes, float... values) {
        return of(sizes, 1, values);
    }

    /** Creates a network's parameters from such an array. */
    public static Parameters of(Network network, float... values) {
        return of(network.sizes(), network.groups(), values);
    }

    private static Parameters of(List<Integer> sizes, int groups, float... values) {
        List<Matrix> matrices = new ArrayList<>();
        int read = 0;
        for (int k = 1; k < sizes.size(); k++) {
            for (int rows : new int[] {Network.inputs(sizes, groups, k), 1}) {
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

    public Parameters copy() {
        return new Parameters(matrices().stream().map(Matrix::copy).toList());
    }
}
