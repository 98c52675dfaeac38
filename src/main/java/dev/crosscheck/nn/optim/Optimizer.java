package dev.crosscheck.nn.optim;

import dev.crosscheck.limits.Members;
import dev.crosscheck.math.Matrix;
import java.util.List;
import java.util.Map;

/** Updates parameters from their gradients. */
@FunctionalInterface
public interface Optimizer {
    /** Largest learning rate. Adam's first step is as long as the rate; beside 1e6 a float keeps four bits of a parameter that was about 1. */
    double MOST_RATE = 1e6;

    /**
     * Does one step against the gradient.
     *
     * @param parameters θ; hold the updated values afterwards
     * @param gradients dLoss/dθ, matrix by matrix in the shapes of θ; unchanged
     */
    void updateInPlace(List<Matrix> parameters, List<Matrix> gradients);

    /**
     * The optimizer's state for display: an array per parameter matrix, by its letter in the formula; not copies. Empty before the first
     * step, and for an optimizer without state.
     */
    default Map<String, List<double[]>> memory() {
        return Map.of();
    }

    /**
     * @return the rate
     * @throws Members.Unfit if it is not above 0 and at most {@link #MOST_RATE}
     */
    static double requireLearningRate(double rate) {
        Members.require("learningRate", rate > 0, "a number above 0", rate);
        String most = "at most 1000000, since a longer step rounds the parameters away";
        Members.require("learningRate", rate <= MOST_RATE, most, rate);
        return rate;
    }
}
