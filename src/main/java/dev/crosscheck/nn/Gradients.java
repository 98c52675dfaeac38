package dev.crosscheck.nn;

import dev.crosscheck.math.Matrix;
import java.util.List;

/** dLoss/dθ for each parameter θ, under the name and in the shape of θ: {@code get("W1")} is dLoss/dW1. */
public final class Gradients extends LayerArrays {

    /** @param matrices dW1, db1, dW2, db2, …; kept, not copied */
    public Gradients(List<Matrix> matrices) {
        super(matrices);
    }
}
