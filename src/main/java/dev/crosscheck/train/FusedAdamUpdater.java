package dev.crosscheck.train;

import dev.crosscheck.nn.optim.Adam;
import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;

/**
 * The state and the loop of {@link FusedAdam}.
 *
 * <p>The loop runs over heap arrays with one index, which the JIT compiler turns into vector instructions; an index
 * offset, or native memory read element by element, would undo that. The moments stay on the heap between steps, and
 * {@link #flush()} writes them to DL4J's state view, laid out as DL4J's Adam has it: all of m, then all of v.
 */
final class FusedAdamUpdater implements GradientUpdater<FusedAdam> {
    private final FusedAdam config;
    private final INDArray stateView;
    private final float[] gradient;
    private final float[] m;
    private final float[] v;
    private double learningRate;

    FusedAdamUpdater(FusedAdam config, INDArray stateView, boolean initialise) {
        this.config = config;
        this.stateView = stateView;
        this.learningRate = config.learningRate();
        int parameters = Math.toIntExact(stateView.length() / 2);
        this.gradient = new float[parameters];
        this.m = new float[parameters];
        this.v = new float[parameters];
        if (initialise) {
            stateView.assign(0);
        }
        reload();
    }

    /**
     * Replaces the gradient by the update that the parameters lose.
     *
     * @param view dLoss/dθ, the mean over the batch, of all parameters; afterwards the update
     * @param iteration steps done before this one
     * @param epoch not used
     */
    @Override
    public void applyUpdater(INDArray view, int iteration, int epoch) {
        FloatPointer pointer = pointer(view);
        pointer.get(gradient);
        double step = iteration + 1.0;
        double correction = Math.sqrt(1 - Math.pow(config.beta2(), step));
        double rate = learningRate * correction / (1 - Math.pow(config.beta1(), step));
        double epsilon = config.home() == Adam.Epsilon.ON_RAW ? config.epsilon() : config.epsilon() * correction;
        update((float) rate, (float) epsilon);
        pointer.put(gradient);
    }

    private void update(float rate, float epsilon) {
        float beta1 = (float) config.beta1();
        float beta2 = (float) config.beta2();
        float fresh1 = (float) (1 - config.beta1()); // 1 - (float) β2 would be off by 1e-5 of its size
        float fresh2 = (float) (1 - config.beta2());
        update(gradient, m, v, rate, beta1, beta2, fresh1, fresh2, epsilon);
    }

    private static void update(
            float[] g,
            float[] m,
            float[] v,
            float rate,
            float beta1,
            float beta2,
            float fresh1,
            float fresh2,
            float epsilon) {
        for (int i = 0; i < g.length; i++) {
            float gi = g[i];
            float mi = beta1 * m[i] + fresh1 * gi;
            float vi = beta2 * v[i] + fresh2 * gi * gi;
            m[i] = mi;
            v[i] = vi;
            g[i] = rate * mi / ((float) Math.sqrt(vi) + epsilon);
        }
    }

    /** Changes η; the configuration keeps the one it was made with. */
    void setLearningRate(double learningRate) {
        this.learningRate = learningRate;
    }

    /** Reads the moments from DL4J's state view, after it was written to. */
    void reload() {
        FloatPointer state = pointer(stateView);
        state.get(m);
        state.position(state.position() + m.length).get(v);
    }

    /** Writes the moments to DL4J's state view, from where they are saved. */
    void flush() {
        FloatPointer state = pointer(stateView);
        state.put(m);
        state.position(state.position() + m.length).put(v);
    }

    /** A view's data pointer is that of the whole buffer: the view begins at its offset. */
    private static FloatPointer pointer(INDArray view) {
        return new FloatPointer(view.data().pointer()).position(view.offset());
    }

    @Override
    public FusedAdam getConfig() {
        return config;
    }

    @Override
    public Map<String, INDArray> getState() {
        flush();
        return Map.of("state", stateView);
    }

    @Override
    public void setState(Map<String, INDArray> state, boolean initialise) {
        throw new UnsupportedOperationException("state is one flat view");
    }

    @Override
    public void setStateViewArray(INDArray view, long[] gradientShape, char gradientOrder, boolean initialise) {
        throw new UnsupportedOperationException("state is given at construction");
    }
}
