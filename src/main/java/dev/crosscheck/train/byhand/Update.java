package dev.crosscheck.train.byhand;

import dev.crosscheck.nn.optim.Adam;
import dev.crosscheck.nn.optim.OptimizerSpec;

/**
 * One step of an optimizer in float: the update of parameters θ with gradient g, and of the optimizer's state.
 *
 * <p>The state is rounded to multiples of 2⁻¹⁰⁰, about 8e-31. Without that, the moments of a unit that is never active shrink to subnormal
 * numbers and stay there, and processors calculate with subnormals many times slower. Parameters are not affected: at ε = 1e-8 the rounding
 * changes a step by at most 1e-25.
 */
public interface Update {

    /** Added to a moment and subtracted again, which rounds it: a float of this size has no bits below 2⁻¹⁰⁰. */
    float ROUNDING = 0x1.8p-77f;

    /**
     * Updates some parameters.
     *
     * @param gradient dLoss/dθ of these parameters, from index 0; unchanged
     * @param theta θ, changed
     * @param m the first state array, changed; its meaning, and whether it is used, depends on the optimizer
     * @param v the second state array, changed
     * @param from index of the first of these parameters in θ, m and v
     * @param length number of parameters
     */
    void move(float[] gradient, float[] theta, float[] m, float[] v, int from, int length);

    /**
     * Returns the step of an optimizer after {@code done} others.
     *
     * @param optimizer with its settings; its rate is not used
     * @param done number of steps before this one, 0 for the first
     * @param learningRate η, 0 or more
     */
    static Update after(OptimizerSpec optimizer, long done, double learningRate) {
        return switch (optimizer.kind()) {
            case SGD -> new Descent((float) learningRate);
            case MOMENTUM -> new Momentum((float) learningRate, (float) optimizer.momentum());
            case ADAM, ADAMW ->
                AdamStep.after(
                        done,
                        learningRate,
                        Adam.BETA1,
                        Adam.BETA2,
                        Adam.EPSILON,
                        optimizer.epsilon(),
                        optimizer.weightDecay());
        };
    }

    /**
     * Gradient descent: {@code θ -= η g}.
     *
     * @param rate η
     */
    record Descent(float rate) implements Update {

        @Override
        public void move(float[] gradient, float[] theta, float[] m, float[] v, int from, int length) {
            for (int i = 0; i < length; i++) {
                theta[from + i] -= rate * gradient[i];
            }
        }
    }

    /**
     * Gradient descent with momentum (Polyak, 1964): {@code m = μ m + g}, {@code θ -= η m}, with η outside m, as in PyTorch.
     *
     * @param rate η
     * @param momentum μ
     */
    record Momentum(float rate, float momentum) implements Update {

        @Override
        public void move(float[] gradient, float[] theta, float[] m, float[] v, int from, int length) {
            for (int i = 0; i < length; i++) {
                m[from + i] = momentum * m[from + i] + gradient[i] + ROUNDING - ROUNDING;
                theta[from + i] -= rate * m[from + i];
            }
        }
    }
}
