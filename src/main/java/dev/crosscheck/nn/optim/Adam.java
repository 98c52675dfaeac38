package dev.crosscheck.nn.optim;

import dev.crosscheck.math.DoubleMath;
import dev.crosscheck.math.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Adam (Kingma and Ba, 2015): each parameter moves by about the learning rate, whatever the size of its gradient.
 *
 * <p>With gradient g and step t from 1: {@code m = β1 m + (1-β1) g}, {@code v = β2 v + (1-β2) g²}; both start at 0 and are therefore too
 * small at first; dividing by {@code 1-β1ᵗ} and {@code 1-β2ᵗ} corrects this. ε keeps the quotient finite; there are two conventions for
 * what it is added to ({@link Epsilon}).
 *
 * <p>It holds the moments of the parameters that it updates: one object per training.
 */
public final class Adam implements Optimizer {

    /** What ε is added to. Where √v is as small as ε the results differ by a factor, not just by rounding. */
    public enum Epsilon {
        /** The corrected √v̂, as in the paper and PyTorch: {@code θ -= η/(1-β1ᵗ) · m / (√v/√(1-β2ᵗ) + ε)}. */
        ON_CORRECTED("corrected"),
        /** The raw √v, as in DL4J, the paper's ε̂: {@code θ -= η √(1-β2ᵗ)/(1-β1ᵗ) · m / (√v + ε)}. */
        ON_RAW("raw");

        private final String label;

        Epsilon(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    /** The usual decay of the first moment. */
    public static final double BETA1 = 0.9;

    /** The usual decay of the second moment. */
    public static final double BETA2 = 0.999;

    /** The usual ε. */
    public static final double EPSILON = 1e-8;

    private final double learningRate;
    private final double beta1;
    private final double beta2;
    private final double epsilon;
    private final Epsilon epsilonPlacement;
    private final List<double[]> ms = new ArrayList<>();
    private final List<double[]> vs = new ArrayList<>();
    private int t;

    /**
     * @param learningRate η
     * @param beta1 decay of the first moment, in [0, 1)
     * @param beta2 decay of the second moment, in [0, 1)
     * @param epsilon ε, 0 or more
     * @param epsilonPlacement what ε is added to
     */
    public Adam(double learningRate, double beta1, double beta2, double epsilon, Epsilon epsilonPlacement) {
        this.learningRate = Optimizer.requireLearningRate(learningRate);
        if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1 && epsilon >= 0)) {
            throw new IllegalArgumentException(
                    "Adam needs β1, β2 in [0, 1) and ε ≥ 0, not " + beta1 + ", " + beta2 + ", " + epsilon);
        }
        this.beta1 = beta1;
        this.beta2 = beta2;
        this.epsilon = epsilon;
        this.epsilonPlacement = epsilonPlacement;
    }

    /** Adam with the usual β1 = 0.9, β2 = 0.999, ε = 1e-8. */
    public Adam(double learningRate, Epsilon epsilonPlacement) {
        this(learningRate, BETA1, BETA2, EPSILON, epsilonPlacement);
    }

    @Override
    public void updateInPlace(List<Matrix> parameters, List<Matrix> gradients) {
        if (t == 0) {
            parameters.forEach(matrix -> ms.add(new double[matrix.data().length]));
            parameters.forEach(matrix -> vs.add(new double[matrix.data().length]));
        }
        t++;
        for (int k = 0; k < parameters.size(); k++) {
            updateInPlace(parameters.get(k).data(), gradients.get(k).data(), ms.get(k), vs.get(k));
        }
    }

    private void updateInPlace(double[] theta, double[] g, double[] m, double[] v) {
        double correction1 = 1 - DoubleMath.power(beta1, t);
        double correction2 = Math.sqrt(1 - DoubleMath.power(beta2, t));
        boolean corrected = epsilonPlacement == Epsilon.ON_CORRECTED;
        double step = (corrected ? learningRate : learningRate * correction2) / correction1;
        double divisor = corrected ? correction2 : 1;
        for (int i = 0; i < theta.length; i++) {
            m[i] = beta1 * m[i] + (1 - beta1) * g[i];
            v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
            theta[i] -= step * m[i] / (Math.sqrt(v[i]) / divisor + epsilon);
        }
    }

    @Override
    public Map<String, List<double[]>> memory() {
        return t == 0 ? Map.of() : Map.of("m", List.copyOf(ms), "v", List.copyOf(vs));
    }
}
