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

    /** Creates a network's parameters from an array W1, b1, W2, and so on, in which each W is stored column by column, one unit after the other. */
    public static Parameters of(Network network, float... values) {
        List<Matrix> matrices = new ArrayList<>();
        int read = 0;
        for (Layer layer : network.layers()) {
            for (int rows : new int[] {layer.fanIn(), 1}) {
                Matrix matrix = Matrix.zeros(rows, layer.columns());
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
