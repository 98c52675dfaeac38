package dev.crosscheck.train.byhand;

/** Some parameters θ, their gradient and Adam's moments, of equal length. */
final class Parameter {
    private final Operand theta;
    private final Operand gradient;
    private final float[] m;
    private final float[] v;

    /**
     * @param products what is to multiply them
     * @param length how many, all 0 at first
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

    /** Copies θ to where the products read it, after it was changed on the heap. */
    void written() {
        theta.push();
    }

    /** Moves θ by a step of Adam; the gradient is on the heap. */
    void update(AdamStep step) {
        step.updateInPlace(theta.values(), gradient.values(), m, v);
        theta.push();
    }
}
