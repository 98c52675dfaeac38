package dev.crosscheck.nn.optim;

import dev.crosscheck.math.Matrix;
import java.util.List;

/**
 * Plain gradient descent: {@code θ -= η dθ}.
 *
 * @param learningRate η
 */
public record Sgd(double learningRate) implements Optimizer {

    public Sgd {
        Optimizer.requireLearningRate(learningRate);
    }

    @Override
    public void updateInPlace(List<Matrix> parameters, List<Matrix> gradients) {
        for (int k = 0; k < parameters.size(); k++) {
            double[] theta = parameters.get(k).data();
            double[] dTheta = gradients.get(k).data();
            for (int i = 0; i < theta.length; i++) {
                theta[i] -= learningRate * dTheta[i];
            }
        }
    }
}
