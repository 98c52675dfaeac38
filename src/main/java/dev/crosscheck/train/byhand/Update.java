package dev.crosscheck.train.byhand;

import dev.crosscheck.math.DoubleMath;
import dev.crosscheck.nn.optim.Adam;
import dev.crosscheck.nn.optim.OptimizerSpec;
import java.util.Arrays;

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
     * An array of parameters θ with its gradient and the optimizer's state, all of the same length.
     *
     * @param theta θ
     * @param gradient dLoss/dθ, from a backward pass until the update
     * @param m the first moments, or velocities
     * @param v the second moments
     */
    record Parameter(float[] theta, float[] gradient, float[] m, float[] v) {

        /** @param length number of parameters, all 0 at first */
        public Parameter(int length) {
            this(new float[length], new float[length], new float[length], new float[length]);
        }

        /**
         * Copies some parameters and their optimizer state from or to a network's state.
         *
         * @param index of the first of them here
         * @param stride from each to the next here
         * @param count how many
         * @param state the network's state, where they follow each other
         * @param at position of the first in the state
         * @param out true to copy to the state, false to copy from it
         */
        void copy(int index, int stride, int count, NetworkState state, int at, boolean out) {
            int all = state.parameters().length;
            copy(theta, index, stride, count, state.parameters(), at, out);
            for (int k = 0; k * all < state.moments().length; k++) {
                copy(k == 0 ? m : v, index, stride, count, state.moments(), k * all + at, out);
            }
        }

        private static void copy(float[] mine, int index, int stride, int count, float[] theirs, int at, boolean out) {
            for (int k = 0; k < count; k++) {
                if (out) {
                    theirs[at + k] = mine[index + k * stride];
                } else {
                    mine[index + k * stride] = theirs[at + k];
                }
            }
        }

        /** Does one optimizer step. */
        public void update(Update update) {
            update.move(gradient, theta, m, v, 0, theta.length);
        }
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

    /**
     * The arithmetic of one step of Adam (Kingma and Ba, 2015) or AdamW (Loshchilov and Hutter, 2019) in float, in one pass over plain arrays.
     *
     * <p>With gradient g: {@code m = β1 m + (1-β1) g}, {@code v = β2 v + (1-β2) g²}, and {@code θ -= rate · m/(√v + ε) + decay θ}. At step t
     * {@code rate} is {@code η √c/(1-β1ᵗ)} with {@code c = 1-β2ᵗ}. That has ε on the <em>raw</em> √v, as DL4J places it (the paper's ε̂).
     * PyTorch adds it to the corrected √v/√c, which is the same formula with {@code ε √c} for ε. {@code decay} is 0, or {@code η λ} with AdamW's
     * λ, of all parameters.
     *
     * @param rate what m/(√v + ε) is multiplied by
     * @param epsilon added to the raw √v
     * @param beta1 decay of the first moment
     * @param beta2 decay of the second moment
     * @param fresh1 1-β1, rounded from double: {@code 1 - (float) β} would be off by a relative 1e-5
     * @param fresh2 1-β2, also rounded from double
     * @param decay the share of each parameter that is also subtracted
     */
    record AdamStep(float rate, float epsilon, float beta1, float beta2, float fresh1, float fresh2, float decay)
            implements Update {
        /**
         * Computes the coefficients of a step.
         *
         * @param done number of steps before this one, 0 for the first
         * @param learningRate η, above 0
         * @param beta1 in [0, 1)
         * @param beta2 in [0, 1)
         * @param epsilon ε, above 0
         * @param epsilonPlacement what ε is added to
         * @param weightDecay λ, 0 for Adam
         * @return the step's coefficients
         */
        public static AdamStep after(
                long done,
                double learningRate,
                double beta1,
                double beta2,
                double epsilon,
                Adam.Epsilon epsilonPlacement,
                double weightDecay) {
            long t = done + 1;
            double correction = Math.sqrt(1 - DoubleMath.power(beta2, t));
            double rate = learningRate * correction / (1 - DoubleMath.power(beta1, t));
            double raw = epsilonPlacement == Adam.Epsilon.ON_RAW ? epsilon : epsilon * correction;
            return new AdamStep(
                    (float) rate,
                    (float) raw,
                    (float) beta1,
                    (float) beta2,
                    (float) (1 - beta1),
                    (float) (1 - beta2),
                    (float) (learningRate * weightDecay));
        }

        /**
         * The compiler vectorises the loop only if one index serves all arrays; therefore parameters that start at {@code from} are first
         * copied to arrays of their own. The coefficients are variables: read from the record's fields, they would be loaded anew for each
         * element.
         */
        @Override
        public void move(float[] gradient, float[] theta, float[] m, float[] v, int from, int length) {
            if (from != 0) {
                float[][] whole = {theta, m, v};
                float[][] piece = new float[whole.length][];
                Arrays.setAll(piece, k -> Arrays.copyOfRange(whole[k], from, from + length));
                move(gradient, piece[0], piece[1], piece[2], 0, length);
                for (int k = 0; k < whole.length; k++) {
                    System.arraycopy(piece[k], 0, whole[k], from, length);
                }
                return;
            }
            float eta = rate;
            float added = epsilon;
            float b1 = beta1;
            float b2 = beta2;
            float f1 = fresh1;
            float f2 = fresh2;
            float shrink = decay;
            for (int i = 0; i < length; i++) {
                float mi = b1 * m[i] + f1 * gradient[i] + ROUNDING - ROUNDING;
                float vi = b2 * v[i] + f2 * gradient[i] * gradient[i] + ROUNDING - ROUNDING;
                m[i] = mi;
                v[i] = vi;
                theta[i] -= eta * mi / ((float) Math.sqrt(vi) + added) + shrink * theta[i];
            }
        }
    }
}
