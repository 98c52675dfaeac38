package dev.crosscheck.train.byhand;

/** An array of parameters θ with its gradient and the optimizer's state, all of the same length. */
public final class Parameter {
    private final float[] theta;
    private final float[] gradient;
    private final float[] m;
    private final float[] v;

    /** @param length number of parameters, all 0 at first */
    public Parameter(int length) {
        this(length, length);
    }

    private Parameter(int length, int moments) {
        theta = new float[length];
        gradient = new float[length];
        m = new float[moments];
        v = new float[moments];
    }

    /** @return parameters of 0 without optimizer state, for layers whose parameters another optimizer updates */
    public static Parameter withoutMoments(int length) {
        return new Parameter(length, 0);
    }

    /** @return θ */
    public float[] theta() {
        return theta;
    }

    /** @return dLoss/dθ, from a backward pass until the update */
    public float[] gradient() {
        return gradient;
    }

    /** @return the first moments, or velocities */
    public float[] m() {
        return m;
    }

    /** @return the second moments */
    public float[] v() {
        return v;
    }

    /** Copies θ and the optimizer's state from parameters of the same length. */
    void copy(Parameter other) {
        System.arraycopy(other.theta, 0, theta, 0, theta.length);
        System.arraycopy(other.m, 0, m, 0, theta.length);
        System.arraycopy(other.v, 0, v, 0, theta.length);
    }

    /**
     * Copies one parameter and its optimizer state from or to a network's state.
     *
     * @param index of the parameter here
     * @param state the network's state
     * @param at its position in the state
     * @param out true to copy to the state, false to copy from it
     */
    void copy(int index, NetworkState state, int at, boolean out) {
        int count = state.parameters().length;
        copy(theta, index, state.parameters(), at, out);
        for (int k = 0; k * count < state.moments().length; k++) {
            copy(k == 0 ? m : v, index, state.moments(), k * count + at, out);
        }
    }

    private static void copy(float[] mine, int index, float[] theirs, int at, boolean out) {
        if (out) {
            theirs[at] = mine[index];
        } else {
            mine[index] = theirs[at];
        }
    }

    /** Does one optimizer step. */
    public void update(Update step) {
        step.move(gradient, theta, m, v, 0, theta.length);
    }
}
