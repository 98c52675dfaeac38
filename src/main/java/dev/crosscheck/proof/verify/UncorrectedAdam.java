package dev.crosscheck.proof.verify;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.optim.Optimizer;
import java.util.List;

/** Adam with the usual constants for one matrix, without the corrections of its moments: a mutant. */
final class UncorrectedAdam implements Optimizer {
    private Matrix m;
    private Matrix v;

    @Override
    public void updateInPlace(List<Matrix> parameters, List<Matrix> gradients) {
        double[] theta = parameters.get(0).data();
        Matrix g = gradients.get(0);
        m = m == null ? g.map(x -> 0.1 * x) : m.combine(g, (mean, x) -> 0.9 * mean + 0.1 * x);
        v = v == null ? g.map(x -> 0.001 * x * x) : v.combine(g, (mean, x) -> 0.999 * mean + 0.001 * x * x);
        for (int i = 0; i < theta.length; i++) {
            theta[i] -= OptimizerCheck.LEARNING_RATE * m.data()[i] / (Math.sqrt(v.data()[i]) + 1e-8);
        }
    }
}
