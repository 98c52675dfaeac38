package dev.crosscheck.nn.optim;

import dev.crosscheck.math.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Gradient descent with momentum (Polyak, 1964): with gradient g, {@code v = μ v + g} and {@code θ -= η v}; v starts at 0.
 *
 * <p>η is outside v, as in PyTorch's SGD; in Keras and DL4J it is inside. The two are equivalent as long as η is constant. There is no
 * look-ahead (Nesterov) and no dampening. With a constant gradient the steps grow to {@code η/(1-μ)} times the gradient.
 *
 * <p>It holds the velocities of the parameters that it updates: one object per training.
 */
public final class Momentum implements Optimizer {
    private final double learningRate;
    private final double momentum;
    private final List<double[]> velocities = new ArrayList<>();

    /**
     * @param learningRate η
     * @param momentum μ, in [0, 1): 0 is plain gradient descent
     */
    public Momentum(double learningRate, double momentum) {
        this.learningRate = Optimizer.requireLearningRate(learningRate);
        if (!(momentum >= 0 && momentum < 1)) {
            throw new IllegalArgumentException("momentum needs μ in [0, 1), not " + momentum);
        }
        this.momentum = momentum;
    }

    @Override
    public void updateInPlace(List<Matrix> parameters, List<Matrix> gradients) {
        if (velocities.isEmpty()) {
            parameters.forEach(matrix -> velocities.add(new double[matrix.data().length]));
        }
        for (int k = 0; k < parameters.size(); k++) {
            double[] theta = parameters.get(k).data();
            double[] g = gradients.get(k).data();
            double[] v = velocities.get(k);
            for (int i = 0; i < theta.length; i++) {
                v[i] = momentum * v[i] + g[i];
                theta[i] -= learningRate * v[i];
            }
        }
    }

    @Override
    public Map<String, List<double[]>> memory() {
        return velocities.isEmpty() ? Map.of() : Map.of("v", List.copyOf(velocities));
    }
}
