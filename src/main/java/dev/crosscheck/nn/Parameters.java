package dev.crosscheck.nn;

import dev.crosscheck.math.Matrix;
import java.util.List;

/** What a network learns: weights and biases of its layers. An optimizer changes the matrices in place. */
public final class Parameters extends LayerArrays {

    /** @param matrices W1, b1, W2, b2, …; kept, not copied */
    public Parameters(List<Matrix> matrices) {
        super(matrices);
    }

    /** @return the same values in matrices of their own */
    public Parameters copy() {
        return new Parameters(matrices().stream().map(Matrix::copy).toList());
    }
}
