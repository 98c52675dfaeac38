package dev.crosscheck.nn.optim;

import dev.crosscheck.math.Matrix;
import java.util.List;
import java.util.Map;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, 2019): {@code θ = (1 - η λ) θ - u}, where u is what {@link Adam}
 * subtracts for the gradient of the loss alone.
 *
 * <p>The decay is not part of the moments: as part of the gradient (L2 regularization) it would be divided by √v, and parameters with large
 * gradients would hardly decay. All parameters decay, biases too, as in PyTorch's AdamW; in DL4J that is Adam with
 * {@code weightDecay(λ, true)} and {@code weightDecayBias(λ, true)} at each layer (given for the whole network, 1.0.0-M2.1 applies them
 * twice).
 *
 * <p>It holds the moments of the parameters that it updates: one object per training.
 */
public final class AdamW implements Optimizer {
    private final Adam adam;
    private final double kept;

    /**
     * @param learningRate η; β1 = 0.9, β2 = 0.999, ε = 1e-8 as usual
     * @param weightDecay λ, 0 or more, with η λ below 1
     * @param epsilonPlacement what Adam's ε is added to
     */
    public AdamW(double learningRate, double weightDecay, Adam.Epsilon epsilonPlacement) {
        this.adam = new Adam(learningRate, epsilonPlacement);
        this.kept = 1 - learningRate * weightDecay;
        if (!(weightDecay >= 0 && kept > 0)) {
            throw new IllegalArgumentException(
                    "AdamW needs λ ≥ 0 and η λ < 1, not λ = " + weightDecay + " with η = " + learningRate);
        }
    }

    @Override
    public void updateInPlace(List<Matrix> parameters, List<Matrix> gradients) {
        for (Matrix matrix : parameters) {
            double[] theta = matrix.data();
            for (int i = 0; i < theta.length; i++) {
                theta[i] *= kept;
            }
        }
        adam.updateInPlace(parameters, gradients);
    }

    @Override
    public Map<String, List<double[]>> memory() {
        return adam.memory();
    }
}
