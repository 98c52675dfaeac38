package dev.crosscheck.nn.optim;

import dev.crosscheck.Members;
import dev.crosscheck.math.Matrix;
import java.util.List;
import java.util.Map;

/** Turns gradients into a change of the parameters. */
@FunctionalInterface
public interface Optimizer {

    /**
     * One step, against the gradient.
     *
     * @param parameters θ; hold the updated values after
     * @param gradients dLoss/dθ, matrix by matrix in the shapes of θ; unchanged
     */
    void updateInPlace(List<Matrix> parameters, List<Matrix> gradients);

    /**
     * What it remembers of earlier gradients, for whoever shows it: an array per parameter matrix by the formula's letter; the
     * live ones. Empty before the first step, and of an optimizer that remembers nothing.
     */
    default Map<String, List<double[]>> memory() {
        return Map.of();
    }

    /**
     * @param rate η from here on
     * @return an optimizer that remembers the same and goes its own way from here
     */
    default Optimizer continued(double rate) {
        throw new UnsupportedOperationException("this optimizer cannot be copied");
    }

    /**
     * @return the rate
     * @throws CrosscheckException if it is not above 0 and finite
     */
    static double requireLearningRate(double rate) {
        Members.require("learningRate", rate > 0 && Double.isFinite(rate), "a number above 0", rate);
        return rate;
    }
}
