package dev.crosscheck.train.byhand;

import dev.crosscheck.nn.optim.OptimizerSpec;

/**
 * One step of an optimizer in float: what it subtracts from parameters θ with gradient g, and what it remembers of them.
 *
 * <p>What is remembered is rounded to multiples of 2⁻¹⁰⁰, about 8e-31. Without that, the moments of a unit that never lights up shrink
 * until they are subnormal numbers and stay so, and with these processors calculate many times slower. No parameter notices: at
 * ε = 1e-8 rounding moves it by at most 1e-25 more or less.
 */
public interface Update {

    /** Added to a moment and subtracted again: a float of this size has no bits below 2⁻¹⁰⁰. */
    float ROUNDING = 0x1.8p-77f;

    /**
     * Moves some parameters.
     *
     * @param gradient dLoss/dθ of these, from its start; unchanged
     * @param theta θ, changed
     * @param m the first thing remembered of each, changed; what that is, and whether it is anything, depends on the optimizer
     * @param v the second one, changed
     * @param from where these begin in θ, m and v
     * @param length how many they are
     */
    void move(float[] gradient, float[] theta, float[] m, float[] v, int from, int length);

    /**
     * The step after {@code done} others.
     *
     * @param optimizer with its settings but for the rate
     * @param done steps before this one, 0 for the first
     * @param learningRate η, above 0
     */
    static Update after(OptimizerSpec optimizer, long done, double learningRate) {
        return switch (optimizer.kind()) {
            case SGD -> new Descent((float) learningRate);
            case MOMENTUM -> new Momentum((float) learningRate, (float) optimizer.momentum());
            case ADAM, ADAMW ->
                AdamStep.after(
                        done,
                        learningRate,
                        AdamStep.BETA1,
                        AdamStep.BETA2,
                        AdamStep.EPSILON,
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
     * Gradient descent with momentum (Polyak, 1964): {@code m = μ m + g}, {@code θ -= η m}, with η outside of m as in PyTorch.
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
