package dev.crosscheck.train.byhand;

import dev.crosscheck.nn.optim.Adam;
import dev.crosscheck.train.byhand.Products.Operand;

/**
 * The arithmetic of one Adam step (Kingma and Ba, 2015) in float, in one pass over plain arrays.
 *
 * <p>With gradient g: {@code m = β1 m + (1-β1) g}, {@code v = β2 v + (1-β2) g²}, and the parameters lose
 * {@code rate · m/(√v + ε)}. At step t {@code rate} is {@code η √c/(1-β1ᵗ)} with {@code c = 1-β2ᵗ}. That has ε on the
 * <em>raw</em> √v, as DL4J places it (the paper's ε̂). PyTorch adds it to the corrected √v/√c, which is the same formula
 * with {@code ε √c} for ε.
 *
 * <p>Moments are rounded to multiples of 2⁻¹⁰⁰, about 8e-31. Without that, those of a unit that never lights up shrink until they
 * are subnormal numbers and stay so, and with these processors calculate many times slower. No parameter notices: at ε = 1e-8 rounding
 * moves it by at most 1e-25 more or less.
 *
 * @param rate what m/(√v + ε) is multiplied by
 * @param epsilon added to the raw √v
 * @param beta1 decay of the first moment
 * @param beta2 decay of the second moment
 * @param fresh1 1-β1, rounded from double: {@code 1 - (float) β} would be off by a relative 1e-5
 * @param fresh2 1-β2, likewise
 */
public record AdamStep(float rate, float epsilon, float beta1, float beta2, float fresh1, float fresh2) {

    /** Added to a moment and subtracted again: a float of this size has no bits below 2⁻¹⁰⁰. */
    public static final float ROUNDING = 0x1.8p-77f;

    /**
     * The step after {@code done} others.
     *
     * @param done steps before this one, 0 for the first
     * @param learningRate η, above 0
     * @param beta1 in [0, 1)
     * @param beta2 in [0, 1)
     * @param epsilon ε, above 0
     * @param epsilonPlacement what ε is added to
     * @return what the step's formula needs
     */
    public static AdamStep after(
            long done, double learningRate, double beta1, double beta2, double epsilon, Adam.Epsilon epsilonPlacement) {
        double t = done + 1.0;
        double correction = Math.sqrt(1 - Math.pow(beta2, t));
        double rate = learningRate * correction / (1 - Math.pow(beta1, t));
        double raw = epsilonPlacement == Adam.Epsilon.ON_RAW ? epsilon : epsilon * correction;
        return new AdamStep(
                (float) rate, (float) raw, (float) beta1, (float) beta2, (float) (1 - beta1), (float) (1 - beta2));
    }

    /**
     * Updates the moments, then the parameters.
     *
     * @param parameters θ, changed
     * @param gradient dLoss/dθ, unchanged
     * @param m first moments, changed
     * @param v second moments, changed
     */
    public void updateInPlace(float[] parameters, float[] gradient, float[] m, float[] v) {
        loop(parameters, gradient, m, v, rate, epsilon, beta1, beta2, fresh1, fresh2);
    }

    private static void loop(
            float[] theta,
            float[] g,
            float[] m,
            float[] v,
            float rate,
            float epsilon,
            float beta1,
            float beta2,
            float fresh1,
            float fresh2) {
        for (int i = 0; i < theta.length; i++) {
            float gi = g[i];
            float mi = beta1 * m[i] + fresh1 * gi + ROUNDING - ROUNDING;
            float vi = beta2 * v[i] + fresh2 * gi * gi + ROUNDING - ROUNDING;
            m[i] = mi;
            v[i] = vi;
            theta[i] -= rate * mi / ((float) Math.sqrt(vi) + epsilon);
        }
    }

    /** Some parameters θ, their gradient and Adam's moments, all of the same length. */
    static final class Parameter {
        private final Operand theta;
        private final Operand gradient;
        private final float[] m;
        private final float[] v;

        /**
         * @param products will read θ and write its gradient
         * @param length number of parameters, all 0 at first
         */
        Parameter(Products products, int length) {
            this.theta = products.operand(length);
            this.gradient = products.operand(length);
            this.m = new float[length];
            this.v = new float[length];
        }

        /** @return θ */
        Operand theta() {
            return theta;
        }

        /** @return dLoss/dθ, from a backward pass until the update */
        Operand gradient() {
            return gradient;
        }

        /** @return Adam's first moments */
        float[] m() {
            return m;
        }

        /** @return Adam's second moments */
        float[] v() {
            return v;
        }

        /** Takes over θ and its moments from parameters of the same length. */
        void copy(Parameter other) {
            System.arraycopy(other.theta.values(), 0, theta.values(), 0, m.length);
            System.arraycopy(other.m, 0, m, 0, m.length);
            System.arraycopy(other.v, 0, v, 0, m.length);
            theta.push();
        }

        /** Moves θ by a step of Adam; the gradient is on the heap. */
        void update(AdamStep step) {
            step.updateInPlace(theta.values(), gradient.values(), m, v);
            theta.push();
        }
    }
}
